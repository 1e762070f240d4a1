/**
 * What a decoder of this room answers when it can't read what arrived.
 *
 * An error is a value, never thrown. Its code is stable and may be tested for; its message is one
 * line: what was expected, what was found, what happens next. The table in docs/protocol.md is
 * held equal to this one by a test.
 */
export interface DecodeError {
  readonly type: "decodeError";
  readonly code: DecodeErrorCode;
  readonly found: string;
  readonly message: string;
}

export type DecodeErrorCode = keyof typeof DECODE_ERRORS;

/**
 * An error value from its code and what was found.
 *
 * Shape: at most 80 characters of `found` are kept, so that a bad frame can't flood a log.
 */
export function decodeError(code: DecodeErrorCode, found: string): DecodeError {
  const { expected, next } = DECODE_ERRORS[code];
  const shown = found.length > FOUND_MAX ? `${found.slice(0, FOUND_MAX)}...` : found;
  const message = `Expected ${expected}; found ${shown}; ${next}.`;
  return { type: "decodeError", code, found: shown, message };
}

/** True for an error of this room; no decoded value has the type `decodeError`. */
export function isDecodeError(value: object): value is DecodeError {
  return "type" in value && value.type === "decodeError";
}

const FOUND_MAX = 80;

const IGNORED = "the frame is ignored and the channel stays open";
const CLOSED = "the channel is not opened";

/** Every code: what is expected when it appears, and what its receiver does. */
export const DECODE_ERRORS = {
  SIM_ERR_FRAME_TOO_SHORT: { expected: "a frame of 121 bytes or more", next: IGNORED },
  SIM_ERR_FRAME_TOO_LONG: { expected: "a frame within the bound frameBytesMax", next: IGNORED },
  SIM_ERR_FRAME_HEADER_LENGTH: {
    expected: "a HeaderLength of 116 (agent: any but 0 that lies inside the frame)",
    next: IGNORED,
  },
  SIM_ERR_FRAME_MESSAGE_TYPE: { expected: "a MessageType that is not blank", next: IGNORED },
  SIM_ERR_FRAME_CREATED_DATE: {
    expected: "a CreatedDate of 1..253402300799999 (the end of the year 9999)",
    next: IGNORED,
  },
  SIM_ERR_FRAME_PAYLOAD_LENGTH: {
    expected: "a PayloadLength equal to the number of bytes after the header",
    next: IGNORED,
  },
  SIM_ERR_FRAME_PAYLOAD_DIGEST: {
    expected: "a PayloadDigest equal to the SHA-256 of the payload",
    next: IGNORED,
  },
  SIM_ERR_PAYLOAD_JSON: { expected: "a JSON object at most 100 levels deep", next: IGNORED },
  SIM_ERR_PAYLOAD_FIELD: { expected: "every field present and of its kind", next: IGNORED },
  SIM_ERR_PAYLOAD_BOUND: { expected: "every text and map within its bound", next: IGNORED },
  SIM_ERR_OPEN_CONTROL_CHANNEL: { expected: "an OpenControlChannel text", next: CLOSED },
  SIM_ERR_CREATE_CONTROL_CHANNEL: {
    expected: "a CreateControlChannel request or an answer with a TokenValue",
    next: CLOSED,
  },
} as const;
