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

export function readFrame(frame: Buffer): Frame {
  const hex = Buffer.concat([frame.subarray(72, 80), frame.subarray(64, 72)]).toString("hex");
  return {
    type: frame.toString("utf8", 4, 36).trim(),
    messageId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    createdMs: Number(frame.readBigUInt64BE(40)),
    payload: JSON.parse(frame.toString("utf8", 120)) as Readonly<Record<string, unknown>>,
  };
}
