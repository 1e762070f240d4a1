/**
 * Where in a scenario something stands: keys and indexes from the top.
 */
export type Path = readonly (string | number)[];

/** `steps[2].send.targets.tag:role`. */
export function pathText(path: Path): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${shortKey(part)}`));
  return text.join("").replace(/^\./, "");
}

const KEY_MAX = 60;

function shortKey(key: string): string {
  return key.length > KEY_MAX ? `${key.slice(0, KEY_MAX)}...` : key;
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[part];
  }
  return at;
}
