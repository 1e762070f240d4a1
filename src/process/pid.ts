/** Process ids: which are given to whom, and how they are written into a hash. */
import type { Encoder } from "../kernel/encoder.ts";

/** Takes in every process whose parent is gone. */
export const INIT_PID = 1;
/** Stands for the agent's document worker: the parent of every leader, and its session. */
export const WORKER_PID = 2;
/** The first one that a process of a run gets; the system has those below. */
export const FIRST_PID = 1000;
/** Source: pid_max of 64-bit Linux. After the last one the numbers begin again. */
export const LAST_PID = 4_194_304;

/** Writes a pid as its distance from the next one: how many there were before means nothing. */
export function encodePid(encoder: Encoder, pid: number, nextPid: number): void {
  encoder.int(pid < FIRST_PID ? -pid : nextPid - pid);
}
