/**
 * Steps the life of processes through the compiled `process` machine.
 *
 * A life is the number of a leaf state. An event that the state ignores leaves it as it is; the
 * callers look at the state first, so that only a second death or a second stop is ever ignored.
 */
import { compileMachine } from "../kernel/machine-runtime.ts";
import { processMachine } from "../machines/process.ts";
import type { ProcessLifeEvent } from "../machines/process.ts";

const runtime = compileMachine(processMachine);

const EVENTS: Readonly<Record<ProcessLifeEvent["type"], number>> = {
  block: runtime.event("block"),
  wake: runtime.event("wake"),
  exit: runtime.event("exit"),
  "signal.kill": runtime.event("signal.kill"),
  "signal.stop": runtime.event("signal.stop"),
  "signal.cont": runtime.event("signal.cont"),
  reap: runtime.event("reap"),
};

/** The life that a process begins with. */
export const BORN = runtime.initial.target;
/** It runs as soon as it gets its turn. */
export const RUNNING = runtime.state("alive.running");
/** It is over; its parent has not asked for its status. */
export const ZOMBIE = runtime.state("zombie");

/** The life after an event; the same one when the state ignores it. */
export function nextLife(life: number, event: ProcessLifeEvent["type"]): number {
  return runtime.step(life, EVENTS[event])?.target ?? life;
}

/** Whether a process is neither a zombie nor reaped. */
export function isAlive(life: number): boolean {
  return runtime.is(life, "alive");
}

/** Whether a process is stopped (SIGSTOP and its kin). */
export function isStopped(life: number): boolean {
  return runtime.is(life, "stopped");
}
