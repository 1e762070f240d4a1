import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { judgeTrace } from "../../../src/scenario/property/judge.ts";
import { PROPERTIES } from "../../../src/scenario/property/properties.ts";
import { appended, changed, doubled, inserted, moved, without } from "../doctor.ts";
import type { Events } from "../doctor.ts";
import {
  N0,
  N1,
  calmRun,
  cancelledRun,
  offlineRun,
  overtakenRun,
  resurrectedRun,
} from "../runs.ts";
import { restlessRun } from "./restless.ts";

/** The names of the properties that a trace breaks. */
function broken(events: Events): string[] {
  return [...new Set(judgeTrace(PROPERTIES, events).map(({ property }) => property))].sort();
}

const calm = calmRun();
const cancelled = cancelledRun();
const offline = offlineRun(true);
const lost = offlineRun(false);
const restless = restlessRun("0");

const END = { event: "status.changed", node: N0, to: "Success" };
const STARTED = { event: "process.started", node: N0 };
const EXITED = { event: "process.exited", node: N0 };
const SIGNALLED = { event: "process.signalled", node: N0 };
const CANCEL = { event: "cancel.accepted", node: N0 };
const CANCEL_JOB = { event: "frame.sent", cancels: cancelled.command };
const CANCEL_ACK = { event: "job.acked", cancels: cancelled.command };
const REPORT = { event: "reply.sent", status: "Cancelled" };
const AGAIN = { node: N0, command: calm.command };
const OFF = { event: "node.stateChanged", node: N0, from: "Running", to: "Stopping" };
/** Long after every deadline. */
const LATER = [{ event: "health.reported", node: N0 }, 1_000_000_000] as const;

interface Row {
  readonly name: string;
  /** What is wrong with the trace. */
  readonly what: string;
  readonly base: Events;
  doctor(events: Events): Events;
}

const ROWS: readonly Row[] = [
  row("terminalIsFinal", "an end changes", calm.events, (events) =>
    appended(events, { ...END, command: calm.command, from: "Success", to: "Failed" }),
  ),
  row("legalMovesOnly", "a move begins elsewhere", calm.events, (events) =>
    changed(events, END, { from: "Delayed" }),
  ),
  row("legalMovesOnly", "Cancelling for no cancel", cancelled.events, (e) => without(e, CANCEL)),
  row("legalMovesOnly", "a node leaps", offline.events, (events) =>
    without(events, { event: "node.stateChanged", to: "Stopping" }),
  ),
  row("cancelledIsHonest", "no end of the process", cancelled.events, (e) => without(e, EXITED)),
  row("cancelledIsHonest", "a child escapes later", cancelled.events, (events) =>
    appended(events, { event: "process.escaped", node: N0, command: cancelled.command }),
  ),
  row("escapeIsSaid", "a child escapes", calm.events, (events) =>
    inserted(events, EXITED, { event: "process.escaped", ...AGAIN }),
  ),
  row("tombstone", "the cancel was taken before", cancelled.events, (events) =>
    moved(events, CANCEL_ACK, STARTED),
  ),
  row("cancelBeforeDelivery", "it starts later", offline.events, (events) =>
    appended(events, { ...STARTED, command: offline.command }),
  ),
  row("atMostOneStart", "it starts twice", calm.events, (events) => doubled(events, STARTED)),
  row("successIsEarned", "it has not ended", calm.events, (events) => without(events, EXITED)),
  row("successIsEarned", "it was killed", calm.events, (events) =>
    inserted(events, EXITED, { ...SIGNALLED, ...AGAIN, delivered: true }),
  ),
  row("orderRule", "Success behind the cancel", cancelled.events, (events) =>
    changed(events, REPORT, { status: "Success" }),
  ),
  row("orderRule", "Cancelled behind the end", calm.events, (events) =>
    changed(events, { event: "reply.sent", status: "Success" }, { status: "Cancelled" }),
  ),
  row("noSignalAfterDeath", "nobody is there", cancelled.events, (events) =>
    changed(events, SIGNALLED, { delivered: false }),
  ),
  row("ladder", "no SIGTERM", calm.events, (events) =>
    inserted(events, EXITED, { ...SIGNALLED, ...AGAIN, signal: "SIGKILL", delivered: true }),
  ),
  row("wholeTree", "one lives on", cancelled.events, (events) =>
    appended(events, { event: "process.escaped", node: N0, command: cancelled.command }),
  ),
  row("cancelIsIdempotentAtAgent", "two kills", cancelled.events, (e) => doubled(e, SIGNALLED)),
  row("cancelAfterTerminalIsANoOp", "a late cancel is sent", cancelled.events, (events) =>
    appended(events, { ...CANCEL_JOB, node: N0 }),
  ),
  row("targeting", "another node was named", cancelled.events, (events) =>
    changed(events, CANCEL, { named: [N1] }),
  ),
  row("targeting", "nobody cancelled it", cancelled.events, (e) => without(e, CANCEL)),
  row("targeting", "a node that the command has not", cancelled.events, (events) =>
    changed(events, { event: "command.accepted" }, { targets: [N1] }),
  ),
  row("allOrNothingValidation", "a refused call has an effect", cancelled.events, (events) =>
    inserted(
      events,
      { event: "call.answered", code: "InvalidCommandId" },
      {
        ...CANCEL,
        source: "controller",
        command: cancelled.command,
      },
    ),
  ),
  row("nodeStateGate", "its node is gone", cancelled.events, (events) =>
    inserted(events, CANCEL, { event: "node.stateChanged", node: N0, to: "Terminated" }),
  ),
  row("lateReply", "no word of it", restless, (events) =>
    without(events, { event: "event.ignored", ignored: "agent_job_reply.InProgress" }),
  ),
  row("incarnationFence", "an old channel opens", calm.events, (events) =>
    changed(events, { event: "link.opened", node: N0, epoch: 2 }, { epoch: 1 }),
  ),
  row("incarnationFence", "a report over no channel", calm.events, (events) =>
    inserted(
      events,
      { event: "frame.received", node: N0, documentStatus: "Success" },
      { event: "link.closed", node: N0, epoch: 2 },
    ),
  ),
  ...["targetCount", "completedCount", "errorCount", "deliveryTimedOutCount"].map((count) =>
    row("countsAddUp", `${count} is wrong`, calm.events, (events) =>
      changed(events, { event: "status.changed", targetCount: 2 }, { [count]: 7 }),
    ),
  ),
  row("rollUpIsAFunction", "the command does not end", calm.events, (events) =>
    without(events, { event: "status.changed", completedCount: 2 }),
  ),
  row("rollUpIsAFunction", "the command ends too soon", calm.events, (e) => without(e, END)),
  row("concurrencyAndErrorLimitsAtController", "two at once", calm.events, (events) =>
    moved(events, { event: "frame.sent", node: N1, message: "agent_job" }, END),
  ),
  row("concurrencyAndErrorLimitsAtController", "after an error", calm.events, (events) =>
    changed(events, END, { details: "Failed" }),
  ),
  row("whereItMayRun", "the node goes down before", calm.events, (e) => inserted(e, STARTED, OFF)),
  row("powerOffKills", "the node goes down before", calm.events, (e) => inserted(e, EXITED, OFF)),
  row("durableIntentAtController", "it goes on as before", cancelled.events, (events) =>
    changed(events, { event: "status.changed", node: N0, to: "Cancelled" }, { from: "Pending" }),
  ),
  row("durableIntentAtAgent", "it starts in the next life", cancelled.events, (events) =>
    appended(appended(events, { event: "agent.stopped", node: N0, reason: "crash" }), {
      ...STARTED,
      command: cancelled.command,
    }),
  ),
  row("expectedReason", "nobody cancelled it", cancelled.events, (e) => without(e, CANCEL)),
  row("expectedReason", "nobody ended it", calm.events, (events) =>
    changed(events, { event: "reply.sent", status: "Success" }, { status: "TimedOut" }),
  ),
  row("commandsEnd", "it never ends", calm.events, (e) => appended(without(e, END), ...LATER)),
  row("commandsEnd", "it ends too late", calm.events, (events) =>
    changed(events, END, { atMs: 1_000_000_000 }),
  ),
  row("cancelsGetAVerdict", "it never ends", cancelled.events, (events) =>
    appended(without(events, { event: "status.changed", node: N0, to: "Cancelled" }), ...LATER),
  ),
  row("cancelsGetAVerdict", "it ends too late", cancelled.events, (events) =>
    changed(
      events,
      { event: "status.changed", node: N0, to: "Cancelled" },
      { atMs: 1_000_000_000 },
    ),
  ),
  row("lostNodesEnd", "it waits for ever", lost.events, (events) =>
    without(events, { event: "status.changed", details: "DeliveryTimedOut" }),
  ),
  row("lostNodesEnd", "it ends as if delivered", lost.events, (events) =>
    changed(events, { details: "DeliveryTimedOut", node: N0 }, { details: "Failed" }),
  ),
  row("redeliveryIsBounded", "it is sent twice", calm.events, (events) =>
    doubled(events, { event: "frame.sent", message: "agent_job", node: N0 }),
  ),
  row("agentsComeBack", "no channel opens", offline.events, (events) =>
    appended(
      [3, 4].reduce((rest, epoch) => without(rest, { event: "link.opened", epoch }), events),
      ...LATER,
    ),
  ),
  row("agentsComeBack", "a channel opens too late", offline.events, (events) =>
    changed(events, { event: "link.opened", epoch: 3 }, { atMs: 1_000_000_000 }),
  ),
  row("freedSlotsAreUsed", "nobody gets it", calm.events, (events) =>
    without(events, { event: "frame.sent", node: N1, message: "agent_job" }),
  ),
  row("concurrencyAndErrorLimitsAtAgent", "two at once", calm.events, (events) =>
    moved(events, { event: "job.started", node: N1 }, { event: "job.ended", node: N0 }),
  ),
  row("offlineCancelComesFirst", "it starts on return", offline.events, (events) =>
    appended(events, { ...STARTED, command: offline.command }),
  ),
];

function row(name: string, what: string, base: Events, doctor: Row["doctor"]): Row {
  return { name, what, base, doctor };
}

describe("a property", () => {
  test.each(ROWS)("$name holds on a real run, and does not when $what", (one) => {
    expect(broken(one.base)).not.toContain(one.name);
    expect(broken(one.doctor(one.base))).toContain(one.name);
  });

  test("is tried by a doctored trace, each of them", () => {
    const tried = new Set(ROWS.map(({ name }) => name));
    expect(PROPERTIES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  test("names the two events that decide it", () => {
    const events = doubled(calm.events, STARTED);
    const [found] = judgeTrace(PROPERTIES, events);
    expect(found).toMatchObject({ property: "atMostOneStart", node: N0, command: calm.command });
    const [first = 0, second = 0] = found?.seqs ?? [];
    expect([events[first]?.event, events[second]?.event]).toEqual(
      Array.from({ length: 2 }, () => "process.started"),
    );
    expect(second).toBe(first + 1);
  });

  test("ladder takes SIGKILL behind a SIGTERM, but no sooner than the grace", () => {
    const at = (ms: number): Events => {
      const signal = { ...SIGNALLED, ...AGAIN, step: "s", delivered: true };
      const asked = appended(calm.events, { ...signal, signal: "SIGTERM" });
      return appended(asked, { ...signal, signal: "SIGKILL" }, ms);
    };
    expect(broken(at(5000))).not.toContain("ladder");
    expect(broken(at(4999))).toContain("ladder");
  });

  test("escapeIsSaid and cancelledIsHonest are content when the report tells of the escape", () => {
    const escaped = inserted(cancelled.events, EXITED, {
      event: "process.escaped",
      node: N0,
      command: cancelled.command,
    });
    const said = changed(without(escaped, EXITED), REPORT, { traceOutput: "escaped: pid 7" });
    expect(broken(said)).not.toContain("escapeIsSaid");
    expect(broken(said)).not.toContain("cancelledIsHonest");
  });
});

describe("with amazon-ssm-agent", () => {
  const seeds = Array.from({ length: 12 }, (_, seed) => String(seed));
  test.each(seeds)("no property of the controller fails, whatever goes wrong: seed %s", (seed) => {
    const own = PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller");
    expect(judgeTrace(own, restlessRun(seed))).toEqual([]);
  });

  test("a calm run breaks nothing", () => {
    expect(broken(calm.events)).toEqual([]);
  });

  test("a plain cancel breaks only the ladder: it kills at once", () => {
    expect(broken(cancelled.events)).toEqual(["ladder"]);
  });

  test("a cancelled command that waited runs after a restart", () => {
    expect(broken(resurrectedRun().events)).toEqual(
      expect.arrayContaining(["durableIntentAtAgent", "orderRule", "tombstone"]),
    );
  });

  test("a cancel that overtakes its command is forgotten", () => {
    expect(broken(overtakenRun().events)).toEqual(["orderRule", "tombstone"]);
  });

  test("a child with a session of its own survives the cancel, untold", () => {
    const { events } = cancelledRun("setsid sleep 300 & sleep 300");
    expect(broken(events)).toEqual(["cancelledIsHonest", "escapeIsSaid", "ladder", "wholeTree"]);
  });

  test("a script that kills itself is reported as TimedOut", () => {
    expect(broken(cancelledRun("kill -9 $$").events)).toEqual(["expectedReason"]);
  });
});

describe("with ideal", () => {
  const seeds = Array.from({ length: 12 }, (_, seed) => String(seed));
  test.each(seeds)("no property fails at all, whatever goes wrong: seed %s", (seed) => {
    expect(judgeTrace(PROPERTIES, restlessRun(seed, "ideal"))).toEqual([]);
  });

  test("the same mishaps break properties of the agent with amazon-ssm-agent", () => {
    const found = seeds.flatMap((seed) => broken(restlessRun(seed)));
    expect(found).toEqual(expect.arrayContaining(["ladder", "wholeTree", "escapeIsSaid"]));
  });
});

test("docs/properties.md names every property, whom it judges, and what it says", () => {
  const page = readFileSync(new URL("../../../docs/properties.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (controller|agent|both) +\| (.+?) +\|$/gm)];
  expect(rows.map(([, name, judgedOn, says]) => ({ name, judgedOn, says }))).toEqual(
    PROPERTIES.map(({ name, judgedOn, says }) => ({ name, judgedOn, says })),
  );
});
