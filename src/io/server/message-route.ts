/**
 * `POST /` with a target of ec2messages: GetMessages as a long poll, and what an agent says of the
 * messages that it got.
 *
 * With --auth an agent speaks for its own node alone; without it the MessageId says which node.
 * Source: calls and answers of agent 3.3, recorded.
 */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../api/read-json.ts";
import { validateShape } from "../../api/validate.ts";
import type { Validation } from "../../api/validate.ts";
import { apiError } from "../../ssm/error.ts";
import type { ApiError } from "../../ssm/error.ts";
import {
  MESSAGE_DELIVERY_OPERATIONS,
  MESSAGE_DELIVERY_PREFIX,
} from "../../ssm/operation/message-delivery.ts";
import type {
  MessageDeliveryInput,
  MessageDeliveryName,
} from "../../ssm/operation/message-delivery.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import { formatIsoTime } from "../../wire/iso-time.ts";
import { encodeJobContent } from "../../wire/job-content.ts";
import { parseJobId } from "../../wire/job-id.ts";
import type { AgentJob } from "../../wire/message.ts";
import { decodeReplyContent } from "../../wire/reply-content.ts";
import { answerApi } from "./answer.ts";
import type { WaitingAnswer } from "./answer.ts";
import type { Caller } from "./authority.ts";
import type { LiveCore } from "./live-core.ts";
import { refuseCall } from "./refuse-call.ts";
import type { WaitingPolls } from "./waiting-polls.ts";

export interface MessageParts {
  readonly core: LiveCore;
  readonly polls: WaitingPolls;
}

export interface MessageCall {
  readonly target: string;
  readonly body: string;
  readonly caller: Caller;
}

/** True for a target of ec2messages. */
export function isMessageTarget(target: string | undefined): target is string {
  return target?.startsWith(MESSAGE_DELIVERY_PREFIX) === true;
}

/** Handles one call, whose signature has been verified. */
export function handleMessages(
  parts: MessageParts,
  { target, body, caller }: MessageCall,
  response: WaitingAnswer,
): void {
  const name = target.slice(MESSAGE_DELIVERY_PREFIX.length);
  const refuse = (error: ApiError): void => refuseCall(parts.core, target, response, error);
  const read = isName(name) ? readInput(name, body) : UNKNOWN;
  if (!read.ok) {
    refuse(apiError(read.code, read.message));
    return;
  }
  const input = read.value;
  if (!parts.core.isServing) {
    refuse(apiError("ServiceUnavailable"));
    return;
  }
  const node = nodeOf(input);
  if (!isOwn(node, caller) || !parts.core.admits(node)) {
    refuse(apiError("AccessDeniedException"));
    return;
  }
  HANDLERS[name as MessageDeliveryName](parts, { node, input: input as never, response, refuse });
}

type Handler<Name extends MessageDeliveryName> = (
  parts: MessageParts,
  call: {
    readonly node: string;
    readonly input: MessageDeliveryInput<Name>;
    readonly response: WaitingAnswer;
    readonly refuse: (error: ApiError) => void;
  },
) => void;

const HANDLERS: { readonly [Name in MessageDeliveryName]: Handler<Name> } = {
  GetMessages: ({ core, polls }, { node, input, response }) => {
    const { Destination, MessagesRequestId } = input;
    const visibilityMs = input.VisibilityTimeoutInSeconds * 1000;
    const deliver = (jobs: readonly AgentJob[]): void => {
      const { epochMs } = core.clock;
      const Messages = jobs.map((job) => render(job, Destination, epochMs));
      answer(response, { Destination, Messages, MessagesRequestId });
    };
    const hangUp = polls.poll(node, visibilityMs, deliver, () => response.reset());
    response.on("close", hangUp);
  },
  AcknowledgeMessage: ({ polls }, { node, input, response }) => {
    polls.acknowledge(node, input.MessageId);
    answer(response, {});
  },
  DeleteMessage: ({ polls }, { node, input, response }) => {
    polls.acknowledge(node, input.MessageId);
    answer(response, {});
  },
  FailMessage: ({ polls }, { node, input, response }) => {
    polls.fail(node, input.MessageId, input.FailureType === "NoHandlerExists" ? "51403" : "51404");
    answer(response, {});
  },
  SendReply: ({ core, polls }, { node, input, response, refuse }) => {
    const content = decodeReplyContent(input.Payload, core.clock.epochMs);
    if (isDecodeError(content)) {
      core.write("link", { event: "frame.dropped", node, reason: content.code });
      refuse(apiError("ValidationException", content.message));
      return;
    }
    const reply = { jobId: input.MessageId, replyId: input.ReplyId, content };
    polls.reply(node, reply, (isDurable) => {
      if (isDurable) answer(response, {});
      else refuse(apiError("ServiceUnavailable"));
    });
  },
};

function isName(name: string): name is MessageDeliveryName {
  return Object.hasOwn(MESSAGE_DELIVERY_OPERATIONS, name);
}

function readInput(name: MessageDeliveryName, body: string): Validation<JsonObject> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // Expected: any client may send anything.
    return { ok: false, ...apiError("SerializationException") } as Validation<JsonObject>;
  }
  return validateShape(MESSAGE_DELIVERY_OPERATIONS[name].input, json);
}

const UNKNOWN = { ok: false, ...apiError("UnknownOperationException") } as const;

/** The node that a call is about; "" for a MessageId that names none. */
function nodeOf(input: { readonly Destination?: unknown; readonly MessageId?: unknown }): string {
  if (typeof input.Destination === "string") return input.Destination;
  return parseJobId(String(input.MessageId))?.nodeId ?? "";
}

function isOwn(node: string, caller: Caller): boolean {
  return caller.node === undefined || caller.node === node;
}

/** Source: answers that agent 3.3 took; the digest is not looked at. */
function render(job: AgentJob, destination: string, epochMs: number) {
  return {
    CreatedDate: formatIsoTime(epochMs + job.createdMs),
    Destination: destination,
    MessageId: job.jobId,
    Payload: encodeJobContent(job.content),
    PayloadDigest: "",
    Topic: job.topic,
  };
}

function answer(response: WaitingAnswer, value: object): void {
  const body = JSON.stringify(value);
  answerApi(response, { status: 200, body, requestId: randomUUID() });
}
