/**
 * MaxConcurrency and MaxErrors: how many nodes may have a command's job at once, and when no
 * further node gets it.
 *
 * Source: user guide, "Using targets and rate controls"; what it leaves open is our choice, see
 * docs/decisions/0014.
 */
import { INVOCATION_STATUS_DETAILS } from "../ssm/status.ts";
import type { Command } from "./command.ts";
import { detailsOf, holdsSlot, isTerminal } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";
import { errorCountOf, maxErrorsOf, targetCountOf } from "./roll-up.ts";

/**
 * How many nodes may have the job at once: MaxConcurrency, a number or a percentage of the targets.
 *
 * Source: rounding a percentage down, but not to 0, is our choice.
 */
export function maxConcurrencyOf(command: Command): number {
  const text = command.request.maxConcurrency;
  return text.endsWith("%")
    ? Math.max(1, Math.floor((Number(text.slice(0, -1)) * targetCountOf(command)) / 100))
    : Number(text);
}

/** Takes a slot for an invocation that is to be offered, or has it wait for one. */
export function admits(command: Command, invocation: Invocation): boolean {
  // Of what has ended nothing but a cancel is handed over, which takes no slot.
  if (holdsSlot(invocation.state) || isTerminal(invocation.state)) return true;
  if (command.busy < maxConcurrencyOf(command)) return true;
  command.held.add(invocation.nodeId);
  return false;
}

/** Keeps count of the slots after a step from another state. */
export function countSlot(command: Command, invocation: Invocation, fromState: number): void {
  command.held.delete(invocation.nodeId);
  command.busy += Number(holdsSlot(invocation.state)) - Number(holdsSlot(fromState));
}

/** The invocation that gets a slot which is free; undefined when there is none, or nobody waits. */
export function nextHeld(command: Command): Invocation | undefined {
  if (command.held.size === 0 || command.cancelRequested) return undefined;
  if (command.busy >= maxConcurrencyOf(command)) return undefined;
  const [nodeId = ""] = command.held;
  return command.invocations.get(nodeId);
}

/** Whether a command has more errors than it may have, so that no further node gets its job. */
export function isStopped(command: Command): boolean {
  const errors = errorCountOf(command);
  return errors > 0 && errors > maxErrorsOf(command);
}

/** Whether it was this invocation whose end has stopped its command. */
export function hasStopped(command: Command, invocation: Invocation): boolean {
  return (
    INVOCATION_STATUS_DETAILS[detailsOf(invocation.state)].countsAsError &&
    errorCountOf(command) === maxErrorsOf(command) + 1
  );
}
