/**
 * A call of an agent in the form of a recording; what a recording leaves out is checked here.
 *
 * The keys of ec2messages and of health reports are held to the real agent's, in their order.
 */
import { INFO_KEYS, keysOf, readContent } from "./agent-message.ts";
import type { Expect, Fields } from "./agent-message.ts";
import type { JobNames } from "./job-names.ts";
import type { CallMessage, ReplyMessage } from "./recording.ts";
import type { HeardCall } from "./stage.ts";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const EMPTY_REPORT = "AgentName AgentVersion InstanceId PlatformType";
const FULL_REPORT =
  "AgentName AgentStatus AgentVersion AvailabilityZone AvailabilityZoneId ComputerName " +
  "IPAddress InstanceId PlatformName PlatformType PlatformVersion SSMConnectionChannel";

interface Context {
  readonly names: JobNames;
  readonly expect: Expect;
}

export function readCall(
  { operation, text }: HeardCall,
  context: Context,
): Omit<CallMessage, "atMs"> | Omit<ReplyMessage, "atMs"> {
  const body = JSON.parse(text) as Fields;
  switch (operation) {
    case "SendReply":
      return readSendReply(body, context);
    case "GetMessages":
      return readGetMessages(body, context);
    case "CreateControlChannel":
      return { call: operation };
    case "UpdateInstanceInformation":
      return readReport(body, context);
    case "AcknowledgeMessage":
    case "FailMessage":
      return { call: operation, job: context.names.nameOf(String(body["MessageId"])) };
    default:
      throw new Error(`no agent calls ${operation}`);
  }
}

function readSendReply(body: Fields, context: Context): Omit<ReplyMessage, "atMs"> {
  const { names, expect } = context;
  expect("the keys of SendReply", keysOf(body) === "MessageId Payload ReplyId");
  expect("ReplyId is a UUID of version 4", UUID_V4.test(String(body["ReplyId"])));
  const text = String(body["Payload"]);
  const keys = `${INFO_KEYS} ableToOpenMGSConnection`;
  const content = readContent(text, keys, context);
  const { additionalInfo } = JSON.parse(text) as { additionalInfo: Fields };
  expect("no control channel", additionalInfo["ableToOpenMGSConnection"] === false);
  return { reply: names.nameOf(String(body["MessageId"])), ...content };
}

function readGetMessages(body: Fields, { names, expect }: Context): Omit<CallMessage, "atMs"> {
  const keys = "Destination MessagesRequestId VisibilityTimeoutInSeconds";
  expect("the keys of GetMessages", keysOf(body) === keys);
  expect("the node as Destination", body["Destination"] === names.node);
  expect("MessagesRequestId is a UUID", UUID_V4.test(String(body["MessagesRequestId"])));
  expect("a visibility timeout of 10 s", body["VisibilityTimeoutInSeconds"] === 10);
  return { call: "GetMessages" };
}

/** The order of a report's keys is not compared: the real agent's SDK sorts them. */
function readReport(body: Fields, { expect }: Context): Omit<CallMessage, "atMs"> {
  const call = "UpdateInstanceInformation";
  const keys = Object.keys(body).sort().join(" ");
  if (keys === EMPTY_REPORT) return { call };
  expect("the keys of a full report", keys === FULL_REPORT);
  return { call, connection: String(body["SSMConnectionChannel"]) };
}
