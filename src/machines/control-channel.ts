import { setup } from "xstate";

/** What happens to an agent's way to the controller; `health` is the first, empty report. */
export type ControlChannelEvent =
  | { type: "agent.start" }
  | { type: "agent.stop" }
  | { type: "health.accepted" }
  | { type: "health.refused" }
  | { type: "channel.opened" }
  | { type: "channel.refused" }
  | { type: "channel.closed" };

/**
 * The life of an agent's control channel, from the agent's start to its stop.
 *
 * Nothing starts before the first health report is accepted: refused, the agent hibernates and
 * reports again. A channel that closes is opened again soon (`reconnectMs`); one that is refused
 * after a wait that grows (`retryMs`). `startModules` is what happens once, when the first report
 * is accepted. Keep-alives are not here: whoever carries the channel watches it and says closed.
 * Source: amazon-ssm-agent 3.3, measured; agent/hibernation, agent/session/controlchannel.
 */
export const controlChannelMachine = setup({
  types: { events: {} as ControlChannelEvent },
  actions: {
    reportFirst: () => {},
    startModules: () => {},
    openChannel: () => {},
    closeChannel: () => {},
  },
  delays: { hibernateMs: 1, reconnectMs: 1, retryMs: 1 },
}).createMachine({
  id: "control-channel",
  initial: "idle",
  states: {
    idle: { on: { "agent.start": "reporting" } },
    reporting: {
      entry: "reportFirst",
      on: {
        "health.accepted": { target: "opening", actions: "startModules" },
        "health.refused": "hibernating",
        "agent.stop": "stopped",
      },
    },
    hibernating: {
      after: { hibernateMs: "reporting" },
      on: { "agent.stop": "stopped" },
    },
    opening: {
      entry: "openChannel",
      on: { "channel.opened": "open", "channel.refused": "refused", "agent.stop": "stopped" },
    },
    open: {
      on: {
        "channel.closed": "reconnecting",
        "agent.stop": { target: "stopped", actions: "closeChannel" },
      },
    },
    reconnecting: {
      after: { reconnectMs: "opening" },
      on: { "agent.stop": "stopped" },
    },
    refused: {
      after: { retryMs: "opening" },
      on: { "agent.stop": "stopped" },
    },
    stopped: { type: "final" },
  },
});
