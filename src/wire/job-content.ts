/**
 * `Content` of an `agent_job`: the JSON text inside the payload's JSON.
 *
 * Content that can't be read is not an error of the codec but content of kind "unreadable": the
 * agent answers it with ack 51408. What the document says (its schema version, its steps) is not
 * looked at here.
 */
import { DECODE_ERRORS, isDecodeError, type DecodeError } from "./decode-error.ts";
import { topicOfJob } from "./job-id.ts";
import type { CancelCommandContent, JobContent, ParameterValues } from "./message.ts";
import type { SendCommandContent, UnreadableContent } from "./message.ts";
import { isPlainJson } from "./parse-json.ts";
import { CANCEL_COMMAND_CONTENT, SEND_COMMAND_CONTENT } from "./payload.ts";
import { readJsonFields } from "./read-fields.ts";
import { READERS } from "./reader.ts";

/**
 * The JSON text of a content; never throws.
 *
 * Shape: unreadable content, and a document that is not JSON or nested too deep, give a text that
 *   is not JSON, so that the agent finds it unreadable.
 */
export function encodeJobContent(content: JobContent): string {
  switch (content.kind) {
    case "sendCommand":
      return encodeSendCommand(content);
    case "cancelCommand":
      return JSON.stringify({ CancelMessageId: content.cancelMessageId });
    case "unreadable":
      return `unreadable: ${content.problem}`;
  }
}

function encodeSendCommand(content: SendCommandContent): string {
  // In a list, for the bound on reading counts the object around the document too.
  if (!isPlainJson([content.document])) return "unreadable: the document is nested too deep";
  return JSON.stringify({
    Parameters: content.parameters,
    DocumentContent: content.document,
    CommandId: content.commandId,
    DocumentName: content.documentName,
    OutputS3KeyPrefix: content.outputS3KeyPrefix,
    OutputS3BucketName: content.outputS3BucketName,
    CloudWatchLogGroupName: content.cloudWatchLogGroupName,
    CloudWatchOutputEnabled: content.cloudWatchOutputEnabled ? "true" : "false",
  });
}

/** The content of a job by its topic; never throws. */
export function decodeJobContent(topic: string, text: string): JobContent {
  switch (topicOfJob(topic)) {
    case "aws.ssm.sendCommand":
      return decodeSendCommand(text);
    case "aws.ssm.cancelCommand":
      return decodeCancelCommand(text);
    case undefined:
      return unreadable(`Expected the Topic of a known job; found ${topic.slice(0, 80)}`);
  }
}

function decodeSendCommand(text: string): SendCommandContent | UnreadableContent {
  const fields = readJsonFields(text, SEND_COMMAND_CONTENT, READERS.agent);
  if (isDecodeError(fields)) return unreadable(describe(fields));
  const parameters = readParameters(fields.Parameters ?? {});
  if (parameters === undefined) {
    return unreadable("Expected every parameter to be a text or a list of texts; found another");
  }
  return {
    kind: "sendCommand",
    commandId: fields.CommandId,
    documentName: fields.DocumentName,
    document: fields.DocumentContent,
    parameters,
    outputS3BucketName: fields.OutputS3BucketName,
    outputS3KeyPrefix: fields.OutputS3KeyPrefix,
    cloudWatchLogGroupName: fields.CloudWatchLogGroupName,
    cloudWatchOutputEnabled: TRUE_WORDS.includes(fields.CloudWatchOutputEnabled),
  };
}

/** What Go's ParseBool takes as true; anything else counts as false. */
const TRUE_WORDS: readonly string[] = ["1", "t", "T", "true", "TRUE", "True"];

function decodeCancelCommand(text: string): CancelCommandContent | UnreadableContent {
  const fields = readJsonFields(text, CANCEL_COMMAND_CONTENT, READERS.agent);
  if (isDecodeError(fields)) return unreadable(describe(fields));
  return { kind: "cancelCommand", cancelMessageId: fields.CancelMessageId };
}

/** Numbers and booleans become their text, as the agent prints them; objects are not supported. */
function readParameters(map: Readonly<Record<string, unknown>>): ParameterValues | undefined {
  const entries: [string, string | readonly string[]][] = [];
  for (const [name, value] of Object.entries(map)) {
    const texts = Array.isArray(value) ? value.map(textOf) : textOf(value);
    if (texts === undefined) return undefined;
    if (typeof texts === "string") entries.push([name, texts]);
    else if (texts.every((text) => text !== undefined)) entries.push([name, texts]);
    else return undefined;
  }
  return Object.fromEntries(entries);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function describe(error: DecodeError): string {
  return `Expected in Content ${DECODE_ERRORS[error.code].expected}; found ${error.found}`;
}

function unreadable(what: string): UnreadableContent {
  return { kind: "unreadable", problem: `${what}; the agent answers 51408.` };
}
