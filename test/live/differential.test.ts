/**
 * Every shipped scenario that can be played live, with real processes: what becomes of it is one of
 * the outcomes that 1,000 seeds have in virtual time, and breaks no property that none of them does.
 *
 * The live runs are processes of their own, several side by side, for they mostly wait. Virtual ones
 * are played until the outcome is found, 1,000 at most.
 */
import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { reportForm } from "../../src/report/report-form.ts";
import type { RunReport } from "../../src/report/report-form.ts";
import { fleetsim } from "../cli/fleetsim.ts";
import { SHIPPED } from "./shipped.ts";
import type { Shipped } from "./shipped.ts";
import { unlikeVirtual } from "./virtual-outcomes.ts";

const SEEDS = 1_000;
/** A live run waits most of its time, but takes its agents' start from one core. */
const SIDE_BY_SIDE = 4 * availableParallelism();
/** The longest run twice, for what has to wait its turn. */
const TIMEOUT_MS = 400_000;

const PLAYED = SHIPPED.filter(({ reasons }) => reasons.length === 0).sort(
  (one, other) => other.lengthMs - one.lengthMs,
);

describe("live as in virtual time", () => {
  const live = playLive(PLAYED);

  test.concurrent.each(PLAYED)("$file", { timeout: TIMEOUT_MS }, async (one) => {
    const run = await live.get(one)!;
    expect(unlikeVirtual(one.scenario, run, SEEDS)).toEqual({ outcome: undefined, broken: [] });
  });
});

/** All of them, so many at a time, in their order. */
function playLive(list: readonly Shipped[]): ReadonlyMap<Shipped, Promise<RunReport>> {
  const waiting: (() => void)[] = [];
  let free = SIDE_BY_SIDE;
  const play = async (one: Shipped): Promise<RunReport> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await playOne(one);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
  const played = list.map((one) => [one, play(one)] as const);
  // Of several that fail the first one that is asked for is told.
  for (const [, run] of played) run.catch(() => undefined);
  return new Map(played);
}

async function playOne({ file }: Shipped): Promise<RunReport> {
  const args = ["run", "--live", "--processes", "real", "--runs", "1", "--json", file];
  const { code, stdout, stderr } = await fleetsim(args);
  if (stdout === "") throw new Error(`${file}: exit code ${code}\n${stderr}`);
  const [run] = reportForm.parse(JSON.parse(stdout)).scenarios.flatMap(({ runs }) => runs);
  if (run === undefined) throw new Error(`${file}: it has no run\n${stderr}`);
  return run;
}
