/**
 * The limits of a step's output: how much is kept, and how it is cut for a reply.
 *
 * Everything here is a byte string, one character a byte, so that the limits count bytes. A cut may
 * fall inside a UTF-8 character, as it does in the real agent; `cutCharacters` avoids that.
 * Source: amazon-ssm-agent 3.3, measured; agent/framework/processor/executer/iohandler.
 */

/** Of standardOutput and standardError each, in bytes. */
export const STREAM_BYTES_MAX = 24_000;
/** Of output, both streams joined, in bytes. */
export const JOINED_BYTES_MAX = 2500;

/** What a stream ends in that was cut. */
export const STREAM_MARK = "--output truncated--";

const CONTINUATIONS_MAX = 3;

/** Where a stream may have been cut, in bytes, the first one first. */
export const CUTS: readonly number[] = Array.from(
  { length: CONTINUATIONS_MAX + 1 },
  (_, index) => STREAM_BYTES_MAX - STREAM_MARK.length - CONTINUATIONS_MAX + index,
);

/** Takes at most so many bytes from the start of a text. */
export type Cut = (text: string, bytesMax: number) => string;

export function cutBytes(text: string, bytesMax: number): string {
  return text.slice(0, bytesMax);
}

/** Up to three bytes less, so that no character of UTF-8 is taken in part. */
export function cutCharacters(text: string, bytesMax: number): string {
  let end = Math.min(bytesMax, text.length);
  const fewest = Math.max(0, end - CONTINUATIONS_MAX);
  while (end > fewest && isContinuation(text.charCodeAt(end))) end -= 1;
  // Bytes that are no UTF-8 at all are cut where they are.
  return text.slice(0, isContinuation(text.charCodeAt(end)) ? bytesMax : end);
}

/** A stream's text so far with more of it; past what a reply can say nothing is kept. */
export function keepOutput(kept: string, bytes: string): string {
  // One byte more than the limit, so that it shows that there was more.
  const room = STREAM_BYTES_MAX + 1 - kept.length;
  if (room <= 0) return kept;
  return kept + (bytes.length > room ? bytes.slice(0, room) : bytes);
}

/** A stream as a reply carries it: what is too long ends in a mark, inside the limit. */
export function limitStream(text: string, cut: Cut = cutBytes): string {
  if (text.length <= STREAM_BYTES_MAX) return text;
  return cut(text, STREAM_BYTES_MAX - STREAM_MARK.length) + STREAM_MARK;
}

/**
 * Both streams as one text: stdout, and if there is any stderr a title and stderr.
 *
 * What is too long is cut: both to the same size when each is over half of the room, else the
 * long one alone. A text that fills the room exactly counts as too long.
 */
export function joinOutput(stdout: string, stderr: string, cut: Cut = cutBytes): string {
  const title = stderr === "" ? "" : ERROR_TITLE;
  const room = JOINED_BYTES_MAX - title.length;
  const half = Math.floor(room / 2);
  if (stdout.length + stderr.length < room) return stdout + title + stderr;
  // The real agent fails when stdout is half of the room to the byte: that case is cut as well.
  if (stdout.length >= half && stderr.length > half) {
    const each = Math.floor((room - OUTPUT_MARK.length - ERROR_MARK.length) / 2);
    return cut(stdout, each) + OUTPUT_MARK + title + cut(stderr, each) + ERROR_MARK;
  }
  if (stdout.length < half) {
    const rest = room - ERROR_MARK.length - stdout.length;
    return stdout + title + cut(stderr, rest) + ERROR_MARK;
  }
  const rest = room - OUTPUT_MARK.length - stderr.length;
  return cut(stdout, rest) + OUTPUT_MARK + title + stderr;
}

const ERROR_TITLE = "\n----------ERROR-------\n";
const OUTPUT_MARK = "\n---Output truncated---";
const ERROR_MARK = "\n---Error truncated----";

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}
