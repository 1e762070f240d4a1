/**
 * MaxConcurrency and MaxErrors: who has the job, who waits, who never gets it.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdsSlot } from "../../src/controller/invocation-state.ts";
import { maxConcurrencyOf } from "../../src/controller/rate-control.ts";
import { Rig } from "./rig.ts";

const NODES = [0, 1, 2, 3, 4].map((index) => `i-0123456789abcdef${index}`);

describe("MaxConcurrency", () => {
  test.each([
    ["2", 2],
    ["50", 5],
    ["40%", 2],
    ["1%", 1],
    ["100%", 5],
  ])("%s of five nodes has %i of them get the job at once", (MaxConcurrency, count) => {
    const { rig } = sent({ MaxConcurrency });
    expect(handed(rig)).toEqual(NODES.slice(0, count));
  });

  test("passes a slot on when its invocation has ended, and never twice", () => {
    const { rig, id } = sent({ MaxConcurrency: "2" });
    rig.reply(id, "InProgress", { node: NODES[0]! });
    expect(handed(rig)).toHaveLength(2);
    rig.reply(id, "Success", { node: NODES[0]! });
    rig.reply(id, "Success", { node: NODES[0]! });
    expect(handed(rig)).toEqual(NODES.slice(0, 3));
    expect(NODES.map((node) => rig.statusOf(id, node).split("/")[0])).toEqual([
      "Success",
      "Pending",
      "Pending",
      "Pending",
      "Pending",
    ]);
  });

  test("counts a node that is being cancelled until it has answered", () => {
    const { rig, id } = sent({ MaxConcurrency: "1" });
    rig.ack(rig.jobs("sendCommand", NODES[0]).at(-1), "200", NODES[0]);
    rig.cancel(id, [NODES[0]!]);
    expect(handed(rig)).toHaveLength(1);
    rig.reply(id, "Cancelled", { node: NODES[0]! });
    expect(handed(rig)).toEqual(NODES.slice(0, 2));
  });

  test("does not count a node that can't be reached", () => {
    const { rig, id } = sent({ MaxConcurrency: "1" }, [NODES[0]!]);
    expect(handed(rig)).toEqual([NODES[1]]);
    rig.input({ type: "node.stateChanged", node: NODES[0]!, state: "Running" });
    rig.open(NODES[0]);
    expect(handed(rig)).toEqual([NODES[1]]);
    rig.close(NODES[0]);
    rig.close(NODES[2]);
    rig.reply(id, "Success", { node: NODES[1]! });
    expect(handed(rig)).toEqual([NODES[1], NODES[3]]);
  });

  test("lets a cancel end at once whoever waits, though the same call gives a slot back", () => {
    const { rig, id } = sent({ MaxConcurrency: "1" });
    rig.ack(rig.jobs("sendCommand", NODES[0]).at(-1), "51402", NODES[0]);
    rig.cancel(id, [NODES[0]!, NODES[1]!]);
    expect(rig.statusOf(id, NODES[1])).toBe("Cancelled/Cancelled");
    expect(handed(rig)).toEqual([NODES[0], NODES[2]]);
    rig.cancel(id);
    expect(NODES.map((node) => rig.statusOf(id, node).split("/")[0])).toEqual([
      "Cancelled",
      "Cancelled",
      "Cancelling",
      "Cancelled",
      "Cancelled",
    ]);
  });

  test("holds at every instant, survives restarts, and every node gets its turn", () => {
    const step = fc.record({
      node: fc.constantFrom(...NODES),
      what: fc.constantFrom("ack", "refuse", "success", "cancel", "close", "open", "restart"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { rig, id } = sent({ MaxConcurrency: "2", MaxErrors: "100%" });
        for (const { node, what } of steps) {
          play(rig, id, node, what);
          const command = rig.controller.commands.get(id)!;
          const states = [...command.invocations.values()].map(({ state }) => state);
          expect(command.busy).toBe(states.filter(holdsSlot).length);
          expect(command.busy).toBeLessThanOrEqual(maxConcurrencyOf(command));
          if (command.busy < 2) expect(command.held.size).toBe(0);
        }
        for (const node of NODES) rig.open(node);
        for (let round = 0; round < NODES.length; round += 1) {
          for (const node of handed(rig)) rig.reply(id, "Success", { node });
        }
        expect(rig.command(id)).toMatchObject({ CompletedCount: NODES.length });
      }),
      { numRuns: 60 },
    );
  });
});

describe("MaxErrors", () => {
  test("stops delivery with one error more: who has the job goes on, the others are Terminated", () => {
    const { rig, id } = sent({ MaxConcurrency: "2", MaxErrors: "1" }, [NODES[4]!]);
    rig.reply(id, "Failed", { node: NODES[0]! });
    expect(handed(rig)).toEqual(NODES.slice(0, 3));
    rig.reply(id, "TimedOut", { node: NODES[1]! });
    expect(NODES.map((node) => rig.statusOf(id, node))).toEqual([
      "Failed/Failed",
      "TimedOut/ExecutionTimedOut",
      "Pending/Pending",
      "Cancelled/Terminated",
      "Cancelled/Terminated",
    ]);
    expect(rig.command(id)).toMatchObject({ Status: "InProgress", CompletedCount: 4 });
    rig.reply(id, "Success", { node: NODES[2]! });
    expect(rig.command(id)).toMatchObject({ Status: "Failed", ErrorCount: 2, CompletedCount: 5 });
  });

  test("also ends a job that is refused afterwards", () => {
    const { rig, id } = sent({ MaxConcurrency: "2" });
    rig.reply(id, "Failed", { node: NODES[0]! });
    rig.ack(rig.jobs("sendCommand", NODES[1]).at(-1), "51402", NODES[1]);
    expect(rig.statusOf(id, NODES[1])).toBe("Cancelled/Terminated");
    rig.advance(10_000);
    expect(rig.jobs("sendCommand", NODES[1])).toHaveLength(1);
  });

  test("does not count a cancelled one", () => {
    const { rig, id } = sent({ MaxConcurrency: "1" });
    rig.reply(id, "Cancelled", { node: NODES[0]! });
    expect(handed(rig)).toEqual(NODES.slice(0, 2));
  });
});

function play(rig: Rig, id: string, node: string, what: string): void {
  const job = rig.jobs("sendCommand", node).at(-1);
  if (what === "ack" && job !== undefined) rig.ack(job, "200", node);
  if (what === "refuse" && job !== undefined) rig.ack(job, "51402", node);
  if (what === "success" && job !== undefined) rig.reply(id, "Success", { node });
  if (what === "cancel") rig.cancel(id, [node]);
  if (what === "close") rig.close(node);
  if (what === "open") rig.open(node);
  if (what === "restart") rig.restart();
}

/** A command for five nodes, all of them online but those that are named. */
function sent(more: object, offline: readonly string[] = []): { rig: Rig; id: string } {
  const rig = new Rig();
  for (const node of NODES) rig.addNode(node, { online: !offline.includes(node) });
  return { rig, id: rig.send(NODES, more) };
}

/** The nodes that were handed the job, in order, each once. */
function handed(rig: Rig): readonly string[] {
  const jobs = rig.sent.filter(({ message }) => message.type === "agent_job");
  const sends = jobs.filter(({ message }) => JSON.stringify(message).includes('"sendCommand"'));
  return [...new Set(sends.map(({ node }) => node))];
}
