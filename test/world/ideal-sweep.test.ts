/**
 * Many restless worlds, each from a seed: agents of the profile `ideal` keep every promise in all of
 * them. The same checks on the other profile show that they can fail, and what it is known for.
 *
 * One seed alone: `playRestlessWorld("seed 17", "ideal")`.
 */
import { describe, expect, test } from "vitest";
import type { ProfileName } from "../../src/agent/profile.ts";
import { PROMISES } from "./promises.ts";
import { playRestlessWorld } from "./restless-world.ts";

const SEEDS_PER_TEST = 25;
const TESTS = 10;

/** What a sweep has come to: breaches with their seeds, and how often each situation was met. */
interface Sweep {
  readonly breaches: readonly string[];
  readonly met: ReadonlyMap<string, number>;
}

function sweep(
  first: number,
  count: number,
  profile: ProfileName,
  controlChannels: "allowed" | "denied" = "allowed",
): Sweep {
  const breaches: string[] = [];
  const met = new Map<string, number>();
  for (let index = first; index < first + count; index += 1) {
    const seed = `seed ${index}`;
    const { promises, unfinished, foreignOutputs, living } = playRestlessWorld(
      seed,
      profile,
      controlChannels,
    );
    for (const { promise, text } of promises.breaches)
      breaches.push(`${promise}: ${seed}: ${text}`);
    for (const text of unfinished) breaches.push(`unfinished: ${seed}: ${text}`);
    for (const text of foreignOutputs) breaches.push(`foreign output: ${seed}: ${text}`);
    for (const text of living) breaches.push(`alive at the end: ${seed}: ${text}`);
    for (const [situation, times] of promises.met) {
      met.set(situation, (met.get(situation) ?? 0) + times);
    }
  }
  return { breaches, met };
}

describe("an ideal agent", () => {
  test.each(Array.from({ length: TESTS }, (_, index) => index * SEEDS_PER_TEST))(
    `keeps its promises in the ${SEEDS_PER_TEST} worlds from seed %i on`,
    (first) => {
      const { breaches, met } = sweep(first, SEEDS_PER_TEST, "ideal");
      expect(breaches).toEqual([]);
      // A sweep that met none of these would have shown nothing.
      for (const situation of [
        "cancel of a started one",
        "cancel of a waiting one",
        "cancel of an unknown one",
        "start refused by a mark",
        "answer Success",
        "answer Failed",
        "SIGTERM",
        "SIGKILL",
        "ended Success",
        "ended Failed",
        "ended Cancelled",
        "ended TimedOut",
        "status Cancelling",
      ]) {
        expect([situation, met.get(situation) ?? 0]).not.toEqual([situation, 0]);
      }
    },
    60_000,
  );
});

test("an ideal agent that gets no control channel and polls keeps its promises in 40 worlds", () => {
  const { breaches, met } = sweep(0, 40, "ideal", "denied");
  expect(breaches).toEqual([]);
  for (const situation of ["answer Success", "answer Failed", "ended Cancelled", "SIGKILL"]) {
    expect([situation, met.get(situation) ?? 0]).not.toEqual([situation, 0]);
  }
}, 60_000);

describe("an agent that is true to the real one", () => {
  const { breaches } = sweep(0, 50, "amazon-ssm-agent");
  const broken = new Set(breaches.map((text) => text.slice(0, text.indexOf(":"))));

  test.each([
    ["runs a command that was cancelled while it waited", /^cancelIsKept: .*job, cancel matched/],
    ["forgets a cancel that comes before its command", /^cancelIsKept: .*job, cancel missed/],
    ["says Cancelled while a setsid child lives", /^cancelledIsHonest: .*sleep 25/],
    ["sends SIGKILL with no warning", /^ladder: .* 0 ms/],
    ["tells nobody what came of a cancel", /^cancelsAreAnswered: /],
    ["lets replies overtake each other", /^repliesInOrder: .*InProgress after/],
    ["starts a command while nobody can cancel it", /^startsOnline: /],
    ["starts it before the cancel that waited for it", /^offlineCancelComesFirst: /],
    ["leaves a cancelled command in the queue unanswered", /^unfinished: .*Cancelling/],
    ["cuts output inside a character", /^foreign output: /],
    ["leaves the orphans of a dead worker alone", /^alive at the end: /],
  ])("%s", (_, pattern) => {
    expect(breaches.some((text) => pattern.test(text))).toBe(true);
  });

  test("breaks no other promise", () => {
    const others = Object.keys(PROMISES).filter((promise) => !broken.has(promise));
    expect(others).toEqual([
      "terminalIsFinal",
      "startsOnce",
      "successIsEarned",
      "orderRule",
      "noSignalAfterEnd",
      "answersAreTrue",
      "powerOffKills",
    ]);
  });
});
