/**
 * What the operations of ec2messages take: the service by which agents without a control channel
 * poll for their messages. It is a service of its own and stands in no public model.
 *
 * Source: the client that aws/amazon-ssm-agent carries; calls of agent 3.3, recorded.
 */
import type { Operation, ValueOf } from "../shape.ts";
import { INSTANCE_ID } from "./text.ts";

/** What precedes the operation's name in X-Amz-Target. */
export const MESSAGE_DELIVERY_PREFIX = "EC2WindowsMessageDeliveryService.";

/** `aws.ssm.<command id>.<node id>`, the JobId of a control channel. */
const MESSAGE_ID = { type: "string", min: 1, max: 1024 } as const;
const CALL_ID = { type: "string", max: 1024 } as const;

export const MESSAGE_DELIVERY_OPERATIONS = {
  GetMessages: {
    input: {
      type: "structure",
      members: {
        Destination: INSTANCE_ID,
        MessagesRequestId: CALL_ID,
        VisibilityTimeoutInSeconds: { type: "integer", min: 0, max: 43_200 },
      },
      required: ["Destination", "MessagesRequestId", "VisibilityTimeoutInSeconds"],
    },
    errors: ["AccessDeniedException", "ServiceUnavailable"],
  },
  AcknowledgeMessage: {
    input: { type: "structure", members: { MessageId: MESSAGE_ID }, required: ["MessageId"] },
    errors: ["AccessDeniedException"],
  },
  SendReply: {
    input: {
      type: "structure",
      members: {
        MessageId: MESSAGE_ID,
        Payload: { type: "string", min: 1 },
        ReplyId: { type: "string", min: 1, max: 1024 },
      },
      required: ["MessageId", "Payload", "ReplyId"],
    },
    errors: ["AccessDeniedException", "ServiceUnavailable"],
  },
  FailMessage: {
    input: {
      type: "structure",
      members: {
        MessageId: MESSAGE_ID,
        FailureType: {
          type: "string",
          enum: ["InternalHandlerException", "NoHandlerExists"],
        },
      },
      required: ["MessageId", "FailureType"],
    },
    errors: ["AccessDeniedException"],
  },
  DeleteMessage: {
    input: { type: "structure", members: { MessageId: MESSAGE_ID }, required: ["MessageId"] },
    errors: ["AccessDeniedException"],
  },
} as const satisfies Record<string, Operation>;

export type MessageDeliveryName = keyof typeof MESSAGE_DELIVERY_OPERATIONS;

/** The type of a valid input, for example `MessageDeliveryInput<"SendReply">`. */
export type MessageDeliveryInput<Name extends MessageDeliveryName> = ValueOf<
  (typeof MESSAGE_DELIVERY_OPERATIONS)[Name]["input"]
>;
