import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Command } from "../../src/controller/command.ts";
import { DETAILS, invocationRuntime } from "../../src/controller/invocation-state.ts";
import { completedCountOf, maxErrorsOf, rollUp } from "../../src/controller/roll-up.ts";
import { COMMAND_STATUS_DETAILS, INVOCATION_STATUS_DETAILS } from "../../src/ssm/status.ts";
import type { CommandStatusDetails, InvocationStatusDetails } from "../../src/ssm/status.ts";
import { NODE, OTHER, Rig, THIRD } from "./rig.ts";

/** A finished or open command by what its invocations are, and what it should say. */
interface Row {
  readonly invocations: readonly InvocationStatusDetails[];
  readonly maxErrors?: string;
  readonly cancelled?: boolean;
  readonly details: CommandStatusDetails;
}

const TABLE: readonly Row[] = [
  { invocations: [], details: "NoInstancesInTag" },
  { invocations: ["Pending"], details: "Pending" },
  { invocations: ["Pending", "Delayed"], details: "Pending" },
  { invocations: ["Delayed"], details: "Pending" },
  { invocations: ["Pending", "Undeliverable", "InvalidPlatform"], details: "Pending" },
  { invocations: ["Pending", "InProgress"], details: "InProgress" },
  { invocations: ["Pending", "Success"], details: "InProgress" },
  { invocations: ["InProgress", "Cancelling"], details: "InProgress" },
  { invocations: ["Success", "Cancelling"], details: "Cancelling" },
  { invocations: ["InProgress", "Success"], cancelled: true, details: "Cancelling" },
  { invocations: ["Success", "Success"], details: "Success" },
  { invocations: ["Success", "Success"], cancelled: true, details: "Success" },
  { invocations: ["Success", "Failed"], details: "Failed" },
  { invocations: ["Success", "Failed"], maxErrors: "1", details: "Incomplete" },
  { invocations: ["Success", "Failed"], maxErrors: "49%", details: "Failed" },
  { invocations: ["Success", "Failed"], maxErrors: "50%", details: "Incomplete" },
  { invocations: ["Failed", "Failed"], maxErrors: "1", details: "Failed" },
  { invocations: ["ExecutionTimedOut"], details: "ExecutionTimedOut" },
  { invocations: ["ExecutionTimedOut", "Failed"], details: "Failed" },
  { invocations: ["Cancelled", "Failed"], cancelled: true, details: "Failed" },
  { invocations: ["Cancelled"], details: "Cancelled" },
  { invocations: ["Cancelled", "Success"], cancelled: true, details: "Cancelled" },
  { invocations: ["Cancelled", "Success"], details: "Incomplete" },
  { invocations: ["Undeliverable"], details: "Failed" },
  { invocations: ["Undeliverable", "InvalidPlatform"], details: "Failed" },
  { invocations: ["Undeliverable", "Undeliverable", "Success"], details: "Success" },
  { invocations: ["DeliveryTimedOut", "Success"], details: "DeliveryTimedOut" },
  { invocations: ["DeliveryTimedOut", "Success"], maxErrors: "1", details: "Incomplete" },
  { invocations: ["DeliveryTimedOut", "Undeliverable"], details: "DeliveryTimedOut" },
];

describe("a command's StatusDetails", () => {
  test.each(TABLE)("$invocations (cancelled $cancelled, $maxErrors errors): $details", (row) => {
    const command = commandOf(row.invocations, row);
    expect(rollUp(command)).toBe(row.details);
  });

  test("follow from the multiset alone, whatever the order", () => {
    fc.assert(
      fc.property(anyDetails(), fc.boolean(), anyMaxErrors(), (list, cancelled, maxErrors) => {
        const options = { cancelled, maxErrors };
        expect(rollUp(commandOf([...list].sort(), options))).toBe(rollUp(commandOf(list, options)));
      }),
    );
  });

  test("are what a naive reading of the rules says, and terminal exactly when all have ended", () => {
    fc.assert(
      fc.property(anyDetails(), fc.boolean(), anyMaxErrors(), (list, cancelled, maxErrors) => {
        const command = commandOf(list, { cancelled, maxErrors });
        const details = rollUp(command);
        expect(details).toBe(naive(list, cancelled, maxErrorsOf(command)));
        const allEnded = list.every((each) => INVOCATION_STATUS_DETAILS[each].terminal);
        expect(COMMAND_STATUS_DETAILS[details].terminal).toBe(allEnded);
      }),
    );
  });
});

test("counters never go down and add up, whatever happens in whatever order", () => {
  const nodes = [NODE, OTHER, THIRD];
  const step = fc.record({
    node: fc.constantFrom(...nodes),
    what: fc.constantFrom(
      "ack",
      "refuse",
      "success",
      "fail",
      "cancelled",
      "cancel",
      "close",
      "open",
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const rig = new Rig();
      for (const node of nodes) rig.addNode(node);
      const id = rig.send(nodes);
      let before = { CompletedCount: 0, ErrorCount: 0, DeliveryTimedOutCount: 0 };
      for (const { node, what } of steps) {
        play(rig, id, node, what);
        const command = rig.controller.commands.get(id)!;
        expect(command.details).toBe(rollUp(command));
        expect(command.counts).toEqual(countsOf(command));
        const now = rig.command(id) as unknown as typeof before;
        for (const key of ["CompletedCount", "ErrorCount", "DeliveryTimedOutCount"] as const) {
          expect(now[key]).toBeGreaterThanOrEqual(before[key]);
        }
        expect(now.ErrorCount + now.DeliveryTimedOutCount).toBeLessThanOrEqual(now.CompletedCount);
        expect(now.CompletedCount).toBe(completedCountOf(command));
        before = now;
      }
      rig.advance(8_000_000);
      expect(rig.command(id)).toMatchObject({ CompletedCount: 3, TargetCount: 3 });
      expect(rig.controller.hasOpenCommands).toBe(false);
    }),
    { numRuns: 60 },
  );
});

function play(rig: Rig, id: string, node: string, what: string): void {
  const job = rig.jobs("sendCommand", node).at(-1);
  if (what === "ack") rig.ack(job, "200", node);
  if (what === "refuse") rig.ack(job, "51402", node);
  if (what === "success") rig.reply(id, "Success", { node });
  if (what === "fail") rig.reply(id, "Failed", { node });
  if (what === "cancelled") rig.reply(id, "Cancelled", { node });
  if (what === "cancel") rig.cancel(id, [node]);
  if (what === "close") rig.close(node);
  if (what === "open") rig.open(node);
}

/** The rules as they are told, over the list and not over counters. */
function naive(
  list: readonly InvocationStatusDetails[],
  cancelled: boolean,
  maxErrors: number,
): CommandStatusDetails {
  const is =
    (...words: InvocationStatusDetails[]) =>
    (each: InvocationStatusDetails) =>
      words.includes(each);
  const open = list.filter(is("Pending", "Delayed", "InProgress", "Cancelling"));
  if (open.length > 0) {
    if (cancelled || open.every(is("Cancelling"))) return "Cancelling";
    const unreceived = is("Pending", "Delayed", "Undeliverable", "InvalidPlatform", "AccessDenied");
    return list.every(unreceived) ? "Pending" : "InProgress";
  }
  if (list.length === 0) return "NoInstancesInTag";
  const errors = list.filter(is("Failed", "ExecutionTimedOut"));
  if (errors.length > maxErrors) {
    return errors.every(is("ExecutionTimedOut")) ? "ExecutionTimedOut" : "Failed";
  }
  if (list.every(is("Success"))) return "Success";
  if (list.every(is("Cancelled"))) return "Cancelled";
  if (cancelled && list.some(is("Cancelled"))) return "Cancelled";
  if (list.every(is("Success", "Undeliverable", "InvalidPlatform", "AccessDenied"))) {
    return list.some(is("Success")) ? "Success" : "Failed";
  }
  return list.filter(is("DeliveryTimedOut")).length > maxErrors ? "DeliveryTimedOut" : "Incomplete";
}

function anyDetails() {
  return fc.array(fc.constantFrom(...DETAILS), { maxLength: 8 });
}

function anyMaxErrors() {
  return fc.constantFrom("0", "1", "3", "0%", "10%", "50%", "100%");
}

function commandOf(
  list: readonly InvocationStatusDetails[],
  { maxErrors = "0", cancelled = false }: { maxErrors?: string; cancelled?: boolean },
): Command {
  const request = { maxErrors } as Command["request"];
  const command = new Command("c", 1, request, 0);
  command.cancelRequested = cancelled;
  for (const [index, details] of list.entries()) {
    // The roll-up reads counters and the number of invocations, nothing else.
    command.invocations.set(String(index), undefined as never);
    const at = DETAILS.indexOf(details);
    command.counts[at] = command.counts[at]! + 1;
  }
  return command;
}

function countsOf(command: Command): number[] {
  const counts = DETAILS.map(() => 0);
  for (const { state } of command.invocations.values()) {
    const path = invocationRuntime.states[state]!.split(".");
    const details = DETAILS.findIndex((word) => path.includes(word));
    const narrowed = NARROWED[path.join(".")];
    counts[narrowed === undefined ? details : DETAILS.indexOf(narrowed)]! += 1;
  }
  return counts;
}

const NARROWED: Readonly<Record<string, InvocationStatusDetails>> = {
  "Failed.undeliverable": "Undeliverable",
  "TimedOut.execution": "ExecutionTimedOut",
  "TimedOut.delivery": "DeliveryTimedOut",
  "Cancelled.terminated": "Terminated",
};
