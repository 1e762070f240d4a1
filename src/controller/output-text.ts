/**
 * Output of steps as the text that answers show.
 *
 * An agent sends byte strings; a cut may have fallen inside a character, which then shows as U+FFFD.
 */
import { textOfByteString } from "../wire/utf8.ts";

/** The text of a byte string, at most so many UTF-16 code units, never half a surrogate pair. */
export function outputText(byteString: string, max: number): string {
  const text = textOfByteString(byteString);
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? max - 1 : max);
}
