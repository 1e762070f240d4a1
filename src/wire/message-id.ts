/**
 * A message id in a frame's header: the 16 bytes of a UUID with its two halves swapped.
 *
 * The UUID's last eight bytes are written first. As text it is lower case with hyphens.
 */
import type { Buffer } from "node:buffer";

/** Writes a UUID at an offset; text that is not 32 hex digits (hyphens aside) leaves zeros. */
export function writeMessageId(messageId: string, target: Buffer, offset: number): void {
  const digits = messageId.replaceAll("-", "");
  const isUuid =
    digits.length === DIGITS &&
    target.write(digits.slice(16), offset, "hex") === DIGITS / 4 &&
    target.write(digits.slice(0, 16), offset + 8, "hex") === DIGITS / 4;
  if (!isUuid) target.fill(0, offset, offset + DIGITS / 2);
}

/** The UUID whose swapped halves stand at an offset. */
export function readMessageId(source: Buffer, offset: number): string {
  const hex = source.toString("hex", offset, offset + DIGITS / 2);
  const clock = `${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
  return `${hex.slice(16, 24)}-${hex.slice(24, 28)}-${hex.slice(28)}-${clock}`;
}

const DIGITS = 32;
