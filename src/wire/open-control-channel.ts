/**
 * OpenControlChannel: the one text message of a control channel, sent by the agent first.
 *
 * It carries the token of the CreateControlChannel answer; the controller answers nothing and
 * closes a channel that opens with anything else. From then on all frames are binary.
 */
import { decodeError, isDecodeError, type DecodeError } from "./decode-error.ts";
import type { FieldRules } from "./field-rule.ts";
import { goString } from "./go-json.ts";
import { readJsonFields } from "./read-fields.ts";
import { READERS } from "./reader.ts";

export interface OpenControlChannel {
  readonly requestId: string;
  readonly tokenValue: string;
  readonly agentVersion: string;
  /** `linux`, `windows` or `macos`; any text is taken. */
  readonly platformType: string;
}

/** The text message; never throws. */
export function encodeOpenControlChannel(message: OpenControlChannel): string {
  return (
    `{"Cookie":null,"MessageSchemaVersion":"${SCHEMA_VERSION}",` +
    `"RequestId":${goString(message.requestId)},"TokenValue":${goString(message.tokenValue)},` +
    `"AgentVersion":${goString(message.agentVersion)},` +
    `"PlatformType":${goString(message.platformType)}}`
  );
}

/**
 * The message that a text holds.
 *
 * Errors: SIM_ERR_OPEN_CONTROL_CHANNEL (no JSON object, a field absent or of another kind, more
 *   than 64 KiB); never throws. The token is not compared here.
 */
export function decodeOpenControlChannel(text: string): OpenControlChannel | DecodeError {
  if (text.length > TEXT_MAX) {
    return decodeError("SIM_ERR_OPEN_CONTROL_CHANNEL", `a text of ${text.length} characters`);
  }
  const fields = readJsonFields(text, OPEN_CONTROL_CHANNEL, READERS.controller);
  if (isDecodeError(fields)) return decodeError("SIM_ERR_OPEN_CONTROL_CHANNEL", fields.found);
  return {
    requestId: fields.RequestId,
    tokenValue: fields.TokenValue,
    agentVersion: fields.AgentVersion,
    platformType: fields.PlatformType,
  };
}

/** The fields that are read; `Cookie` is always null and is ignored. */
export const OPEN_CONTROL_CHANNEL = {
  MessageSchemaVersion: { kind: "text", max: 64 },
  RequestId: { kind: "text", max: 1_024 },
  TokenValue: { kind: "text", max: 8_192 },
  AgentVersion: { kind: "text", max: 1_024 },
  PlatformType: { kind: "text", max: 1_024 },
} as const satisfies FieldRules;

const SCHEMA_VERSION = "1.0";
const TEXT_MAX = 65_536;
