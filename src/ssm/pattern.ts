/**
 * The service model's patterns are Java's; this reads one into a regular expression of JS.
 *
 * Java matches the whole value, counts `\w` and `\s` in ASCII, and its `.` also stops at U+0085.
 * Known syntax: what the model uses (classes, groups, alternation, bounded repetition, a leading
 * `(?i)`, one lookahead). Every pattern of the model runs in linear time; patterns that users write
 * (allowedPattern of a document) must not come here.
 */
import type { Pattern } from "./shape.ts";

/** A pattern of the service model, to be matched against whole values. */
export function readPattern(text: string): Pattern {
  const ignoreCase = text.startsWith("(?i)");
  const body = ignoreCase ? text.slice("(?i)".length) : text;
  const regExp = new RegExp(`^(?:${translate(body)})$`, ignoreCase ? "iu" : "u");
  return { text, regExp };
}

function translate(text: string): string {
  let inClass = false;
  return text.replace(/\\.|[[\].]/g, (token) => {
    if (token === "[") inClass = true;
    if (token === "]") inClass = false;
    if (token === "." && !inClass) return "[^\\n\\r\\u0085\\u2028\\u2029]";
    if (token === "\\s") return "[ \\t\\n\\x0B\\f\\r]";
    if (token === "\\:") return ":"; // JS refuses to escape what needs no escape.
    return token;
  });
}
