/**
 * Text to bytes: shells and pipes know bytes only, one character U+0000..U+00FF a byte.
 *
 * Pure and total: a lone surrogate becomes U+FFFD, as in every UTF-8 encoder of the platform.
 */

/** The UTF-8 bytes of a text as a byte string. */
export function utf8Bytes(text: string): string {
  // Nearly every script is ASCII: then the text is its own byte string.
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let bytes = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0xfffd;
    bytes += encodePoint(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  }
  return bytes;
}

function encodePoint(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  const last = 0x80 | (code & 63);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), last);
  const third = 0x80 | ((code >> 6) & 63);
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), third, last);
  return String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), third, last);
}
