/**
 * CreateControlChannel: the HTTP call by which an agent gets a channel's token.
 *
 * `POST /v1/control-channel/<node id>` with a JSON body; the answer is status 201 and XML. Any
 * other status is a refusal, and one whose body contains `<AccessDeniedException>` makes a real
 * agent fall back to polling. This module knows the two bodies, not HTTP.
 */
import { decodeError, isDecodeError, type DecodeError } from "./decode-error.ts";
import type { FieldRules } from "./field-rule.ts";
import { goString } from "./go-json.ts";
import { readJsonFields } from "./read-fields.ts";
import { READERS } from "./reader.ts";
import { escapeXml, readXmlChildren } from "./xml-children.ts";

/** The word in a refusal by which an agent knows that it has to poll instead. */
export const ACCESS_DENIED = "AccessDeniedException";

export interface CreateControlChannelRequest {
  readonly requestId: string;
}

export interface CreateControlChannelAnswer {
  readonly tokenValue: string;
}

/** The request's JSON body; never throws. */
export function encodeCreateControlChannelRequest(request: CreateControlChannelRequest): string {
  return `{"MessageSchemaVersion":"1.0","RequestId":${goString(request.requestId)}}`;
}

/** The request in a JSON body. Errors: SIM_ERR_CREATE_CONTROL_CHANNEL; never throws. */
export function decodeCreateControlChannelRequest(
  body: string,
): CreateControlChannelRequest | DecodeError {
  if (body.length > BODY_MAX) return refuse(`a body of ${body.length} characters`);
  const fields = readJsonFields(body, CREATE_CONTROL_CHANNEL, READERS.controller);
  return isDecodeError(fields) ? refuse(fields.found) : { requestId: fields.RequestId };
}

/** The answer's XML body, to be sent with status 201; never throws. */
export function encodeCreateControlChannelAnswer(answer: CreateControlChannelAnswer): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><CreateControlChannelResponse>` +
    `<MessageSchemaVersion>1.0</MessageSchemaVersion>` +
    `<TokenValue>${escapeXml(answer.tokenValue)}</TokenValue></CreateControlChannelResponse>`
  );
}

/**
 * The answer in an XML body, read as tolerantly as the agent reads it.
 *
 * Shape: any root element; its child TokenValue counts, others and all attributes are ignored.
 * Errors: SIM_ERR_CREATE_CONTROL_CHANNEL (no TokenValue, broken XML, over 64 KiB); never throws.
 */
export function decodeCreateControlChannelAnswer(
  body: string,
): CreateControlChannelAnswer | DecodeError {
  if (body.length > BODY_MAX) return refuse(`a body of ${body.length} characters`);
  const tokenValue = readXmlChildren(body)?.get("TokenValue");
  return tokenValue === undefined ? refuse(body) : { tokenValue };
}

/** The fields of the request that are read. */
export const CREATE_CONTROL_CHANNEL = {
  MessageSchemaVersion: { kind: "text", max: 64 },
  RequestId: { kind: "text", max: 1_024 },
} as const satisfies FieldRules;

const BODY_MAX = 65_536;

function refuse(found: string): DecodeError {
  return decodeError("SIM_ERR_CREATE_CONTROL_CHANNEL", found);
}
