/**
 * UTF-8 between text (UTF-16) and byte strings (one character U+0000..U+00FF per byte).
 *
 * Bytes that are not UTF-8 follow Go's rule: each such byte becomes one U+FFFD. That differs from
 * the web's decoders, which replace a cut-off sequence as a whole.
 */
import { Buffer, isUtf8 } from "node:buffer";

/** The text that UTF-8 bytes stand for; never throws. */
export function decodeUtf8(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return isUtf8(buffer) ? buffer.toString("utf8") : decodeWithReplacement(buffer);
}

/** The text that a byte string stands for; never throws. */
export function textOfByteString(byteString: string): string {
  return isAscii(byteString) ? byteString : decodeUtf8(Buffer.from(byteString, "latin1"));
}

/** The UTF-8 bytes of a text as a byte string; a lone surrogate becomes U+FFFD. */
export function byteStringOfText(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** The text with every lone surrogate replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return ANY_SURROGATE.test(text) ? text.replace(LONE_SURROGATE, "\ufffd") : text;
}

const ANY_SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const NOT_ASCII = /[^\0-\x7f]/;

function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** Walks the bytes: runs of whole sequences are decoded at once, each other byte is U+FFFD. */
function decodeWithReplacement(bytes: Buffer): string {
  const parts: string[] = [];
  let start = 0;
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length > 0) {
      index += length;
      continue;
    }
    parts.push(bytes.toString("utf8", start, index), "\ufffd");
    index += 1;
    start = index;
  }
  parts.push(bytes.toString("utf8", start, index));
  return parts.join("");
}

/** The length of the UTF-8 sequence that starts here: 1..4, or 0 if there is none. */
function sequenceLength(bytes: Uint8Array, index: number): 0 | 1 | 2 | 3 | 4 {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[index + 1] ?? 0;
  if (!follows(second)) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) {
    // Too long a form below U+0800, and the surrogates, are not UTF-8.
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    return follows(bytes[index + 2]) ? 3 : 0;
  }
  // Nor are too long a form below U+10000, and anything past U+10FFFF.
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return follows(bytes[index + 2]) && follows(bytes[index + 3]) ? 4 : 0;
}

function follows(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}
