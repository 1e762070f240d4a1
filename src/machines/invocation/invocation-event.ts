/**
 * What the `invocation` machine hears of: each event has the name of what causes it.
 */

/**
 * How an agent answers the job that carries the command; `refused` are the codes that say "never".
 * 51408 counts as taken, for a reply follows it.
 */
type JobAckEvent = {
  type: `agent_job_ack.${"200" | "51401" | "51402" | "51405" | "51408" | "51499" | "refused"}`;
};
/** It has refused the latest offer for now, and never answered an earlier one: it may take that. */
type RefusalEvent = { type: "agent_job_ack.earlierUnanswered" };
/** How an agent answers a job that carries a cancel. */
type CancelAckEvent = { type: `agent_job_ack.cancelCommand.${"200" | "51402" | "refused"}` };
/** It had nothing to stop, of a command that it has never said it had; the real agent is silent. */
type CancelReplyEvent = { type: "agent_job_reply.cancelCommand.Failed" };
type ReplyEvent = {
  type: `agent_job_reply.${
    "InProgress" | "Success" | "SuccessAndReboot" | "Failed" | "Cancelled" | "TimedOut"}`;
};
/** The expiry timer of `open`, for the states below it that it leads elsewhere. */
type ExpiryEvent = { type: "xstate.after.expiresMs.invocation.open" };

export type InvocationEvent =
  | JobAckEvent
  | RefusalEvent
  | CancelAckEvent
  | CancelReplyEvent
  | ReplyEvent
  | { type: "link.opened" }
  | { type: "link.closed" }
  | { type: "cancel" }
  | { type: "node.terminated" }
  | { type: "node.terminated.failFast" }
  | { type: "node.unreachable" }
  | { type: "platform.unsupported" }
  | { type: "errors.exceeded" }
  | { type: "command.forgotten" }
  | ExpiryEvent;
