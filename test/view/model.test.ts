/** What the page works out of the events of a run: messages, what lasts, what the API said. */
import { describe, expect, test } from "vitest";
import { makePageData } from "../../src/report/html/make-page-data.ts";
import { NO_FILTER, passing } from "../../src/view/model/filter.ts";
import { KINDS, kindOf } from "../../src/view/model/kind.ts";
import { makeModel } from "../../src/view/model/model.ts";
import type { Model } from "../../src/view/model/model.ts";
import { makeDecisions } from "../../src/view/model/decision.ts";
import { TRACE_EVENTS } from "../../src/kernel/trace-event.ts";
import type { TraceEventName } from "../../src/kernel/trace-event.ts";
import { brokenResult, escapingResult, racingResult } from "../report/results.ts";
import { playFile } from "./pages.ts";

function modelOf(name: string): Model {
  return makeModel(makePageData(playFile(name, { runs: 1 })));
}

function eventAt({ entries }: Model, place: number | undefined): string {
  const event = entries[place ?? -1]?.event;
  return [event?.event, event?.["message"], event?.["documentStatus"]].filter(Boolean).join(" ");
}

describe("messages", () => {
  const model = modelOf("cancel-loses");

  test("run from where they left to where they arrived", () => {
    const ends = model.arrows
      .filter(({ kind }) => ["job", "cancel", "reply"].includes(kind))
      .map(({ kind, from, to }) => [kind, eventAt(model, from), eventAt(model, to)]);
    expect(ends).toEqual([
      ["job", "frame.sent agent_job", "job.acked"],
      ["reply", "frame.sent agent_job_reply Success", "frame.received agent_job_reply Success"],
      ["cancel", "frame.sent agent_job", "job.acked"],
    ]);
  });

  test("never arrive before they left, nor at another's node", () => {
    for (const name of ["cancel-loses", "lost-reply", "burst-refused"]) {
      const { arrows, entries } = modelOf(name);
      expect(arrows.length).toBeGreaterThan(5);
      for (const { from, to } of arrows) {
        expect(entries[to]!.event.atMs).toBeGreaterThanOrEqual(entries[from]!.event.atMs);
        expect(entries[to]!.node).toBe(entries[from]!.node);
      }
    }
  });

  test("that are lost say why, and come again as messages of their own", () => {
    const lost = modelOf("lost-reply");
    const replies = lost.arrows.filter(({ kind }) => kind === "reply");
    expect(replies.map((one) => one.lost)).toEqual(["drop", undefined]);
  });

  test("of a client are its calls, each at the moment of its arrival", () => {
    const calls = model.arrows.filter(({ kind }) => kind === "call");
    expect(calls.map(({ to }) => model.entries[to]!.event["operation"])).toEqual([
      "SendCommand",
      "CancelCommand",
    ]);
  });

  test("are each other's counterparts", () => {
    for (const { from, to } of model.arrows) {
      if (from !== to) expect(model.counterparts.get(from)).toContain(to);
      if (from !== to) expect(model.counterparts.get(to)).toContain(from);
    }
  });
});

describe("what lasts", () => {
  test("a process runs from its start to its end, and what escapes to the end of the run", () => {
    const model = modelOf("survivor-escapes");
    const bars = model.bars.map(({ kind, from, to }) => [
      kind,
      eventAt(model, from),
      to === undefined ? "end" : eventAt(model, to),
    ]);
    expect(bars).toEqual([
      ["job", "job.started", "job.ended"],
      ["process", "process.started", "process.exited"],
      ["escaped", "process.escaped", "end"],
    ]);
  });

  test("nothing runs on a node without power", () => {
    const model = modelOf("node-stops-in-mid-cancel");
    const processes = model.bars.filter(({ kind }) => kind === "process");
    expect(processes.length).toBeGreaterThan(0);
    for (const { to } of processes) expect(to).toBeDefined();
    expect(model.bars.some(({ kind }) => kind === "down")).toBe(true);
  });
});

describe("what the API shows and what is true", () => {
  const disagreements = (model: Model) =>
    [...model.invocations.values()].flatMap((one) =>
      one.disagreements.map(({ kind, status, truth }) => [kind, status, truth]),
    );

  test("differ while the word is on its way", () => {
    expect(disagreements(modelOf("cancel-loses"))).toEqual([
      ["behind", "InProgress", "exited 0"],
      ["behind", "Cancelling", "exited 0"],
    ]);
  });

  test("contradict each other when a Cancelled command lives on", () => {
    const found = disagreements(modelOf("survivor-escapes"));
    expect(found.filter(([kind]) => kind === "false")).toEqual([
      ["false", "Cancelled", "pid 1002 lives on"],
    ]);
  });

  test("contradict each other when what is over for the API runs after a restart", () => {
    const found = disagreements(modelOf("queued-cancel-resurrected"));
    expect(found.filter(([kind]) => kind === "false")).toEqual([
      ["false", "DeliveryTimedOut", "process runs"],
      ["false", "DeliveryTimedOut", "exited 0"],
    ]);
  });

  test("never contradict each other with an agent that keeps every promise", () => {
    expect(disagreements(modelOf("careful-agent")).filter(([kind]) => kind === "false")).toEqual(
      [],
    );
  });

  test("a status has the order of the trace, from Pending to its end", () => {
    const [invocation] = modelOf("cancel-loses").invocations.values();
    expect(invocation!.shown.map(({ status }) => status)).toEqual([
      ...["Pending", "InProgress", "Cancelling", "Success"],
    ]);
    expect(invocation!.truths.map(({ says }) => says)).toEqual([
      ...["no process", "process runs", "exited 0"],
    ]);
  });
});

describe("the filter", () => {
  const model = makeModel(makePageData(racingResult()));

  test("leaves what a report tells of, unless asked otherwise", () => {
    const told = passing(model.entries, NO_FILTER, model.names);
    expect(told.length).toBeLessThan(model.entries.length);
    expect(told.every((place) => model.entries[place]!.isTold)).toBe(true);
    const all = passing(model.entries, { ...NO_FILTER, kind: "all" }, model.names);
    expect(all).toHaveLength(model.entries.length);
  });

  test("finds a cancel job by the command that it cancels", () => {
    const command = [...model.invocations.values()][0]!.command;
    const passed = passing(model.entries, { ...NO_FILTER, command }, model.names);
    expect(passed.some((place) => model.entries[place]!.says === "→ cancel arrived")).toBe(true);
  });

  test("knows a kind for every event that a trace can have", () => {
    const names = Object.keys(TRACE_EVENTS) as readonly TraceEventName[];
    for (const event of names) expect(Object.keys(KINDS)).toContain(kindOf({ event }));
    const others = names.filter((event) => kindOf({ event }) === "other");
    expect(others).toEqual(["event.ignored", "fleet.reset", "fleet.counted", "trace.dropped"]);
  });
});

test("what the verdict is about comes first of what decides, with its race", () => {
  const [first, ...others] = makeDecisions(makePageData(escapingResult()));
  expect(first!.title).toBe("cancelledIsHonest broke");
  expect(first!.events).toHaveLength(2);
  expect(first!.otherwise).toContain("before the survivor left its group");
  expect(others.length).toBeGreaterThan(0);
});

test("what the other order would have given has its race beside it, when that is of other events", () => {
  const data = makePageData(brokenResult());
  const [first] = makeDecisions(data);
  expect(first!.title).toBe("ladder broke");
  expect(first!.events.map(({ says }) => says)).toEqual(["signalled KILL"]);
  expect(first!.race).toMatch(/^'cancel arrived' came \d+ ms before 'killed by KILL'$/);
  expect(makeDecisions(makePageData(racingResult()))[0]!.race).toBe("");
});

test("a kill is told before the end that it brought about", () => {
  const model = modelOf("cancel-wins");
  const says = model.entries.filter(({ isTold }) => isTold).map((entry) => entry.says);
  expect(says.indexOf("signalled KILL")).toBe(says.indexOf("killed by KILL") - 1);
});
