/**
 * Plays a scenario in short turns, so that signals are heard and the progress bar moves.
 */
import { setImmediate } from "node:timers/promises";
import { runScenario } from "../scenario/run/run-scenario.ts";
import type { ScenarioPlay } from "../scenario/run/run-scenario.ts";
import type { ScenarioResult } from "../scenario/result.ts";

const TURN_MS = 50;

/** Undefined when it was stopped before its first run was over. */
export async function playInTurns(
  play: ScenarioPlay,
  onProgress: (done: number) => void,
): Promise<ScenarioResult | undefined> {
  const run = runScenario(play);
  let restedMs = performance.now();
  for (;;) {
    const turn = run.next();
    if (turn.done === true) return turn.value;
    if (performance.now() - restedMs < TURN_MS) continue;
    onProgress(turn.value.done);
    await setImmediate();
    restedMs = performance.now();
  }
}
