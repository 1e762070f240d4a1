/**
 * The binary frame of the control channel: a header of 120 bytes, then the payload.
 *
 * All integers are big-endian. SequenceNumber, Flags and PayloadType are 0 in Run Command: they
 * are written so and not looked at. The layout is data (FRAME_LAYOUT) and the table in
 * docs/protocol.md is held equal to it by a test. Nothing here knows what a payload means.
 */
import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { decodeError, type DecodeError } from "./decode-error.ts";
import { TIME_MS_MAX } from "./iso-time.ts";
import { readMessageId, writeMessageId } from "./message-id.ts";
import { PAYLOADS } from "./payload.ts";
import { READERS, type ReaderName } from "./reader.ts";
import { decodeUtf8 } from "./utf8.ts";

export interface Frame {
  readonly messageType: string;
  /** Milliseconds since 1970. */
  readonly createdDateMs: number;
  /** UUID in lower case with hyphens. */
  readonly messageId: string;
  readonly payload: Uint8Array;
}

/** A frame whose payload may still be text, to be written as UTF-8. */
export interface FrameToWrite extends Omit<Frame, "payload"> {
  readonly payload: string | Uint8Array;
}

export interface FrameOptions {
  readonly reader: ReaderName;
  /** @defaultValue FRAME_BYTES_MAX */
  readonly frameBytesMax?: number;
}

/** Our choice: four times the largest frame that an agent's reply content of 120,000 bytes makes. */
export const FRAME_BYTES_MAX = 1_048_576;

/** [offset, bytes] of every header field. Source: the real agent's frames. */
export const FRAME_LAYOUT = {
  HeaderLength: [0, 4],
  MessageType: [4, 32],
  SchemaVersion: [36, 4],
  CreatedDate: [40, 8],
  SequenceNumber: [48, 8],
  Flags: [56, 8],
  MessageId: [64, 16],
  PayloadDigest: [80, 32],
  PayloadType: [112, 4],
  PayloadLength: [116, 4],
} as const;

const HEADER_LENGTH = 116;
const HEADER_BYTES = 120;
const MESSAGE_TYPE = FRAME_LAYOUT.MessageType;
const SCHEMA_VERSION = 1;

/**
 * The bytes of a frame.
 *
 * Errors: never throws. What can't stand in its field is fitted: a longer type is cut at 32 bytes,
 *   an id that is not a UUID becomes zeros, a date is moved into 1..253402300799999.
 */
export function encodeFrame(frame: FrameToWrite): Uint8Array {
  const { payload } = frame;
  const payloadLength =
    typeof payload === "string" ? Buffer.byteLength(payload, "utf8") : payload.length;
  // Every byte is written below; one that is allocated clean would be written twice.
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payloadLength);
  if (typeof payload === "string") bytes.write(payload, HEADER_BYTES, "utf8");
  else bytes.set(payload, HEADER_BYTES);
  bytes.set(headerOf(frame.messageType));
  const createdDateMs = Math.min(Math.max(Math.trunc(frame.createdDateMs) || 1, 1), TIME_MS_MAX);
  writeUint64(createdDateMs, bytes, FRAME_LAYOUT.CreatedDate[0]);
  writeMessageId(frame.messageId, bytes, FRAME_LAYOUT.MessageId[0]);
  bytes.set(sha256(bytes.subarray(HEADER_BYTES)), FRAME_LAYOUT.PayloadDigest[0]);
  bytes.writeUInt32BE(payloadLength, FRAME_LAYOUT.PayloadLength[0]);
  return bytes;
}

const headers = new Map(Object.keys(PAYLOADS).map((type) => [type, makeHeader(type)]));

/** A header with all that follows from its type. */
function headerOf(messageType: string): Uint8Array {
  return headers.get(messageType) ?? makeHeader(messageType);
}

function makeHeader(messageType: string): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  const [typeStart, typeBytes] = MESSAGE_TYPE;
  header.writeUInt32BE(HEADER_LENGTH, FRAME_LAYOUT.HeaderLength[0]);
  header.fill(0x20, typeStart, typeStart + typeBytes);
  Buffer.from(messageType, "utf8").subarray(0, typeBytes).copy(header, typeStart);
  header.writeUInt32BE(SCHEMA_VERSION, FRAME_LAYOUT.SchemaVersion[0]);
  return header;
}

/** A number is exact up to 2^53: two halves are read and written in a tenth of a bigint's time. */
function writeUint64(value: number, target: Buffer, offset: number): void {
  target.writeUInt32BE(Math.trunc(value / 2 ** 32), offset);
  target.writeUInt32BE(value % 2 ** 32, offset + 4);
}

function readUint64(source: Buffer, offset: number): number {
  return source.readUInt32BE(offset) * 2 ** 32 + source.readUInt32BE(offset + 4);
}

/**
 * The frame that bytes hold; its payload is a view of them.
 *
 * Errors: SIM_ERR_FRAME_*, by the strictness of the reader (see reader.ts); never throws.
 */
export function decodeFrame(input: Uint8Array, options: FrameOptions): Frame | DecodeError {
  const frameBytesMax = options.frameBytesMax ?? FRAME_BYTES_MAX;
  if (input.length > frameBytesMax) {
    return decodeError(
      "SIM_ERR_FRAME_TOO_LONG",
      `${input.length} bytes where ${frameBytesMax} are allowed`,
    );
  }
  // The agent's reader needs one byte behind the last number, so an empty payload is too short.
  if (input.length <= HEADER_BYTES) {
    return decodeError("SIM_ERR_FRAME_TOO_SHORT", `${input.length} bytes`);
  }
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
  const messageType = readType(bytes);
  if (messageType === "") return decodeError("SIM_ERR_FRAME_MESSAGE_TYPE", "a blank one");
  const createdDateMs = readUint64(bytes, FRAME_LAYOUT.CreatedDate[0]);
  if (createdDateMs === 0 || createdDateMs > TIME_MS_MAX) {
    return decodeError("SIM_ERR_FRAME_CREATED_DATE", String(createdDateMs));
  }
  const payload = readPayload(bytes, options.reader);
  if ("type" in payload) return payload;
  const messageId = readMessageId(bytes, FRAME_LAYOUT.MessageId[0]);
  return { messageType, createdDateMs, messageId, payload };
}

/** By the field as its writers fill it, to be had without trimming. */
const types = new Map(
  Object.keys(PAYLOADS).map((type) => [type.padEnd(MESSAGE_TYPE[1], " "), type]),
);

function readType(bytes: Buffer): string {
  const [start, length] = MESSAGE_TYPE;
  const field = bytes.toString("latin1", start, start + length);
  return types.get(field) ?? trimType(decodeUtf8(bytes.subarray(start, start + length)));
}

/** The real agent strips NULs from both ends, then white space. */
function trimType(field: string): string {
  let start = 0;
  let end = field.length;
  while (start < end && field.charCodeAt(start) === 0) start += 1;
  while (end > start && field.charCodeAt(end - 1) === 0) end -= 1;
  return field.slice(start, end).trim();
}

function readPayload(bytes: Buffer, readerName: ReaderName): Uint8Array | DecodeError {
  const reader = READERS[readerName];
  const headerLength = bytes.readUInt32BE(FRAME_LAYOUT.HeaderLength[0]);
  const fits = headerLength !== 0 && headerLength + 4 < bytes.length;
  if (!fits || (reader.requiresHeaderLength116 && headerLength !== HEADER_LENGTH)) {
    return decodeError("SIM_ERR_FRAME_HEADER_LENGTH", String(headerLength));
  }
  const payload = bytes.subarray(headerLength + 4);
  const payloadLength = bytes.readUInt32BE(FRAME_LAYOUT.PayloadLength[0]);
  if (reader.checksPayloadLength && payloadLength !== payload.length) {
    const found = `${payloadLength} where ${payload.length} bytes follow`;
    return decodeError("SIM_ERR_FRAME_PAYLOAD_LENGTH", found);
  }
  const [digestStart, digestBytes] = FRAME_LAYOUT.PayloadDigest;
  const digest = bytes.subarray(digestStart, digestStart + digestBytes);
  if (reader.checksPayloadDigest && !digest.equals(sha256(payload))) {
    return decodeError("SIM_ERR_FRAME_PAYLOAD_DIGEST", digest.toString("hex"));
  }
  return payload;
}

function sha256(payload: Uint8Array): Uint8Array {
  return hash("sha256", payload, "buffer");
}
