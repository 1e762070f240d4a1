/**
 * Any value in a few words, for "found ...".
 */
export const NOTHING = "nothing";
const SHOWN_MAX = 60;

export function shown(value: unknown): string {
  if (value === undefined) return NOTHING;
  if (value === null) return "an empty value";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : short(value, "a list");
  return typeof value === "object" ? short(value, "an object") : short(value, "a text");
}

/** As JSON where it is short, else what kind of thing it is. */
function short(value: unknown, kind: string): string {
  if (typeof value === "string") {
    const cut = value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}...` : value;
    return JSON.stringify(cut);
  }
  const text = jsonText(value);
  return text !== undefined && text.length <= SHOWN_MAX ? text : kind;
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Expected: a value that a program made may hold itself, or what JSON has no word for.
    return undefined;
  }
}
