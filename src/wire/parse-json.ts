/**
 * JSON text to a value, without a throw and with a bound on nesting.
 *
 * The bound keeps every later walk over a document (replacing placeholders, cloning, storing) from
 * running out of stack. The real agent's bound is 10,000 levels; a document needs about ten.
 */
export type ParsedJson = { readonly value: unknown } | { readonly problem: string };

/** The value of a JSON text, or one line that says why there is none. */
export function parseJson(text: string): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Expected: the text is from the network and need not be JSON.
    return { problem: `text that is not JSON: ${JSON.stringify(text.slice(0, 40))}` };
  }
  return isPlainJson(value)
    ? { value }
    : { problem: `JSON nested deeper than ${JSON_DEPTH_MAX} levels` };
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a value that can be written as JSON: nested within the bound, without a bigint. */
export function isPlainJson(value: unknown): boolean {
  return isNestedWithin(value, JSON_DEPTH_MAX);
}

/** Our choice; see above. */
export const JSON_DEPTH_MAX = 100;

function isNestedWithin(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (depth === 0) return false;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) {
    if (!isNestedWithin(member, depth - 1)) return false;
  }
  return true;
}
