/**
 * The states of a managed node, and in which of them a command may be addressed to it.
 *
 * A command for a node that is not addressable is refused with InvalidInstanceId. One that is
 * Pending, Stopping or Stopped takes commands; they wait.
 *
 * Source: API reference, CancelCommand and SendCommand, Errors, InvalidInstanceId.
 */
export const NODE_STATES = {
  Pending: { addressable: true },
  Running: { addressable: true },
  Stopping: { addressable: true },
  Stopped: { addressable: true },
  "Shutting-down": { addressable: false },
  Terminated: { addressable: false },
} as const;
export type NodeState = keyof typeof NODE_STATES;

/** True if a command may be addressed to a node in this state. */
export function isAddressable(state: NodeState): boolean {
  return NODE_STATES[state].addressable;
}
