import { describe, expect, test } from "vitest";
import { isDecodeError } from "../../src/wire/decode-error.ts";
import { decodeFrame, encodeFrame, FRAME_LAYOUT } from "../../src/wire/frame.ts";
import { READERS, type ReaderName } from "../../src/wire/reader.ts";

const FRAME = {
  messageType: "agent_job",
  createdDateMs: 1_795_486_741_008,
  messageId: "00112233-4455-6677-8899-aabbccddeeff",
  payload: Buffer.from("{}"),
};
const READER_NAMES = Object.keys(READERS) as ReaderName[];

test("the header's fields follow one another and end where the payload begins", () => {
  let end = 0;
  for (const [offset, bytes] of Object.values(FRAME_LAYOUT)) {
    expect(offset).toBe(end);
    end = offset + bytes;
  }
  expect(end).toBe(120);
});

test("a UUID is written with its last eight bytes first", () => {
  const bytes = Buffer.from(encodeFrame(FRAME));
  expect(bytes.toString("hex", 64, 80)).toBe("8899aabbccddeeff0011223344556677");
});

test("the type is padded with spaces to 32 bytes, and cut there", () => {
  const short = Buffer.from(encodeFrame(FRAME));
  expect(short.toString("latin1", 4, 36)).toBe("agent_job".padEnd(32, " "));
  const long = Buffer.from(encodeFrame({ ...FRAME, messageType: "x".repeat(40) }));
  expect(long.toString("latin1", 4, 36)).toBe("x".repeat(32));
});

test.each([
  ["an id that is not a UUID becomes zeros", { messageId: "nonsense" }],
  ["a date of NaN becomes 1", { createdDateMs: Number.NaN }],
  ["a date past the year 9999 becomes the last one", { createdDateMs: 1e300 }],
  ["a negative date becomes 1", { createdDateMs: -5 }],
])("%s, and the frame can be read", (_title, change) => {
  const frame = decodeFrame(encodeFrame({ ...FRAME, ...change }), { reader: "controller" });
  expect(isDecodeError(frame)).toBe(false);
});

describe.each(READER_NAMES)("the %s's reader", (reader) => {
  test.each([
    ["121 bytes or more", (bytes: Buffer) => bytes.subarray(0, 120), "SIM_ERR_FRAME_TOO_SHORT"],
    ["any bytes at all", (bytes: Buffer) => bytes.subarray(0, 0), "SIM_ERR_FRAME_TOO_SHORT"],
    ["a type", (bytes: Buffer) => bytes.fill(0x20, 4, 36), "SIM_ERR_FRAME_MESSAGE_TYPE"],
    [
      "a type that is not NULs",
      (bytes: Buffer) => bytes.fill(0, 4, 36),
      "SIM_ERR_FRAME_MESSAGE_TYPE",
    ],
    ["a date", (bytes: Buffer) => bytes.fill(0, 40, 48), "SIM_ERR_FRAME_CREATED_DATE"],
    [
      "a date before the year 10000",
      (bytes: Buffer) => bytes.fill(255, 40, 48),
      "SIM_ERR_FRAME_CREATED_DATE",
    ],
    ["a header length", (bytes: Buffer) => bytes.fill(0, 0, 4), "SIM_ERR_FRAME_HEADER_LENGTH"],
    [
      "a header within the frame",
      (bytes: Buffer) => bytes.fill(255, 0, 4),
      "SIM_ERR_FRAME_HEADER_LENGTH",
    ],
  ])("wants %s", (_what, change, code) => {
    const bytes = Buffer.from(encodeFrame(FRAME));
    expect(decodeFrame(change(bytes), { reader })).toMatchObject({ type: "decodeError", code });
  });

  test("refuses more bytes than the bound, by name", () => {
    const bytes = encodeFrame(FRAME);
    expect(decodeFrame(bytes, { reader, frameBytesMax: bytes.length })).toMatchObject(FRAME_HEADER);
    expect(decodeFrame(bytes, { reader, frameBytesMax: bytes.length - 1 })).toMatchObject({
      code: "SIM_ERR_FRAME_TOO_LONG",
      message:
        "Expected a frame within the bound frameBytesMax; found 122 bytes where 121 are " +
        "allowed; the frame is ignored and the channel stays open.",
    });
  });

  test("takes a type padded with NULs, and white space around it", () => {
    const bytes = Buffer.from(encodeFrame(FRAME));
    bytes.fill(0, 4, 36).write("\0\t agent_job \0", 4);
    expect(decodeFrame(bytes, { reader })).toMatchObject({ messageType: "agent_job" });
  });

  test("does not look at SequenceNumber, Flags, PayloadType and SchemaVersion", () => {
    const bytes = Buffer.from(encodeFrame(FRAME));
    bytes.fill(7, 48, 64).fill(7, 112, 116).fill(7, 36, 40);
    expect(decodeFrame(bytes, { reader })).toMatchObject(FRAME_HEADER);
  });
});

test.each([
  ["a wrong digest", 80, "SIM_ERR_FRAME_PAYLOAD_DIGEST"],
  ["a wrong payload", 120, "SIM_ERR_FRAME_PAYLOAD_DIGEST"],
  ["a wrong payload length", 119, "SIM_ERR_FRAME_PAYLOAD_LENGTH"],
])("only the controller's reader refuses %s", (_what, offset, code) => {
  const bytes = Buffer.from(encodeFrame(FRAME));
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  expect(decodeFrame(bytes, { reader: "agent" })).toMatchObject(FRAME_HEADER);
  expect(decodeFrame(bytes, { reader: "controller" })).toMatchObject({ code });
});

test("the agent's reader finds the payload behind whatever the header's length is", () => {
  const bytes = Buffer.from(encodeFrame({ ...FRAME, payload: Buffer.from("??{}") }));
  bytes.writeUInt32BE(118, 0);
  const frame = decodeFrame(bytes, { reader: "agent" });
  expect("payload" in frame && Buffer.from(frame.payload).toString()).toBe("{}");
  expect(decodeFrame(bytes, { reader: "controller" })).toMatchObject({
    code: "SIM_ERR_FRAME_HEADER_LENGTH",
  });
});

const FRAME_HEADER = {
  messageType: FRAME.messageType,
  createdDateMs: FRAME.createdDateMs,
  messageId: FRAME.messageId,
};
