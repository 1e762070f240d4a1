import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Encoder } from "../../../src/kernel/encoder.ts";
import { Marks } from "../../../src/scenario/property/marks.ts";
import { sightings } from "../../../src/scenario/situation/lookout.ts";
import type { SituationMonitor } from "../../../src/scenario/situation/situation.ts";
import { SITUATIONS } from "../../../src/scenario/situation/situations.ts";
import { appended, changed, inserted } from "../doctor.ts";
import type { Events } from "../doctor.ts";
import { N0, calmRun, cancelledRun, offlineRun, resurrectedRun } from "../runs.ts";
import { restlessRun } from "../property/restless.ts";
import {
  concurrencyRun,
  crashedAgentRun,
  crashedControllerRun,
  duplicateRun,
  lastWordsRun,
  lostCancelRun,
  spawnRun,
  stoppedRun,
  timedRun,
} from "./runs.ts";

const cancelled = cancelledRun();
const SIGNALLED = { event: "process.signalled", node: N0 };

/** As an agent would have it that sends SIGTERM first; the real one does not. */
function polite(): Events {
  const { events, command } = cancelled;
  const asked = { ...SIGNALLED, command, step: "aws:runShellScript", signal: "SIGTERM" };
  return inserted(
    changed(events, SIGNALLED, { step: "aws:runShellScript" }),
    { event: "process.exited" },
    { ...asked, delivered: true },
  );
}

function politeTwice(): Events {
  const { command } = cancelled;
  const again = { event: "cancel.accepted", source: "controller", node: N0, command, named: [] };
  return inserted(polite(), { event: "process.exited" }, again);
}

/** For each a run that shows it and one that does not; none of an agent that was not run. */
const ROWS: readonly [string, () => Events, () => Events][] = [
  ["exitBeforeCancelReceived", () => lostCancelRun().events, () => cancelled.events],
  ["cancelBeforeDeliver", () => offlineRun(true).events, () => cancelled.events],
  ["cancelBetweenDeliverAndStart", () => resurrectedRun().events, () => cancelled.events],
  ["cancelDuringSpawn", () => spawnRun().events, () => cancelled.events],
  ["cancelAndExitWithEqualTimeStamp", () => timedRun(0).events, () => timedRun(-1).events],
  ["cancelCrossingTheReportOnTheWire", () => lostCancelRun().events, () => cancelled.events],
  ["secondCancelInGrace", politeTwice, polite],
  ["sigtermIgnoredThenSigkill", polite, () => cancelled.events],
  [
    "childEscapesBySetsid",
    () => cancelledRun("setsid sleep 300 & sleep 300").events,
    // It lives on, and was met.
    () => cancelledRun("job", "1", [{ match: "job", uninterruptible: true }]).events,
  ],
  ["agentCrashBetweenSignalAndReport", () => crashedAgentRun().events, () => cancelled.events],
  [
    "controllerRestartBetweenCancelAcceptAndCancelSend",
    () => crashedControllerRun(true).events,
    () => crashedControllerRun(false).events,
  ],
  ["nodeStoppingWhileCancelling", () => stoppedRun().events, () => offlineRun(true).events],
  ["duplicateRunAfterTombstone", () => duplicateRun().events, () => cancelled.events],
  ["cancelToAnOfflineNode", () => offlineRun(true).events, () => cancelled.events],
  ["partialNodeList", () => concurrencyRun().events, () => cancelled.events],
  ["maxConcurrencySlotFreedByCancel", () => concurrencyRun().events, () => calmRun().events],
  [
    "executionTimeoutEqualToCancelTime",
    () => timedRun(0, "sleep 300").events,
    () => timedRun(-1, "sleep 300").events,
  ],
  ["outputLimitReachedInGrace", () => lastWordsRun(1200).events, () => lastWordsRun(50).events],
  ["cancelWon", () => cancelled.events, () => lostCancelRun().events],
  ["cancelLost", () => lostCancelRun().events, () => cancelled.events],
];

function seen(events: Events): string[] {
  return sightings(SITUATIONS, events).map(({ situation }) => situation);
}

describe("a situation", () => {
  test.each(ROWS)("%s is seen in a run that shows it, and not in another", (name, yes, no) => {
    expect(seen(yes())).toContain(name);
    expect(seen(no())).not.toContain(name);
  });

  test("is tried here, each of them", () => {
    expect(SITUATIONS.map(({ name }) => name)).toEqual(ROWS.map(([name]) => name));
  });

  test("tells by which event it has come about", () => {
    const [found] = sightings(
      SITUATIONS.filter(({ name }) => name === "cancelWon"),
      cancelled.events,
    );
    expect(cancelled.events[found?.seq ?? 0]).toMatchObject({ node: N0, to: "Cancelled" });
  });

  test("is not seen where nothing is cancelled", () => {
    expect(seen(calmRun().events)).toEqual([]);
    expect(seen(appended(calmRun().events, { event: "health.reported", node: N0 }))).toEqual([]);
  });
});

const FIELDS = SITUATIONS.flatMap((situation) =>
  Object.keys(situation.monitor()).map((field) => ({ situation, name: situation.name, field })),
);

describe("a monitor", () => {
  const events = restlessRun("3");
  test.each(FIELDS)("of $name has $field in its clone and in its encoding", (one) => {
    const monitor = one.situation.monitor();
    for (const event of events.slice(0, events.length / 2)) monitor.see(event);
    const before = hash(monitor);
    const copy = monitor.clone();
    expect(hash(copy)).toBe(before);
    const marks = (copy as unknown as Record<string, unknown>)[one.field];
    if (!(marks instanceof Marks)) throw new Error(`${one.field} is no Marks`);
    marks.set("x/y", 7, 1);
    expect(hash(copy)).not.toBe(before);
    expect(hash(monitor)).toBe(before);
  });
});

function hash(monitor: SituationMonitor): number {
  const encoder = new Encoder(0);
  monitor.encode(encoder);
  return encoder.finish();
}

test("docs/properties.md names every situation, and what was seen", () => {
  const page = readFileSync(new URL("../../../docs/properties.md", import.meta.url), "utf8");
  const [, part = ""] = page.split("## Situations");
  const rows = [...part.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)];
  expect(rows.map(([, name, says]) => ({ name, says }))).toEqual(
    SITUATIONS.map(({ name, says }) => ({ name, says })),
  );
});
