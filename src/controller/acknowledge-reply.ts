/**
 * Acknowledges replies: every one, and all but one kind at once.
 *
 * An agent that starts nothing without the controller's word takes the ack of "it is here, and has not
 * begun" for that word. So while a cancel of the command is not taken, that ack waits for it: the
 * cancel may be lost on its way, or be overtaken. The real agent waits for no ack of such a reply.
 * What is held back belongs to its channel: over a new one the agent sends it again.
 */
import { drawUuid } from "../kernel/ids.ts";
import { makeJobId } from "../wire/job-id.ts";
import type { AgentJobReply } from "../wire/message.ts";
import { owesCancel } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";
import type { HeldReply, RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";

/** Replies of one node that may be held back at once; what comes then is acknowledged. */
const HELD_MAX = 100;

/** Acknowledges a reply, or holds that back. */
export function acknowledgeReply(
  context: StepContext,
  node: RegisteredNode,
  {
    reply,
    invocation,
  }: { readonly reply: AgentJobReply; readonly invocation: Invocation | undefined },
): void {
  if (invocation === undefined || !owesCancel(invocation.state) || !asksForWord(reply)) {
    sendAck(context, node, reply);
    return;
  }
  const { jobId, messageId } = reply;
  if (node.heldReplies.some((held) => held.messageId === messageId)) return;
  if (node.heldReplies.length >= HELD_MAX) sendAck(context, node, reply);
  else node.heldReplies = [...node.heldReplies, { jobId, messageId }];
}

/** The agent has taken the cancel, or none is owed to it any more. */
export function acknowledgeHeld(context: StepContext, invocation: Invocation): void {
  const node = context.controller.nodes.get(invocation.nodeId);
  if (node === undefined || node.heldReplies.length === 0) return;
  const { commandId, nodeId } = invocation;
  const jobId = makeJobId({ commandId, nodeId });
  for (const held of node.heldReplies) if (held.jobId === jobId) sendAck(context, node, held);
  node.heldReplies = node.heldReplies.filter((held) => held.jobId !== jobId);
}

/** Over ec2messages a reply is a call, and the agent polls no further until that is answered. */
function asksForWord({ content }: AgentJobReply): boolean {
  const { documentStatus, runtimeStatus, ableToOpenMGSConnection } = content;
  if (ableToOpenMGSConnection !== undefined) return false;
  return documentStatus === "InProgress" && runtimeStatus === null;
}

function sendAck(
  { controller, nowMs, effects }: StepContext,
  node: RegisteredNode,
  { jobId, messageId }: HeldReply,
): void {
  effects.push({
    type: "sendFrame",
    node: node.id,
    epoch: node.epoch,
    message: {
      type: "agent_job_reply_ack",
      messageId: drawUuid(controller.messageIds),
      createdMs: nowMs,
      jobId,
      acknowledgedMessageId: messageId,
    },
  });
}
