/**
 * A message id in a frame's header: the 16 bytes of a UUID with its two halves swapped.
 *
 * The UUID's last eight bytes are written first. As text it is lower case with hyphens.
 */
import { Buffer } from "node:buffer";

/** Writes a UUID at an offset; text that is not 32 hex digits (hyphens aside) leaves zeros. */
export function writeMessageId(messageId: string, target: Buffer, offset: number): void {
  const bytes = Buffer.from(messageId.replaceAll("-", ""), "hex");
  if (bytes.length !== 16) return;
  bytes.subarray(8).copy(target, offset);
  bytes.subarray(0, 8).copy(target, offset + 8);
}

/** The UUID whose swapped halves stand at an offset. */
export function readMessageId(source: Buffer, offset: number): string {
  const first = source.toString("hex", offset + 8, offset + 16);
  const last = source.toString("hex", offset, offset + 8);
  const clock = `${last.slice(0, 4)}-${last.slice(4)}`;
  return `${first.slice(0, 8)}-${first.slice(8, 12)}-${first.slice(12)}-${clock}`;
}
