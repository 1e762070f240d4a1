import { setup } from "xstate";

/** Orders from outside, and `shutdown -r +1` from inside; their effect takes the delays. */
export type NodeEvent =
  | { type: "start" }
  | { type: "stop" }
  | { type: "reboot" }
  | { type: "shutdown.scheduled" }
  | { type: "terminate" };

/**
 * The life of a managed node, in AWS's words: what an order does, and what takes its time.
 *
 * The words are EC2's instance states. A reboot is not a state of its own there: the node stays
 * `Running` while its operating system goes down and comes up (`Running.rebooting`); its agent is
 * gone in between. A reboot that was asked for from inside is waited for (`shutdownScheduled`) while
 * everything on the node goes on. `powerOn` starts the agent, `powerOff` ends it and every process at once: a node
 * that goes down kills them first, and no message leaves it from then on. A fleet that begins with
 * running or stopped nodes puts the record straight into that state.
 * Source: API reference, CancelCommand (node states); EC2 user guide, instance life-cycle.
 */
export const nodeMachine = setup({
  types: { events: {} as NodeEvent },
  actions: { powerOn: () => {}, powerOff: () => {} },
  delays: { pendingMs: 1, stoppingMs: 1, shuttingDownMs: 1, rebootDelayMs: 1, rebootMs: 1 },
}).createMachine({
  id: "node",
  initial: "Pending",
  states: {
    Pending: {
      on: { terminate: "Shutting-down" },
      after: { pendingMs: "#node.Running.up" },
    },
    Running: {
      initial: "up",
      on: { stop: "Stopping", terminate: "Shutting-down" },
      states: {
        up: {
          entry: "powerOn",
          on: { reboot: "rebooting", "shutdown.scheduled": "shutdownScheduled" },
        },
        shutdownScheduled: { on: { reboot: "rebooting" }, after: { rebootDelayMs: "rebooting" } },
        rebooting: { entry: "powerOff", after: { rebootMs: "up" } },
      },
    },
    Stopping: {
      entry: "powerOff",
      on: { terminate: "Shutting-down" },
      after: { stoppingMs: "Stopped" },
    },
    Stopped: { on: { start: "Pending", terminate: "Terminated" } },
    "Shutting-down": { entry: "powerOff", after: { shuttingDownMs: "Terminated" } },
    Terminated: { type: "final" },
  },
});
