import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Digest } from "../../../src/kernel/digest.ts";
import { judgeTrace } from "../../../src/scenario/property/judge.ts";
import { COMPARISONS, PROPERTIES } from "../../../src/scenario/property/properties.ts";
import { appended, changed, doubled, inserted, moved, without } from "../doctor.ts";
import type { Events, Facts } from "../doctor.ts";
import {
  N0,
  N1,
  calmRun,
  cancelledRun,
  lostReportRun,
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
const spoken = cancelledRun("echo a; sleep 300");
const flooded = cancelledRun("while :; do echo line; sleep 0.1; done");

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
const FINAL = { event: "frame.received", node: N0, documentStatus: "Success" };
/** A report about a step and its output. */
const TOLD = { event: "reply.sent", step: "aws:runShellScript" };
const CANCEL_TOPIC = "aws.ssm.cancelCommand";
const { command: cancels } = calm;
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
  row("escapeIsSaid", "a child escapes", cancelled.events, (events) =>
    inserted(events, REPORT, {
      event: "process.escaped",
      node: N0,
      command: cancelled.command,
    }),
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
  row("orderRule", "the report says another end", calm.events, (events) =>
    changed(events, { event: "reply.sent", status: "Success" }, { status: "Failed" }),
  ),
  row("orderRule", "a late cancel is said to have stopped it", calm.events, (events) =>
    appended(
      appended(events, { event: "job.acked", node: N0, command: "c", code: "200", cancels }),
      { event: "reply.sent", node: N0, command: "c", topic: CANCEL_TOPIC, status: "Success" },
    ),
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
  row("incarnationFence", "a report over an older channel", calm.events, (events) =>
    changed(events, { ...FINAL, documentStatus: "Success" }, { epoch: 1 }),
  ),
  row("incarnationFence", "a report over a channel that was cut", calm.events, (events) =>
    inserted(inserted(events, FINAL, { event: "link.cut", node: N0 }), FINAL, {
      event: "link.closed",
      node: N0,
      epoch: 2,
    }),
  ),
  row("incarnationFence", "an ack over an older channel", calm.events, (events) =>
    changed(events, { event: "frame.received", message: "agent_job_ack" }, { epoch: 1 }),
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
  row("rollUpIsAFunction", "the same makes another status", calm.events, (events) => [
    ...events,
    ...changed(
      copied(events, "another"),
      { event: "status.changed", completedCount: 2 },
      { details: "Failed" },
    ),
  ]),
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
  row("durableIntentAtController", "it does not know the command", calm.events, (events) =>
    appended(events, { event: "frame.dropped", ...AGAIN, reason: "unknownJob" }),
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
  row("expectedReason", "no report says so", calm.events, (events) =>
    changed(events, FINAL, { documentStatus: "InProgress" }),
  ),
  row("expectedReason", "it was not delivered, and in time", lost.events, (events) =>
    changed(events, { details: "DeliveryTimedOut", node: N0 }, { atMs: 30_000 }),
  ),
  row("replyIdempotence", "a report that comes again changes the record", calm.events, (events) =>
    appended(again(events), { ...record(events), code: 9 }),
  ),
  row("replyIdempotence", "a report that comes again changes the status", calm.events, (events) =>
    appended(again(events), { ...END, command: calm.command, to: "Failed" }),
  ),
  row("replyIdempotence", "an older result comes later", calm.events, (events) =>
    appended(events, { ...record(events), reply: "another", endMs: 1 }),
  ),
  row("outputNotLostNotInvented", "nobody has written that", spoken.events, (events) =>
    changed(events, TOLD, { stdout: Digest.of("b\n") }),
  ),
  row("outputNotLostNotInvented", "more is reported than written", spoken.events, (events) =>
    changed(events, TOLD, { stdout: Digest.of("a\nb\n") }),
  ),
  row("outputNotLostNotInvented", "what was written is missing", spoken.events, (events) =>
    changed(events, TOLD, { stdout: "" }),
  ),
  row("outputNotLostNotInvented", "the last of it is missing", flooded.events, (events) =>
    changed(events, TOLD, { stdout: Digest.of("line\n") }),
  ),
  row("timeSanity", "it begins before its request", calm.events, (events) =>
    changed(events, { event: "step.recorded", node: N0 }, { startMs: 1 }),
  ),
  row("timeSanity", "it ends before it begins", calm.events, (events) =>
    changed(events, { event: "step.recorded", node: N0 }, { endMs: 1 }),
  ),
  ...["ListCommands", "ListCommandInvocations", "GetCommandInvocation"].map((operation) =>
    row("viewsAgree", `${operation} shows another status`, calm.events, (events) =>
      changed(
        events,
        { event: "call.answered", operation },
        {
          shows: [
            operation === "ListCommands"
              ? `${calm.command} Cancelled`
              : `${calm.command}/${N0} Cancelled`,
          ],
        },
      ),
    ),
  ),
  row("nothingLeaksAtAgent", "a child lives to the end", cancelled.events, (events) =>
    appended(events, { event: "process.escaped", node: N0, command: cancelled.command }),
  ),
  ...["slots", "invocationTimers", "documentWorkers", "workerTimers", "runs"].map((what) =>
    row("nothingLeaks", `${what} are left`, calm.events, (events) =>
      changed(events, { event: "fleet.counted" }, { [what]: 1 }),
    ),
  ),
  row("isolation", "the cancel has its effect later", cancelled.events, (events) =>
    changed(events, EXITED, { atMs: 1_000_000_000 }),
  ),
  row("isolation", "the cancel has none", cancelled.events, (events) =>
    appended([SIGNALLED, EXITED, { event: "job.ended" }].reduce(without, events), ...LATER),
  ),
  row("isolation", "a health report is late", calm.events, (events) =>
    appended(events, { event: "health.reported", node: N0, full: true }, 400_000),
  ),
  row("isolation", "no health report comes", calm.events, (events) => appended(events, ...LATER)),
  row("outputBecomesReadable", "it never can be read", spoken.events, (events) =>
    appended(without(events, { event: "step.recorded" }), ...LATER),
  ),
  row("outputBecomesReadable", "it can be read too late", spoken.events, (events) =>
    changed(events, { event: "step.recorded" }, { atMs: 1_000_000_000 }),
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

/** The first report about the first node's step comes once more. */
function again(events: Events): Events {
  const { reply } = record(events);
  const [first] = events.filter((one) => one.event === "frame.received" && one["reply"] === reply);
  return appended(events, { ...first });
}

/** What the controller has kept of it. */
function record(events: Events): Facts {
  return { ...events.find(({ event, node }) => event === "step.recorded" && node === N0) };
}

/** The same events of a command with another id. */
function copied(events: Events, command: string): Events {
  const text = JSON.stringify(events).replaceAll(calm.command, command);
  return JSON.parse(text) as Events;
}

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

  test("timeSanity does not judge a node by a clock that is off", () => {
    const off = { event: "fault.fired", source: "fault", node: N0, fault: "clockSkew" };
    const behind = changed(calm.events, { event: "step.recorded", node: N0 }, { startMs: 1 });
    expect(broken(behind)).toContain("timeSanity");
    expect(broken(inserted(behind, STARTED, off))).not.toContain("timeSanity");
  });

  test("concurrencyAndErrorLimitsAtController lets an offer that was never answered be repeated", () => {
    const job = { node: N0, job: `aws.ssm.${calm.command}.${N0}` };
    const offer = {
      event: "frame.sent",
      ...job,
      message: "agent_job",
      topic: "aws.ssm.sendCommand",
    };
    const refusal = { event: "frame.received", ...job, message: "agent_job_ack", code: "51402" };
    const error = { ...END, node: N1, command: calm.command, to: "Failed", details: "Failed" };
    const accepted = calm.events.filter(({ event }) => event === "command.accepted");
    const play = (...rest: Facts[]): Events =>
      rest.reduce<Events>((events, one) => appended(events, one), accepted);
    const name = "concurrencyAndErrorLimitsAtController";
    expect(broken(play(offer, offer, refusal, error, offer))).not.toContain(name);
    expect(broken(play(offer, refusal, error, offer))).toContain(name);
  });

  test.each([
    ["a job", { topic: "aws.ssm.sendCommand.us-east-1.1" }],
    ["a cancel", CANCEL_JOB],
  ])(
    "redeliveryIsBounded takes %s again when its ack is late, twice as late each time",
    (_, job) => {
      const sent = { event: "frame.sent", message: "agent_job", job: `aws.ssm.c.${N0}`, node: N0 };
      const after = (...waitsMs: number[]): Events =>
        waitsMs.reduce((events, ms) => appended(events, { ...job, ...sent }, ms), calm.events);
      expect(broken(after(0, 10_000, 20_000, 40_000))).not.toContain("redeliveryIsBounded");
      expect(broken(after(0, 9_999))).toContain("redeliveryIsBounded");
      expect(broken(after(0, 10_000, 20_000, 39_999))).toContain("redeliveryIsBounded");
    },
  );

  test("noSignalAfterDeath takes a signal to each live process for none where there is none", () => {
    const missed = changed(cancelled.events, SIGNALLED, { delivered: false, reach: "tree" });
    expect(broken(missed)).not.toContain("noSignalAfterDeath");
  });

  test("orderRule leaves a cancel behind the exit of a step open, unless another step follows", () => {
    const taken = { event: "job.acked", node: N0, command: "c", code: "200" };
    const cancelledAt = (before: Facts): Events =>
      inserted(calm.events, before, { ...taken, cancels: calm.command });
    const end = { event: "job.ended", node: N0 };
    expect(broken(cancelledAt({ ...EXITED, node: N0 }))).toContain("orderRule");
    expect(broken(cancelledAt(end))).not.toContain("orderRule");
    const goesOn = inserted(cancelledAt(end), end, { ...STARTED, ...AGAIN, step: "another" });
    expect(broken(inserted(goesOn, end, { ...EXITED, ...AGAIN }))).toContain("orderRule");
  });

  test("replyIdempotence tells what a report has done from what came behind it", () => {
    const end = { ...END, command: calm.command, to: "Failed" };
    const cancelled = appended(again(calm.events), { ...CANCEL, command: calm.command });
    for (const events of [appended(cancelled, end), appended(again(calm.events), end, 1)]) {
      expect(broken(events)).not.toContain("replyIdempotence");
    }
  });

  test("escapeIsSaid and cancelledIsHonest are content when the report tells of the escape", () => {
    const escaped = inserted(cancelled.events, REPORT, {
      event: "process.escaped",
      node: N0,
      command: cancelled.command,
    });
    const said = changed(without(escaped, EXITED), REPORT, { traceOutput: "escaped: pid 7" });
    expect(broken(said)).not.toContain("escapeIsSaid");
    expect(broken(said)).not.toContain("cancelledIsHonest");
  });

  test("outputNotLostNotInvented lets go what was written in the moment of a kill, no more", () => {
    const untold = changed(spoken.events, TOLD, { stdout: "" });
    const endOf = (atMs: number, how: Facts): Events =>
      changed(changed(untold, EXITED, { atMs, ...how }), SIGNALLED, { atMs });
    const wroteMs = spoken.events.find(({ event }) => event === "process.wrote")?.atMs ?? 0;
    const name = "outputNotLostNotInvented";
    expect(broken(endOf(wroteMs, { signal: "SIGKILL" }))).not.toContain(name);
    expect(broken(endOf(wroteMs + 1, { signal: "SIGKILL" }))).toContain(name);
    expect(broken(endOf(wroteMs, { signal: null, code: 0 }))).toContain(name);
  });

  test("what a command leaves that nobody has tried to end is no escape, and no leak", () => {
    const left = inserted(calm.events, EXITED, { event: "process.escaped", ...AGAIN });
    expect(broken(left)).not.toContain("escapeIsSaid");
    expect(broken(left)).not.toContain("nothingLeaksAtAgent");
  });

  test("all that lives on may be dying, and not only some of it", () => {
    const escape = { event: "process.escaped", node: N0, command: cancelled.command };
    const at = (dying: string[]) =>
      broken(appended(cancelled.events, { ...escape, pids: ["7", "8"], dying }));
    for (const property of ["wholeTree", "nothingLeaksAtAgent"]) {
      expect(at(["7", "8"])).not.toContain(property);
      expect(at(["7"])).toContain(property);
    }
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
    expect(broken(events)).toEqual([
      "cancelledIsHonest",
      "escapeIsSaid",
      "ladder",
      "nothingLeaksAtAgent",
      "wholeTree",
    ]);
  });

  test.each([1_200_000, 10_000_000])("a crash before the ack loses a report: after %d ms", (ms) => {
    const { events } = lostReportRun("amazon-ssm-agent", ms);
    expect(broken(events)).toEqual(["outputBecomesReadable"]);
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

  test("a crash before the ack loses no report", () => {
    expect(broken(lostReportRun("ideal", 10_000_000).events)).toEqual([]);
  });

  test("the same mishaps break properties of the agent with amazon-ssm-agent", () => {
    const found = seeds.flatMap((seed) => broken(restlessRun(seed)));
    expect(found).toEqual(expect.arrayContaining(["ladder", "wholeTree", "escapeIsSaid"]));
  });
});

test("docs/properties.md names every property, whom it judges, and what it says", () => {
  const page = readFileSync(new URL("../../../docs/properties.md", import.meta.url), "utf8");
  const all = [...PROPERTIES, ...COMPARISONS];
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (controller|agent|both) +\| (.+?) +\|$/gm)];
  expect(rows.map(([, name, judgedOn, says]) => ({ name, judgedOn, says }))).toEqual(
    all.map(({ name, judgedOn, says }) => ({ name, judgedOn, says })),
  );
});
