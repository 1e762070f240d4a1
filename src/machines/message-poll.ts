import { setup } from "xstate";

/** What happens to an agent that polls; the last word says the outcome. */
export type MessagePollEvent =
  | { type: "poll.answered" }
  | { type: "poll.failed" }
  | { type: "message.taken" }
  /** It was taken before. */
  | { type: "message.known" }
  | { type: "message.unreadable" }
  /** The queue that it belongs into is full. */
  | { type: "message.blocked" }
  /** AcknowledgeMessage, FailMessage or a message's first SendReply is over, well or not. */
  | { type: "call.answered" }
  | { type: "poll.over.slow" }
  | { type: "poll.over.quick" }
  | { type: "poll.over.errors" }
  | { type: "poll.over.last" }
  | { type: "agent.stop" };

/**
 * The life of an agent's polling (ec2messages), from its first GetMessages to its last.
 *
 * One poll after another, and one message of its answer after another: each is submitted, replied
 * to and acknowledged before the next. One that finds its queue full keeps all others waiting.
 * `choosing` is passed within a step: what comes next (another message, another poll and how soon,
 * none) depends on data, so the record says it by an event. How long a call may take is not here:
 * whoever carries it ends it.
 * Source: amazon-ssm-agent 3.3, measured; agent/messageservice/interactor/mdsinteractor.
 */
export const messagePollMachine = setup({
  types: { events: {} as MessagePollEvent },
  actions: {
    getMessages: () => {},
    sendFirstReply: () => {},
    acknowledgeMessage: () => {},
    failMessage: () => {},
  },
  delays: { pollBlockedMs: 1, pollRestMs: 1, pollSuspendMs: 1 },
}).createMachine({
  id: "message-poll",
  initial: "polling",
  states: {
    polling: {
      on: { "agent.stop": "ended" },
      initial: "asking",
      states: {
        asking: {
          entry: "getMessages",
          on: { "poll.answered": "choosing", "poll.failed": "choosing" },
        },
        choosing: {
          on: {
            "message.taken": "replying",
            "message.known": "acknowledging",
            "message.unreadable": "failing",
            "message.blocked": "blocked",
            "poll.over.slow": "asking",
            "poll.over.quick": "resting",
            "poll.over.errors": "suspended",
            "poll.over.last": "#message-poll.ended",
          },
        },
        replying: { entry: "sendFirstReply", on: { "call.answered": "acknowledging" } },
        acknowledging: { entry: "acknowledgeMessage", on: { "call.answered": "choosing" } },
        failing: { entry: "failMessage", on: { "call.answered": "choosing" } },
        blocked: { after: { pollBlockedMs: "choosing" } },
        resting: { after: { pollRestMs: "choosing" } },
        suspended: { after: { pollSuspendMs: "choosing" } },
      },
    },
    ended: { type: "final" },
  },
});
