/**
 * A frame of an agent, taken apart and held to the letter of the real agent's.
 *
 * Written from the table in docs/protocol.md and not from src/wire, so that both can't share a
 * mistake. What is wrong with the form is a list of sentences.
 */
import { createHash } from "node:crypto";

export interface AgentFrame {
  readonly type: string;
  readonly messageId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function readAgentFrame(bytes: Buffer): AgentFrame {
  const field = bytes.subarray(4, 36).toString("latin1");
  const type = field.trim();
  const payload = bytes.subarray(120);
  const messageId = readUuid(bytes);
  const problems: string[] = [];
  const expect = (what: string, holds: boolean): void => {
    if (!holds) problems.push(`${type}: ${what}`);
  };
  expect("HeaderLength is 116", bytes.readUInt32BE(0) === 116);
  expect("MessageType is padded with spaces", field === type.padEnd(32, " "));
  expect("SchemaVersion is 1", bytes.readUInt32BE(36) === 1);
  expect("CreatedDate is in milliseconds", String(bytes.readBigUInt64BE(40)).length === 13);
  expect("SequenceNumber is 0", bytes.readBigInt64BE(48) === 0n);
  expect("Flags are 0", bytes.readBigUInt64BE(56) === 0n);
  expect("MessageId is a UUID of version 4", UUID_V4.test(messageId));
  const digest = createHash("sha256").update(payload).digest();
  expect("PayloadDigest is the payload's", bytes.subarray(80, 112).equals(digest));
  expect("PayloadType is 0", bytes.readUInt32BE(112) === 0);
  expect("PayloadLength is the payload's", bytes.readUInt32BE(116) === payload.length);
  const text = payload.toString("utf8");
  expect("the payload is UTF-8", Buffer.from(text).equals(payload));
  expect("the payload is JSON as Go writes it", isGoJson(text));
  return { type, messageId, payload: JSON.parse(text) as AgentFrame["payload"], problems };
}

/** Whether a text is what Go would write for what it says: no spaces, HTML's characters escaped. */
export function isGoJson(text: string): boolean {
  const plain = JSON.stringify(JSON.parse(text));
  const written = plain.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return written === text;
}

/** The halves of a UUID are swapped in the header. */
function readUuid(bytes: Buffer): string {
  const hex = bytes.toString("hex", 72, 80) + bytes.toString("hex", 64, 72);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
