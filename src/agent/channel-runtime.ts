/**
 * The control-channel machine as a table, with its events by name.
 */
import { compileMachine } from "../kernel/machine-runtime.ts";
import { controlChannelMachine } from "../machines/control-channel.ts";

export const CHANNEL_RUNTIME = compileMachine(controlChannelMachine);

/** Numbers of the machine's events. */
export const CHANNEL_EVENT = {
  start: CHANNEL_RUNTIME.event("agent.start"),
  stop: CHANNEL_RUNTIME.event("agent.stop"),
  healthAccepted: CHANNEL_RUNTIME.event("health.accepted"),
  healthRefused: CHANNEL_RUNTIME.event("health.refused"),
  opened: CHANNEL_RUNTIME.event("channel.opened"),
  refused: CHANNEL_RUNTIME.event("channel.refused"),
  closed: CHANNEL_RUNTIME.event("channel.closed"),
} as const;

/** Numbers of states that others ask for. */
export const CHANNEL_STATE = {
  reporting: CHANNEL_RUNTIME.state("reporting"),
  open: CHANNEL_RUNTIME.state("open"),
  stopped: CHANNEL_RUNTIME.state("stopped"),
} as const;
