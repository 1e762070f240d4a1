/** Gives every process whose turn it is its turn, until all sleep, are stopped or have ended. */
import { exitProcess } from "./end-process.ts";
import type { Moment } from "./moment.ts";
import { RUNNING } from "./process-life.ts";
import { runShell } from "./shell/interpret.ts";

/** Empties the queue of the moment; first come, first served. */
export function runReady(moment: Moment): void {
  for (let process = moment.ready.shift(); process !== undefined; process = moment.ready.shift()) {
    if (process.life !== RUNNING) continue;
    if (process.shell === undefined) exitProcess(moment, process, 0);
    else runShell(moment, process);
  }
}
