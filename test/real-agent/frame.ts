/**
 * Frames of the control channel, and the content of replies, by the protocol's page alone.
 */
import { createHash } from "node:crypto";

export interface Frame {
  readonly type: string;
  readonly messageId: string;
  readonly createdMs: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The content of a reply, with the keys of recorded ones. */
export function replyContent(documentStatus: string, step?: Readonly<Record<string, unknown>>) {
  const now = new Date().toISOString();
  return {
    additionalInfo: {
      agent: { lang: "en-US", name: "amazon-ssm-agent", os: "", osver: "1", ver: "3.3.0.0" },
      dateTime: now,
      runId: "",
      runtimeStatusCounts: step === undefined ? null : { [String(step["status"])]: 1 },
    },
    documentStatus,
    documentTraceOutput: "",
    runtimeStatus: step === undefined ? null : { "aws:runShellScript": { ...STEP, ...step } },
  };
}

const STEP = {
  ...{ status: "Success", code: 0, name: "aws:runShellScript", output: "" },
  ...{ startDateTime: "2026-11-24T02:23:43.074Z", endDateTime: "2026-11-24T02:23:43.146Z" },
  ...{ outputS3BucketName: "", outputS3KeyPrefix: "", stepName: "" },
  ...{ standardOutput: "", standardError: "" },
};

/** 120 bytes of header, big-endian; the UUID with its halves swapped. */
export function writeFrame(type: string, id: string, nowMs: number, payload: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(payload));
  const header = Buffer.alloc(120);
  header.writeUInt32BE(116, 0);
  header.write(type.padEnd(32, " "), 4);
  header.writeUInt32BE(1, 36);
  header.writeBigUInt64BE(BigInt(nowMs), 40);
  const uuid = Buffer.from(id.replaceAll("-", ""), "hex");
  uuid.copy(header, 64, 8, 16);
  uuid.copy(header, 72, 0, 8);
  createHash("sha256").update(bytes).digest().copy(header, 80);
  header.writeUInt32BE(bytes.length, 116);
  return Buffer.concat([header, bytes]);
}

/** Throws for a frame that is not as the protocol has it, to the last byte of its header. */
export function readFrame(frame: Buffer): Frame {
  const payload = frame.subarray(120);
  const found = {
    headerLength: frame.readUInt32BE(0),
    type: frame.toString("latin1", 4, 36),
    schemaVersion: frame.readUInt32BE(36),
    zeros: [frame.readBigInt64BE(48), frame.readBigUInt64BE(56), frame.readUInt32BE(112)].map(
      Number,
    ),
    digest: frame.toString("hex", 80, 112),
    payloadLength: frame.readUInt32BE(116),
  };
  const expected = {
    headerLength: 116,
    type: found.type.trim().padEnd(32, " "),
    schemaVersion: 1,
    zeros: [0, 0, 0],
    digest: createHash("sha256").update(payload).digest("hex"),
    payloadLength: payload.length,
  };
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`expected ${JSON.stringify(expected)}; found ${JSON.stringify(found)}`);
  }
  const hex = Buffer.concat([frame.subarray(72, 80), frame.subarray(64, 72)]).toString("hex");
  const messageId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  if (!UUID_4.test(messageId)) throw new Error(`expected a UUID of version 4; found ${messageId}`);
  return {
    type: found.type.trim(),
    messageId,
    createdMs: Number(frame.readBigUInt64BE(40)),
    payload: JSON.parse(frame.toString("utf8", 120)) as Readonly<Record<string, unknown>>,
  };
}
