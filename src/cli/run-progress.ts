/**
 * The progress bar of several runs: on a terminal's stderr, and nowhere else.
 */
import { SingleBar } from "cli-progress";
import type { ScenarioToRun } from "./run-scenarios.ts";

export interface RunProgress {
  /** So many runs of a scenario are over; scenarios come one after the other. */
  update(one: ScenarioToRun, done: number): void;
  stop(): void;
}

const NAME_WIDTH = 40;

export function startProgress(scenarios: readonly ScenarioToRun[]): RunProgress {
  const of = scenarios.reduce((sum, { scenario }) => sum + scenario.options.runs, 0);
  if (of <= 1 || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: "{bar} {value}/{total} runs, {eta_formatted} left  {name}",
    stream: process.stderr,
    ...{ clearOnComplete: true, hideCursor: true, gracefulExit: false, barsize: 24 },
  });
  bar.start(of, 0, { name: "" });
  let before = 0;
  let current: ScenarioToRun | undefined;
  return {
    update: (one, done) => {
      if (current !== undefined && one !== current) before += current.scenario.options.runs;
      current = one;
      bar.update(before + done, { name: one.scenario.name.slice(0, NAME_WIDTH) });
    },
    stop: () => bar.stop(),
  };
}
