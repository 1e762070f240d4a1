/** The property `sameSeedSameTrace`: what it says of doctored traces, and that it holds. */
import { expect, test } from "vitest";
import { traceLine } from "../../../src/kernel/trace.ts";
import { firstDifference } from "../../../src/scenario/run/first-difference.ts";
import { nondeterminism } from "../../../src/scenario/run/run-scenario.ts";
import { appended, changed, without } from "../doctor.ts";
import { at, cancel, played, scenario, send } from "./scenario.ts";

const ONE = scenario([at(0, send("deploy", "sleep 60")), at([1_000, 9_000], cancel("deploy"))]);
const { events, result } = played(ONE);

test("two runs of one seed are equal, those of two are not", () => {
  const again = played(ONE);
  expect(firstDifference(events, again.events)).toBeUndefined();
  expect(again.result.traceHash).toBe(result.traceHash);
  const other = played(ONE, "8");
  expect(firstDifference(events, other.events)).toMatchObject({ line: 1 });
  expect(other.result.traceHash).not.toBe(result.traceHash);
});

test("another fact, a missing line and a line too many are found", () => {
  const facts = { event: "process.exited" };
  const line = events.findIndex(({ event }) => event === "process.exited") + 1;
  const late = firstDifference(events, changed(events, facts, { code: 3 }));
  expect(late?.line).toBe(line);
  expect(late?.first).toBe(traceLine(events[line - 1]!));
  expect(firstDifference(events, without(events, facts))?.line).toBe(line);
  const more = appended(events, { event: "agent.stopped", node: "i" });
  expect(firstDifference(events, more)).toMatchObject({ line: more.length, first: undefined });
  expect(firstDifference(more, events)).toMatchObject({ line: more.length, second: undefined });
});

test("a difference is a defect, and names the first line that differs", () => {
  const { exit, says } = nondeterminism("7", events, events.slice(0, -1));
  expect(exit).toBe(70);
  expect(says).toContain(`line ${events.length} once {"seq":${events.length - 1},`);
  expect(says).toMatch(/ and once missing; a defect of fleetsim$/);
});
