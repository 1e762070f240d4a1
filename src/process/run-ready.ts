/** Gives every process whose turn it is its turn, until all sleep, are stopped or have ended. */
import { CLEANS_UP } from "./acting.ts";
import type { Acting } from "./acting.ts";
import { exitProcess } from "./end-process.ts";
import type { Moment } from "./moment.ts";
import { RUNNING } from "./process-life.ts";
import { runShell } from "./shell/interpret.ts";

/** Empties the queue of the moment; first come, first served. */
export function runReady(moment: Moment): void {
  for (let process = moment.ready.shift(); process !== undefined; process = moment.ready.shift()) {
    if (process.life !== RUNNING) continue;
    const code = endOf(process.acting);
    if (process.shell !== undefined && code === undefined) runShell(moment, process);
    else exitProcess(moment, process, code ?? 0);
  }
}

/** What a process ends with whose behaviour has come to its end; undefined: it has none. */
function endOf(acting: Acting | undefined): number | undefined {
  if (acting === undefined) return undefined;
  const { isProgram, phase, behaviour } = acting;
  if (phase === CLEANS_UP) return behaviour.trapExitCode ?? 0;
  return isProgram ? (behaviour.exitCode ?? 0) : undefined;
}
