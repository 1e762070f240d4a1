/**
 * Every boundary between two effects is a place where a process can die: the controller ends in a
 * status that fits to what the processes did, wherever it is and whoever dies.
 */
import { describe, expect, test } from "vitest";
import type { Death, Mortal } from "../../src/kernel/boundary.ts";
import { crashRun, crashRuns } from "./crash-run.ts";
import type { CrashOutcome } from "./crash-run.ts";
import { busyWorld, playBusyWorld } from "./busy-world.ts";
import { complaints } from "./crash-verdict.ts";
import {
  call,
  facts,
  invocation,
  lines,
  makeOnlineWorld,
  nodeId,
  send,
  untilStatus,
} from "./fixture.ts";

/**
 * Of the cancel, after the send; a worker is up after 50 to 270 ms, then each step takes 1 s:
 * before the first step, in each step, at the end of one, at the end of the last one, and never.
 */
const CANCELS = [undefined, 40, 600, 1150, 1600, 2600, 3150, 3300] as const;
const QUICK: Death = { kind: "crash", restartMs: 200 };
const SLOW: Death = { kind: "crash", restartMs: 90_000 };
const POWER_CUT: Death = { kind: "powerCut" };

/** With 3 a cancel comes in the very instant of a script's end. */
const SEEDS = ["1", "2", "3"];

/** All runs with a death of one kind at one boundary, whenever the cancel comes. */
function allRuns(process: Mortal, death: Death): CrashOutcome[] {
  return SEEDS.flatMap((seed) =>
    CANCELS.flatMap((cancelMs) => [...crashRuns({ seed, process, cancelMs }, death)]),
  );
}

function statuses(runs: readonly CrashOutcome[]): string[] {
  return [...new Set(runs.map(({ status }) => status ?? "none"))].sort();
}

const [SUCCESS, CANCELLED] = ["Success/Success", "Cancelled/Cancelled"];
const [FAILED, TIMED_OUT] = ["Failed/Failed", "TimedOut/DeliveryTimedOut"];

describe("a death at any boundary", () => {
  test.each([
    ["agent", QUICK, [CANCELLED, SUCCESS, TIMED_OUT]],
    ["agent", SLOW, [CANCELLED, SUCCESS, TIMED_OUT]],
    ["agent", POWER_CUT, [CANCELLED, FAILED, SUCCESS, TIMED_OUT]],
    ["worker", QUICK, [CANCELLED, FAILED, SUCCESS]],
    ["worker", POWER_CUT, [CANCELLED, FAILED, SUCCESS]],
    ["controller", QUICK, [CANCELLED, SUCCESS, TIMED_OUT, "none"]],
    ["controller", SLOW, [CANCELLED, SUCCESS, TIMED_OUT, "none"]],
  ] as const)("of the %s (%o): the status fits to what the processes did", (who, death, ends) => {
    const runs = allRuns(who, death);
    expect(runs.flatMap(complaints)).toEqual([]);
    expect(statuses(runs)).toEqual([...ends].sort());
  });
});

test("an agent that dies twice, at any two boundaries: so it does", () => {
  const plan = { process: "agent", cancelMs: 1600 } as const;
  const { count } = crashRun(plan);
  const runs = Array.from({ length: count }, (_, first) =>
    // The second death comes in the life after the first one: it has boundaries of its own.
    Array.from({ length: count }, (_, more) =>
      crashRun({ ...plan, at: [first, first + 1 + more], death: QUICK }),
    ),
  ).flat();
  expect(runs.flatMap(complaints)).toEqual([]);
  expect(runs.filter(({ deaths }) => deaths.length === 2).length).toBeGreaterThan(count * 10);
});

test.each([QUICK, SLOW])(
  "a controller that dies (%o) loses no call that it has answered",
  (death) => {
    // The last step would go on for long: only a cancel ends it before the command expires.
    const plan = { process: "controller", cancelMs: 2600, lastStepSeconds: 3000 } as const;
    const runs = [...crashRuns(plan, death)];
    expect(runs.flatMap(complaints)).toEqual([]);
    const answered = runs.filter(({ cancelAnswered }) => cancelAnswered);
    expect(answered.length).toBeGreaterThan(10);
    expect(statuses(answered)).toEqual([CANCELLED]);
    for (const { sendAnswered, status } of runs) if (sendAnswered) expect(status).toBeDefined();
  },
);

test("a controller that crashes knows its nodes, commands and documents again, and so does a clone's", () => {
  const made = makeOnlineWorld({ keepsRows: true });
  const id = send(made.world, "sleep 60", { InstanceIds: [nodeId(0)] });
  // The ack is on its way, and reaches nobody: the job is offered again, and known (51405).
  const isAcked = (): boolean => facts(made.events, "job.acked").length > 0;
  made.world.runUntilTrue(isAcked, made.world.nowMs + 1000);
  const clone = made.world.clone();
  for (const world of [made.world, clone]) {
    world.crashController(10_000);
    world.runUntil(world.nowMs + 9_000);
    expect(world.service.isAlive).toBe(false);
    expect(() => send(world, "true", { InstanceIds: [nodeId(0)] })).toThrow("has died");
    world.runUntilTrue(() => world.service.isAlive, world.nowMs + 60_000);
    expect(invocation(world, id, nodeId(0)).Status).toBe("Delayed");
    untilStatus(world, id, nodeId(0), "Success");
    const more = send(world, "echo more", { InstanceIds: [nodeId(0)] });
    untilStatus(world, more, nodeId(0), "Success");
  }
  expect(facts(made.events, "frame.dropped")[0]).toMatchObject({ reason: "controller down" });
  expect(facts(made.events, "job.acked").map(({ code }) => code)).toEqual(["200", "51405", "200"]);
});

test("a world that keeps no rows says that it can't lose its controller", () => {
  const { world } = makeOnlineWorld();
  expect(() => world.crashController(1000)).toThrow("keeps no rows");
});

test("a call that was not answered may have been taken, or not", () => {
  const runs = [...crashRuns({ process: "controller" }, QUICK)];
  const unanswered = runs.filter(({ sendAnswered }) => !sendAnswered);
  expect(statuses(unanswered)).toEqual([SUCCESS, "none"]);
});

describe("the boundaries of a step", () => {
  test("are: before anything, behind its stores, and behind each other effect", () => {
    const places: string[] = [];
    const { world } = makeOnlineWorld();
    world.watchBoundaries(({ process, after, before }) => {
      if (process === "agent") places.push(`${after} | ${before}`);
      return undefined;
    });
    send(world, "true", { InstanceIds: [nodeId(0)] });
    world.runUntil(world.nowMs + 40);
    expect(places).toEqual([
      "the input | storeRecord",
      "storeRecord | startTimer",
      "startTimer | sendFrame agent_job_ack",
      "sendFrame agent_job_ack | sendFrame agent_job_reply",
      "sendFrame agent_job_reply | startWorker",
      "startWorker | the end of the step",
    ]);
  });

  test("are none of a call that changes nothing", () => {
    const { world } = makeOnlineWorld({ keepsRows: true });
    world.watchBoundaries(() => ({ kind: "crash", restartMs: 1000 }));
    call(world, "ListCommands", {});
    expect(world.service.isAlive).toBe(true);
  });

  test("are the same when nobody reads the trace, and change nothing by themselves", () => {
    const traced = busyWorld("3");
    const clone = traced.world.clone();
    const places: string[][] = [traced.world, clone].map((world) => {
      const seen: string[] = [];
      world.watchBoundaries((boundary) => {
        seen.push(Object.values(boundary).join(" "));
        return undefined;
      });
      playBusyWorld(world);
      return seen;
    });
    expect(places[0]?.length).toBeGreaterThan(1000);
    expect(places[1]).toEqual(places[0]);
    const unwatched = busyWorld("3");
    playBusyWorld(unwatched.world);
    expect(lines(unwatched.events)).toBe(lines(traced.events));
  });

  test("a death at one stands in the trace, with the place", () => {
    const { events } = crashRun({ process: "agent", at: [3], death: QUICK });
    const [fault, stopped, restarted] = events.filter(({ event }) =>
      ["fault.fired", "agent.stopped", "agent.restarted"].includes(event),
    );
    expect(fault).toMatchObject({
      source: "fault",
      node: nodeId(0),
      fault: "crash",
      process: "agent",
      after: "sendFrame agent_job_ack",
      before: "sendFrame agent_job_reply",
    });
    expect(stopped).toMatchObject({ event: "agent.stopped", atMs: fault?.atMs });
    expect(restarted?.atMs).toBe((fault?.atMs ?? 0) + 200);
  });

  test("behind an ack that is about to stop a timer: the timer ends with the agent", () => {
    const { world } = makeOnlineWorld();
    // The polls beside the new channel are over.
    world.runUntil(100_000);
    const id = send(world, "true", { InstanceIds: [nodeId(0)] });
    world.watchBoundaries(({ process, before }) =>
      process === "agent" && before === "stopTimer"
        ? { kind: "crash", restartMs: 3_600_000 }
        : undefined,
    );
    untilStatus(world, id, nodeId(0), "Success");
    world.runUntilTrue(() => world.host.node(nodeId(0))?.agent === undefined, world.nowMs + 1000);
    const diedMs = world.nowMs;
    world.runUntil(diedMs + 100);
    // What is next is the controller's: it waits for a health report.
    expect((world.nextMs ?? 0) - diedMs).toBeGreaterThan(10_000);
  });
});
