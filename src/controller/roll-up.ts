/**
 * What a command's StatusDetails are, as a function of how many invocations are in which details.
 *
 * Nothing but the counts, the error limit and "a cancel of the whole command was accepted" goes in,
 * so the order of reports can't matter. A cancel that lost every race leaves no mark.
 * Source: user guide, "Understanding command statuses"; the mixed cases are our choice, see
 * docs/decisions/0012.
 */
import type { CommandStatusDetails, InvocationStatusDetails } from "../ssm/status.ts";
import { INVOCATION_STATUS_DETAILS } from "../ssm/status.ts";
import type { Command } from "./command.ts";
import { DETAILS } from "./invocation-state.ts";

/**
 * The StatusDetails that a command should have now.
 *
 * Source: user guide, "Understanding command statuses"; our choice where that is silent.
 */
export function rollUp(command: Command): CommandStatusDetails {
  const targetCount = targetCountOf(command);
  return completedCountOf(command) < targetCount
    ? rollUpOpen(command, targetCount)
    : rollUpFinished(command, targetCount);
}

/** TargetCount: how many nodes the command's targets were resolved to. */
export function targetCountOf(command: Command): number {
  return command.invocations.size;
}

/** CompletedCount: the invocations that have ended, however. */
export function completedCountOf(command: Command): number {
  return sum(command, TERMINAL);
}

/** ErrorCount: what counts towards MaxErrors. */
export function errorCountOf(command: Command): number {
  return sum(command, ERRORS);
}

export function deliveryTimedOutCountOf(command: Command): number {
  return count(command, "DeliveryTimedOut");
}

/**
 * How many errors a command may have: MaxErrors, a number or a percentage of its targets.
 *
 * Source: user guide, "Using error thresholds"; rounding a percentage down is our choice.
 */
export function maxErrorsOf(command: Command): number {
  const text = command.request.maxErrors;
  return text.endsWith("%")
    ? Math.floor((Number(text.slice(0, -1)) * targetCountOf(command)) / 100)
    : Number(text);
}

function rollUpOpen(command: Command, targetCount: number): CommandStatusDetails {
  const open = targetCount - completedCountOf(command);
  if (command.cancelRequested || count(command, "Cancelling") === open) return "Cancelling";
  const untouched = count(command, "Pending") + count(command, "Delayed");
  const received = targetCount - untouched - sum(command, NEVER_REACHED);
  return received === 0 ? "Pending" : "InProgress";
}

function rollUpFinished(command: Command, targetCount: number): CommandStatusDetails {
  if (targetCount === 0) return "NoInstancesInTag";
  const maxErrors = maxErrorsOf(command);
  const errors = errorCountOf(command);
  const successes = count(command, "Success");
  const cancelled = count(command, "Cancelled");
  if (errors > maxErrors) {
    return count(command, "ExecutionTimedOut") === errors ? "ExecutionTimedOut" : "Failed";
  }
  if (successes === targetCount) return "Success";
  if (cancelled === targetCount || (command.cancelRequested && cancelled > 0)) return "Cancelled";
  if (successes + sum(command, NEVER_REACHED) === targetCount) {
    return successes > 0 ? "Success" : "Failed";
  }
  return deliveryTimedOutCountOf(command) > maxErrors ? "DeliveryTimedOut" : "Incomplete";
}

function indexesOf(accept: (details: InvocationStatusDetails) => boolean): readonly number[] {
  return DETAILS.flatMap((details, index) => (accept(details) ? [index] : []));
}

const TERMINAL = indexesOf((details) => INVOCATION_STATUS_DETAILS[details].terminal);
const ERRORS = indexesOf((details) => INVOCATION_STATUS_DETAILS[details].countsAsError);
const NEVER_REACHED = indexesOf(
  (details) =>
    details === "Undeliverable" || details === "InvalidPlatform" || details === "AccessDenied",
);

function sum(command: Command, indexes: readonly number[]): number {
  let total = 0;
  for (const index of indexes) total += command.counts[index] ?? 0;
  return total;
}

function count(command: Command, details: InvocationStatusDetails): number {
  return command.counts[DETAILS.indexOf(details)] ?? 0;
}
