/**
 * `content` of an `agent_job_reply`: the JSON text inside the payload's JSON.
 *
 * Written byte for byte as the real agent writes it. Of `additionalInfo.agent` only `ver` varies;
 * `runId` is always empty. Output travels as text: bytes that are not UTF-8 arrive as U+FFFD.
 */
import { decodeError, isDecodeError, type DecodeError } from "./decode-error.ts";
import { goInteger, goMap, goString } from "./go-json.ts";
import { formatIsoTime } from "./iso-time.ts";
import type { ReplyContent, StepResult } from "./message.ts";
import { isObject } from "./parse-json.ts";
import { ADDITIONAL_INFO, AGENT_INFO, REPLY_CONTENT, STEP_RESULT } from "./payload.ts";
import { readFields, readJsonFields } from "./read-fields.ts";
import { READERS } from "./reader.ts";
import { textOfByteString, wellFormed } from "./utf8.ts";

/** The JSON text of a reply's content; never throws. */
export function encodeReplyContent(content: ReplyContent, epochMs: number): string {
  const counts = content.runtimeStatusCounts;
  const steps = content.runtimeStatus;
  const able = content.ableToOpenMGSConnection;
  const writeStep = (step: StepResult) => encodeStep(step, epochMs);
  return (
    `{"additionalInfo":{"agent":{"lang":"en-US","name":"amazon-ssm-agent","os":"","osver":"1",` +
    `"ver":${goString(content.agentVersion)}},` +
    `"dateTime":"${formatIsoTime(epochMs + content.dateTimeMs)}","runId":"",` +
    `"runtimeStatusCounts":${counts === null ? "null" : goMap(counts, goInteger)}` +
    `${able === undefined ? "" : `,"ableToOpenMGSConnection":${able}`}},` +
    `"documentStatus":"${content.documentStatus}",` +
    `"documentTraceOutput":${goString(content.documentTraceOutput)},` +
    `"runtimeStatus":${steps === null ? "null" : goMap(steps, writeStep)}}`
  );
}

/**
 * The content of a reply, read strictly.
 *
 * Errors: SIM_ERR_PAYLOAD_JSON, SIM_ERR_PAYLOAD_FIELD, SIM_ERR_PAYLOAD_BOUND; never throws.
 */
export function decodeReplyContent(text: string, epochMs: number): ReplyContent | DecodeError {
  const fields = readJsonFields(text, REPLY_CONTENT, STRICT);
  if (isDecodeError(fields)) return fields;
  const info = readFields(fields.additionalInfo, ADDITIONAL_INFO, STRICT);
  if (isDecodeError(info)) return info;
  const agent = readFields(info.agent, AGENT_INFO, STRICT);
  if (isDecodeError(agent)) return agent;
  const counts = readMap(info.runtimeStatusCounts, readCount);
  if (counts !== null && isDecodeError(counts)) return counts;
  const able = info.ableToOpenMGSConnection;
  const steps = readMap(fields.runtimeStatus, (value) => readStep(value, epochMs));
  if (steps !== null && isDecodeError(steps)) return steps;
  return {
    agentVersion: agent.ver,
    dateTimeMs: info.dateTime - epochMs,
    runtimeStatusCounts: counts,
    documentStatus: fields.documentStatus,
    documentTraceOutput: fields.documentTraceOutput,
    runtimeStatus: steps,
    ...(able === undefined ? {} : { ableToOpenMGSConnection: able }),
  };
}

const STRICT = READERS.controller;
const KEY_MAX = 1_024;

function encodeStep(step: StepResult, epochMs: number): string {
  return (
    `{"status":"${step.status}","code":${goInteger(step.code)},"name":${goString(step.name)},` +
    `"output":${goString(textOfByteString(step.output))},` +
    `"startDateTime":"${formatIsoTime(epochMs + step.startMs)}",` +
    `"endDateTime":"${formatIsoTime(epochMs + step.endMs)}",` +
    `"outputS3BucketName":${goString(step.outputS3BucketName)},` +
    `"outputS3KeyPrefix":${goString(step.outputS3KeyPrefix)},` +
    `"stepName":${goString(step.stepName)},` +
    `"standardOutput":${goString(textOfByteString(step.standardOutput))},` +
    `"standardError":${goString(textOfByteString(step.standardError))}}`
  );
}

/** Reads every member; fromEntries makes own members of keys such as `__proto__` too. */
function readMap<Value>(
  map: Readonly<Record<string, unknown>> | null,
  readValue: (value: unknown) => Value | DecodeError,
): Readonly<Record<string, Value>> | null | DecodeError {
  if (map === null) return null;
  const entries: [string, Value][] = [];
  for (const [key, found] of Object.entries(map)) {
    if (key.length > KEY_MAX) return decodeError("SIM_ERR_PAYLOAD_BOUND", "a longer key");
    const value = readValue(found);
    if (typeof value === "object" && value !== null && isDecodeError(value)) return value;
    entries.push([wellFormed(key), value]);
  }
  return Object.fromEntries(entries);
}

function readCount(found: unknown): number | DecodeError {
  if (typeof found === "number" && Number.isSafeInteger(found)) return found;
  return decodeError("SIM_ERR_PAYLOAD_FIELD", "runtimeStatusCounts: a count that is not whole");
}

function readStep(found: unknown, epochMs: number): StepResult | DecodeError {
  if (!isObject(found)) {
    return decodeError("SIM_ERR_PAYLOAD_FIELD", "runtimeStatus: a step that is not an object");
  }
  const fields = readFields(found, STEP_RESULT, STRICT);
  if (isDecodeError(fields)) return fields;
  return {
    status: fields.status,
    code: fields.code,
    name: fields.name,
    output: fields.output,
    startMs: fields.startDateTime - epochMs,
    endMs: fields.endDateTime - epochMs,
    outputS3BucketName: fields.outputS3BucketName,
    outputS3KeyPrefix: fields.outputS3KeyPrefix,
    stepName: fields.stepName,
    standardOutput: fields.standardOutput,
    standardError: fields.standardError,
  };
}
