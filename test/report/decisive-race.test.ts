import { describe, expect, test } from "vitest";
import { decisiveRaces } from "../../src/report/decisive-race.ts";
import type { NoRace, Race } from "../../src/report/race/race.ts";
import { RACE_KINDS } from "../../src/report/race/race.ts";
import { isEnd } from "../../src/scenario/property/fact.ts";
import { restlessRun } from "../scenario/property/restless.ts";
import { changed, without } from "../scenario/doctor.ts";
import {
  cancelledRun,
  calmRun,
  N0,
  offlineRun,
  overtakenRun,
  resurrectedRun,
} from "../scenario/runs.ts";
import type { Run } from "../scenario/runs.ts";
import {
  crashedAgentRun,
  crashedControllerRun,
  lostCancelRun,
  spawnRun,
  stoppedRun,
  timedRun,
} from "../scenario/situation/runs.ts";
import { burstRun, lateRun, reportedRun, unsentRun } from "./runs.ts";

function raceIn({ events, command }: Run): Race | NoRace {
  const races = decisiveRaces(events).filter((race) => race.command === command);
  expect(races).toHaveLength(1);
  return races[0]!;
}

/** The queued command of `resurrectedRun`, before its agent starts anew. */
function queuedRun(): Run {
  const run = resurrectedRun();
  const restart = run.events.findIndex(({ event }) => event === "fault.fired");
  return { ...run, events: run.events.slice(0, restart) };
}

function sentences(run: Run): string {
  const race = raceIn(run);
  return race.kind === "none" ? race.says : `${race.says}; ${race.otherwise}`;
}

/** Kinds that end as Cancelled, and kinds that never do. */
const WON = new Set(["cancelBeforeDelivery", "cancelBeforeExit", "cancelDuringSpawn"]);
const LOST = new Set([
  ...["exitBeforeCancel", "cancelCrossesReport", "cancelUnsent", "cancelRefused"],
  ...["controllerDiesBeforeSend", "timeoutBeforeCancel"],
]);

/** For each kind a run that it decides, and the two events. */
const ROWS: readonly [string, () => Run, string, string, number][] = [
  ["cancelAfterEnd", lateRun, "process.exited", "cancel.accepted", 59_794],
  ["cancelBeforeDelivery", () => offlineRun(true), "cancel.accepted", "link.opened", 4_010_082],
  ["cancelBeforeCommand", overtakenRun, "cancel.missed", "job.acked", 2004],
  ["cancelBeforeStart", queuedRun, "cancel.matched", "status.changed", 57_991],
  ["cancelForgottenInQueue", resurrectedRun, "cancel.matched", "job.started", 100_015],
  ["cancelDuringSpawn", spawnRun, "job.started", "cancel.matched", 9],
  ["cancelBeforeExit", () => cancelledRun(), "job.acked", "process.exited", 1],
  ["exitBeforeCancel", () => timedRun(0), "process.exited", "job.acked", 0],
  ["exitBeforeSignal", () => timedRun(-1), "cancel.matched", "process.exited", 1],
  ["cancelCrossesReport", lostCancelRun, "process.exited", "job.acked", 811],
  ["cancelUnsent", () => unsentRun(false), "process.exited", "frame.sent", 4967],
  ["cancelRefused", burstRun, "job.acked", "process.exited", 128],
  ["controllerDiesBeforeSend", () => unsentRun(true), "fault.fired", "process.exited", 2206],
  ["nodeStops", stoppedRun, "cancel.accepted", "node.stateChanged", 0],
  ["agentDiesBeforeReport", crashedAgentRun, "process.signalled", "agent.stopped", 0],
  ["timeoutBeforeCancel", () => timedRun(0, "sleep 300"), "process.signalled", "job.acked", 0],
  [
    "survivorEscapes",
    () => cancelledRun("setsid sleep 300 & sleep 300"),
    "process.signalled",
    "process.escaped",
    0,
  ],
];

describe("the decisive race", () => {
  test.each(ROWS)("%s is found where it decides", (kind, run, first, second, apartMs) => {
    const race = raceIn(run());
    expect(race).toMatchObject({
      kind,
      node: N0,
      first: { event: first },
      second: { event: second },
      apartMs,
    });
  });

  test("is told in one sentence, and what the other order would have given in another", () => {
    expect(sentences(lostCancelRun())).toMatchInlineSnapshot(
      `"'exited 0' came 811 ms before 'cancel arrived'; report and cancel crossed on the wire; had the cancel come first, the process would have been killed: Cancelled"`,
    );
    expect(sentences(timedRun(0))).toMatchInlineSnapshot(
      `"'exited 0' came in the same millisecond as 'cancel arrived', and before it; had the cancel come first, the process would have been killed: Cancelled"`,
    );
    expect(sentences(cancelledRun())).toMatchInlineSnapshot(
      `"'cancel arrived' came 1 ms before 'killed by KILL'; when it would have ended by itself is not known; had it ended before the cancel came, its own exit code would count"`,
    );
    expect(sentences(burstRun())).toMatchInlineSnapshot(
      `"'cancel refused with 51402' came 128 ms before 'exited 0'; had there been room in the agent's cancel queue, the process would have been killed: Cancelled"`,
    );
    expect(sentences(unsentRun(true))).toMatchInlineSnapshot(
      `"'fault: controller crash' came 2206 ms before 'exited 0'; the controller died with the cancel accepted and not sent; had it been sent first, the process would have been killed: Cancelled"`,
    );
    expect(sentences(resurrectedRun())).toMatchInlineSnapshot(
      `"'cancel found job' came 1 min 40 s before 'job started'; had a worker been free before, the cancel would have killed it: Cancelled"`,
    );
    expect(sentences(reportedRun())).toMatchInlineSnapshot(
      `"'exited 0' came 28 ms before 'cancel arrived'; report and cancel crossed on the wire; had the cancel come first, the process would have been killed: Cancelled"`,
    );
  });

  test("is not invented where no order of two events decided", () => {
    expect(decisiveRaces(calmRun().events)).toEqual([]);
    const away = offlineRun(true);
    const back = away.events.findLastIndex(({ event }) => event === "link.opened");
    expect(sentences({ ...away, events: away.events.slice(0, back) })).toMatchInlineSnapshot(
      `"no race: no agent had taken the job when it became Cancelled"`,
    );
    expect(sentences(crashedControllerRun(true))).toMatchInlineSnapshot(
      `"no race is decided: the command has not ended"`,
    );
    // It lives on in any order: it was met, and can't die.
    const immortal = [{ match: "job", uninterruptible: true } as const];
    expect(raceIn(cancelledRun("job", "1", immortal))).not.toMatchObject({
      kind: "survivorEscapes",
    });
    const { events, command } = cancelledRun();
    const unheard = without(events, { event: "reply.sent", command });
    const untold = without(unheard, { event: "process.exited" });
    expect(sentences({ command, events: untold })).toMatchInlineSnapshot(
      `"no race: nobody reported an end, and its time was up: Cancelled"`,
    );
  });

  test("of one invocation is not touched by what another does", () => {
    const { events, command } = lostCancelRun();
    const other = changed(lostCancelRun().events, { command }, { command: "another" });
    const both = [...events, ...other.map((event) => ({ ...event, seq: event.seq + 1000 }))];
    expect(decisiveRaces(both)[0]).toEqual(decisiveRaces(events)[0]);
  });

  test.each(["1", "2", "3", "4"])("fits to the end in the restless run %s", (seed) => {
    const events = restlessRun(seed);
    const races = decisiveRaces(events);
    expect(races.length).toBeGreaterThan(5);
    for (const race of races) {
      if (race.kind === "none") continue;
      const { command, node, first, second } = race;
      expect(first.seq).toBeLessThan(second.seq);
      const end = events.find(
        (event) => isEnd(event) && event.command === command && event.node === node,
      );
      const isWon = end?.["to"] === "Cancelled";
      if (WON.has(race.kind)) expect(`${race.kind} ${isWon}`).toBe(`${race.kind} true`);
      if (LOST.has(race.kind)) expect(`${race.kind} ${isWon}`).toBe(`${race.kind} false`);
    }
  });

  test("is tried here in each of its kinds", () => {
    expect(ROWS.map(([kind]) => kind)).toEqual([...RACE_KINDS]);
  });
});
