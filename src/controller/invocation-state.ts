/**
 * The invocation machine as a table, and what each of its states means in AWS's words.
 */
import { compileMachine } from "../kernel/machine-runtime.ts";
import { invocationMachine } from "../machines/invocation.ts";
import type { InvocationEvent } from "../machines/invocation/invocation-event.ts";
import { INVOCATION_STATUS_DETAILS, INVOCATION_STATUSES } from "../ssm/status.ts";
import type { InvocationStatus, InvocationStatusDetails } from "../ssm/status.ts";

export const invocationRuntime = compileMachine(invocationMachine);

/** StatusDetails in a fixed order: counters of a command are indexed by it. */
export const DETAILS = Object.keys(INVOCATION_STATUS_DETAILS) as InvocationStatusDetails[];

/** The StatusDetails of a state, as an index into DETAILS. */
export function detailsIndexOf(state: number): number {
  return DETAILS_OF_STATE[state] ?? 0;
}

export function detailsOf(state: number): InvocationStatusDetails {
  return DETAILS[detailsIndexOf(state)] ?? "Pending";
}

export function statusOf(state: number): InvocationStatus {
  return INVOCATION_STATUS_DETAILS[detailsOf(state)].status;
}

/** Whether the status is one of the last; a cancel may still be owed to the agent (`unheard`). */
export function isTerminal(state: number): boolean {
  return INVOCATION_STATUS_DETAILS[detailsOf(state)].terminal;
}

/** Whether a cancel was accepted that the agent may not have taken. */
export function owesCancel(state: number): boolean {
  return OWES_CANCEL[state] ?? false;
}

/** The number of an event of the machine. */
export function invocationEvent(type: InvocationEvent["type"]): number {
  return EVENTS.get(type) ?? invocationRuntime.event(type);
}

/** Whether a state takes an event, for callers to whom an ignored one is no news. */
export function takes(state: number, type: InvocationEvent["type"]): boolean {
  return invocationRuntime.step(state, invocationEvent(type)) !== undefined;
}

/**
 * Whether an invocation counts towards MaxConcurrency: the agent may have its job, or has refused
 * it for now and gets it again.
 */
export function holdsSlot(state: number): boolean {
  return HOLDS_SLOT[state] ?? false;
}

/** The timers that a state waits for: those of its parents that would lead elsewhere. */
export function timersOf(state: number): readonly number[] {
  return TIMERS_OF_STATE[state] ?? [];
}

const EVENTS = new Map(invocationRuntime.events.map((event, number) => [event, number]));

/** Where the segment below AWS's word narrows it down to other details. */
const NARROWED: Readonly<Record<string, InvocationStatusDetails>> = {
  "Failed.undeliverable": "Undeliverable",
  "Failed.invalidPlatform": "InvalidPlatform",
  "TimedOut.execution": "ExecutionTimedOut",
  "TimedOut.delivery": "DeliveryTimedOut",
  "TimedOut.unheard": "DeliveryTimedOut",
  "Cancelled.terminated": "Terminated",
};

const DETAILS_OF_STATE = invocationRuntime.states.map((path) => {
  const segments = path.split(".");
  const status = segments.find((segment) => INVOCATION_STATUSES.some((s) => s === segment));
  const narrowed = NARROWED[segments.slice(0, 2).join(".")];
  return DETAILS.indexOf(narrowed ?? (status as InvocationStatusDetails));
});

const HOLDS_SLOT = invocationRuntime.states.map((path) =>
  /^open\.(offered|InProgress|Cancelling|waiting\.\w+\.refused)/.test(path),
);

const OWES_CANCEL = invocationRuntime.states.map((path) =>
  /^(open\.Cancelling|TimedOut\.unheard)\.(unsent|sent|refused)$/.test(path),
);

const TIMERS_OF_STATE = invocationRuntime.states.map((_path, state) =>
  invocationRuntime.timers.flatMap((_timer, timer) => {
    const step = invocationRuntime.step(state, invocationRuntime.timerEvent(timer));
    return step === undefined || step.target === state ? [] : [timer];
  }),
);
