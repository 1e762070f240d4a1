/**
 * Frames from agents: acks of jobs, and replies.
 *
 * No agent is trusted: a frame on a channel that has been replaced is dropped; an ack or a reply
 * counts only for a job of the node that sent it; a refusal counts only for the latest offer, and
 * proves nothing while an earlier one is unanswered.
 * Every reply is acknowledged, whatever it is about, because an agent keeps one that is not and
 * sends it again for hours (acknowledge-reply.ts says when).
 */
import type { InvocationEvent } from "../machines/invocation/invocation-event.ts";
import { parseJobId } from "../wire/job-id.ts";
import type { AgentJobAck, AgentJobReply, AgentStatus, Message } from "../wire/message.ts";
import { acknowledgeReply } from "./acknowledge-reply.ts";
import { owesCancel, takes } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";
import type { RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";
import { stepInvocation, storeInvocation } from "./step-invocation.ts";
import { completeRecord, takeReport } from "./take-report.ts";

/** Takes one frame in. */
export function receiveFrame(
  context: StepContext,
  nodeId: string,
  epoch: number,
  message: Message,
): void {
  const node = context.controller.nodes.get(nodeId);
  if (node?.epoch !== epoch) {
    if (node !== undefined) node.fencedFrames += 1;
    drop(context, nodeId, message, "oldChannel");
    return;
  }
  switch (message.type) {
    case "agent_job_ack":
      receiveAck(context, node, message);
      return;
    case "agent_job_reply":
      receiveReply(context, node, message);
      return;
    case "agent_job":
    case "agent_job_reply_ack":
    case "unsupportedMessage":
      drop(context, nodeId, message, "notForController");
  }
}

function receiveAck(context: StepContext, node: RegisteredNode, ack: AgentJobAck): void {
  const id = idOfJob(ack.jobId, node);
  const cancelled = cancelledBy(node, id);
  if (cancelled !== undefined) {
    cancelled.offers = 0;
    stepInvocation(context, cancelled, CANCEL_ACK_EVENTS[ack.statusCode]);
    return;
  }
  const invocation = context.controller.commands.get(id)?.invocations.get(node.id);
  if (invocation === undefined) drop(context, node.id, ack, whyUnknown(ack.jobId, node));
  else if (isStaleRefusal(invocation, ack)) drop(context, node.id, ack, "oldOffer");
  else {
    // The offers of a cancel are counted for themselves.
    if (!owesCancel(invocation.state)) invocation.offers = 0;
    stepInvocation(context, invocation, ackEvent(invocation, ack));
  }
}

/** A job that was offered again is refused only by an answer to the latest offer. */
function isStaleRefusal(invocation: Invocation, ack: AgentJobAck): boolean {
  const isTaken = TAKEN_CODES.has(ack.statusCode);
  return !isTaken && ack.acknowledgedMessageId !== invocation.offerMessageId;
}

/** A refusal for now says nothing of an earlier offer that was never answered. */
function ackEvent(invocation: Invocation, { statusCode }: AgentJobAck): EventType {
  return invocation.hasUnansweredOffer && FOR_NOW_CODES.has(statusCode)
    ? "agent_job_ack.earlierUnanswered"
    : JOB_ACK_EVENTS[statusCode];
}

function receiveReply(context: StepContext, node: RegisteredNode, reply: AgentJobReply): void {
  const id = idOfJob(reply.jobId, node);
  const invocation = context.controller.commands.get(id)?.invocations.get(node.id);
  acknowledgeReply(context, node, { reply, invocation });
  const cancelled = cancelledBy(node, id);
  // Over ec2messages a reply has no topic: there it is known by the cancel's id alone.
  if (reply.topic === "aws.ssm.cancelCommand" || cancelled !== undefined) {
    receiveAnswer(context, cancelled, reply.content.documentStatus);
    return;
  }
  if (invocation === undefined) {
    drop(context, node.id, reply, whyUnknown(reply.jobId, node));
    return;
  }
  const event = REPLY_EVENTS[reply.content.documentStatus];
  if (takes(invocation.state, event)) takeReport(context, invocation, reply);
  if (stepInvocation(context, invocation, event)) return;
  if (completeRecord(context, invocation, reply)) storeInvocation(context, invocation);
}

/**
 * What came of a cancel, from an agent that says so. "Nothing to stop" ends a command of which the
 * agent has never said that it had it: there it will not run any more. Of any other command it says
 * only that its own end is on its way, for an agent tells of that first.
 */
function receiveAnswer(
  context: StepContext,
  invocation: Invocation | undefined,
  status: AgentStatus,
): void {
  if (status !== "Failed" || invocation === undefined || wasTaken(invocation)) return;
  stepInvocation(context, invocation, "agent_job_reply.cancelCommand.Failed");
}

/** The open invocation whose latest cancel has this id. */
function cancelledBy({ open }: RegisteredNode, id: string): Invocation | undefined {
  return id === "" ? undefined : open.find(({ cancelId }) => cancelId === id);
}

function wasTaken({ offerMessageId, startedMs }: Invocation): boolean {
  return offerMessageId === "" || startedMs !== undefined;
}

/** The command or cancel id of a job of this node; "" for a job of another, or no job id at all. */
function idOfJob(jobId: string, node: RegisteredNode): string {
  const name = parseJobId(jobId);
  return name?.nodeId === node.id ? name.commandId : "";
}

/** An agent that speaks for another node is told apart from one that is behind the times. */
function whyUnknown(jobId: string, node: RegisteredNode): string {
  const name = parseJobId(jobId);
  return name === undefined || name.nodeId === node.id ? "unknownJob" : "foreignJob";
}

function drop({ effects }: StepContext, node: string, message: Message, reason: string): void {
  if (!effects.tracing) return;
  const job = "jobId" in message ? message.jobId : "";
  const command = parseJobId(job)?.commandId;
  const reply = message.type === "agent_job_reply" ? { reply: message.messageId } : {};
  const what = { message: message.type, ...(job === "" ? {} : { job }), ...reply };
  effects.trace({ event: "frame.dropped", node, ...(command && { command }), ...what, reason });
}

type EventType = InvocationEvent["type"];

const TAKEN_CODES: ReadonlySet<string> = new Set(["200", "51405", "51408"]);
const FOR_NOW_CODES: ReadonlySet<string> = new Set(["51401", "51402", "51499"]);

const JOB_ACK_EVENTS: Readonly<Record<AgentJobAck["statusCode"], EventType>> = {
  "200": "agent_job_ack.200",
  "51401": "agent_job_ack.51401",
  "51402": "agent_job_ack.51402",
  "51403": "agent_job_ack.refused",
  "51404": "agent_job_ack.refused",
  "51405": "agent_job_ack.51405",
  "51406": "agent_job_ack.refused",
  "51407": "agent_job_ack.refused",
  "51408": "agent_job_ack.51408",
  "51499": "agent_job_ack.51499",
};

/** A cancel that the agent knows already (51405) counts as taken. */
const CANCEL_ACK_EVENTS: Readonly<Record<AgentJobAck["statusCode"], EventType>> = {
  "200": "agent_job_ack.cancelCommand.200",
  "51401": "agent_job_ack.cancelCommand.51402",
  "51402": "agent_job_ack.cancelCommand.51402",
  "51403": "agent_job_ack.cancelCommand.refused",
  "51404": "agent_job_ack.cancelCommand.refused",
  "51405": "agent_job_ack.cancelCommand.200",
  "51406": "agent_job_ack.cancelCommand.refused",
  "51407": "agent_job_ack.cancelCommand.refused",
  "51408": "agent_job_ack.cancelCommand.refused",
  "51499": "agent_job_ack.cancelCommand.51402",
};

/** The agent's own status words for a document, as the controller understands them. */
const REPLY_EVENTS: Readonly<Record<AgentStatus, EventType>> = {
  NotStarted: "agent_job_reply.InProgress",
  InProgress: "agent_job_reply.InProgress",
  Success: "agent_job_reply.Success",
  SuccessAndReboot: "agent_job_reply.SuccessAndReboot",
  PassedAndReboot: "agent_job_reply.SuccessAndReboot",
  Failed: "agent_job_reply.Failed",
  Cancelled: "agent_job_reply.Cancelled",
  TimedOut: "agent_job_reply.TimedOut",
  Skipped: "agent_job_reply.Success",
  TestFailure: "agent_job_reply.Failed",
  TestPass: "agent_job_reply.Success",
};
