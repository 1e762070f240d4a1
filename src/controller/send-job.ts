/**
 * Hands jobs to a node's channel: the job that carries a command, and the job that cancels it.
 *
 * The job of a command keeps its JobId however often it is offered, so that an agent that has it
 * already can say so. A cancel job has an id of its own.
 */
import { drawUuid } from "../kernel/ids.ts";
import type { DocumentParameter } from "../ssm/document.ts";
import { makeJobId, makeTopic } from "../wire/job-id.ts";
import type { JobTopic } from "../wire/job-id.ts";
import type { JobContent, ParameterValues, SendCommandContent } from "../wire/message.ts";
import type { Command } from "./command.ts";
import { contentOf } from "./command-request.ts";
import type { CommandRequest } from "./command-request.ts";
import type { Invocation } from "./invocation.ts";
import { jobValue } from "./parameter-value.ts";
import type { StepContext } from "./step-context.ts";

/** Offers an invocation's job; whose ack is awaited is remembered by its MessageId. */
export function sendSendJob(context: StepContext, invocation: Invocation): void {
  const { commandId } = invocation;
  const content = commandContent(context.controller.commandOf(invocation));
  const topic = "aws.ssm.sendCommand";
  invocation.offerMessageId = sendJob(context, invocation, commandId, topic, content);
}

/** Sends a cancel of an invocation's job: under a new id, or again under the one that it had. */
export function sendCancelJob(
  context: StepContext,
  invocation: Invocation,
  id: "newId" | "sameId",
): void {
  if (id === "newId") {
    invocation.cancelId = drawUuid(context.controller.messageIds);
    invocation.offers = 0;
  }
  const { commandId, nodeId } = invocation;
  const content: JobContent = {
    kind: "cancelCommand",
    cancelMessageId: makeJobId({ commandId, nodeId }),
  };
  sendJob(context, invocation, invocation.cancelId, "aws.ssm.cancelCommand", content);
}

/** Sends one job on the node's channel and answers its MessageId; "" when there is no channel. */
function sendJob(
  { controller, nowMs, effects }: StepContext,
  invocation: Invocation,
  id: string,
  topic: JobTopic,
  content: JobContent,
): string {
  const node = controller.nodes.get(invocation.nodeId);
  if (node?.isReachable !== true) return "";
  const messageId = drawUuid(controller.messageIds);
  invocation.offers += 1;
  effects.push({
    type: "sendFrame",
    node: node.id,
    epoch: node.epoch,
    message: {
      type: "agent_job",
      messageId,
      createdMs: nowMs,
      jobId: makeJobId({ commandId: id, nodeId: node.id }),
      topic: makeTopic(topic, controller.options.region),
      content,
    },
  });
  return messageId;
}

/** By the request: a command keeps it for good, and clones of the command share it. */
const CONTENTS = new WeakMap<CommandRequest, SendCommandContent>();

/** The same for every node of a command; the agent fills the parameters in. */
function commandContent(command: Command): SendCommandContent {
  const known = CONTENTS.get(command.request);
  if (known?.commandId === command.id) return known;
  const content = makeContent(command);
  CONTENTS.set(command.request, content);
  return content;
}

function makeContent({ id, request }: Command): SendCommandContent {
  const document = contentOf(request);
  return {
    kind: "sendCommand",
    commandId: id,
    documentName: request.documentName,
    document,
    parameters: jobParameters(request.parameters, document?.parameters ?? {}),
    outputS3BucketName: request.outputS3BucketName,
    outputS3KeyPrefix: request.outputS3KeyPrefix,
    cloudWatchLogGroupName: request.cloudWatchOutputConfig.CloudWatchLogGroupName,
    cloudWatchOutputEnabled: request.cloudWatchOutputConfig.CloudWatchOutputEnabled,
  };
}

function jobParameters(
  given: Command["request"]["parameters"],
  declared: Readonly<Record<string, DocumentParameter>>,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(given).map(([name, values]) => [name, jobValue(declared[name]?.type, values)]),
  );
}
