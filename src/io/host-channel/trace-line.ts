/**
 * One line of a host's trace, before it may stand in the controller's.
 *
 * Whoever joins as a host can send anything, and a line is kept, written and shown to people: so
 * its facts have to be as flat as ours are. Of one that is too long the beginning is kept, and
 * `cutCharacters` says how much is not.
 */
import type { TraceFact } from "../../kernel/effect.ts";
import { TRACE_EVENTS } from "../../kernel/trace-event.ts";
import { TRACE_SOURCES } from "../../kernel/trace.ts";
import type { TraceSource } from "../../kernel/trace.ts";

/** Characters of a line's names and texts together; the ring keeps up to 20,000 lines. */
export const LINE_LENGTH_MAX = 8_192;

export interface TraceLine {
  readonly atMs: number;
  readonly source: TraceSource;
  readonly fact: TraceFact;
}

/** The line's fact and its place; undefined for a line that is none of ours. Never throws. */
export function readTraceLine(line: Readonly<Record<string, unknown>>): TraceLine | undefined {
  const { atMs, source, event } = line;
  if (!TRACE_SOURCES.some((name) => name === source)) return undefined;
  if (typeof event !== "string" || !Object.hasOwn(TRACE_EVENTS, event)) return undefined;
  if (!isText(line["node"]) || !isText(line["command"])) return undefined;
  if (typeof atMs !== "number") return undefined;
  const details: Record<string, unknown> = {};
  let length = 0;
  for (const key of Object.keys(line)) {
    // No fact of ours has a detail of this name, and giving one a value is no plain matter.
    if (key === "__proto__") return undefined;
    if (PLACE_KEYS.has(key)) continue;
    details[key] = line[key];
    length += key.length + lengthOf(line[key]);
  }
  if (Number.isNaN(length)) return undefined;
  const fact = length <= LINE_LENGTH_MAX ? details : beginningOf(details, event, length);
  return { atMs, source: source as TraceSource, fact: fact as unknown as TraceFact };
}

/** Where a fact stands is said by the trace that it is added to. */
const PLACE_KEYS: ReadonlySet<string> = new Set(["seq", "atMs", "source"]);

function isText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

/** Characters of a detail; NaN for one that no fact has. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) {
    return value.reduce<number>(
      (sum, text) => sum + (typeof text === "string" ? text.length + 1 : NaN),
      0,
    );
  }
  return typeof value === "object" && value !== null ? NaN : 1;
}

/** The first details, as far as there is room for them. */
function beginningOf(details: Readonly<Record<string, unknown>>, event: string, length: number) {
  const kept: Record<string, unknown> = { event };
  let room = LINE_LENGTH_MAX;
  for (const key of Object.keys(details)) {
    const value = shortened(details[key], Math.max(0, room - key.length));
    const taken = key.length + lengthOf(value);
    if (taken > room) break;
    kept[key] = value;
    room -= taken;
  }
  return { ...kept, cutCharacters: length - LINE_LENGTH_MAX + room };
}

/** Of a text its first characters, of a list its first texts. */
function shortened(value: unknown, room: number): unknown {
  if (typeof value === "string") return value.slice(0, room);
  if (!Array.isArray(value)) return value;
  let left = room;
  const end = value.findIndex((text) => (left -= lengthOf([text])) < 0);
  return end < 0 ? value : value.slice(0, end);
}
