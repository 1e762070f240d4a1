/**
 * Reads a stored trace, JSON lines, back into its events.
 */
import { TRACE_EVENTS } from "../../kernel/trace-event.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

/** Lines of one stored trace that are read at most. Source: our choice. */
export const LINES_MAX = 5_000_000;

/**
 * The events of a stored trace; header lines (with `v`) and empty ones are passed over.
 *
 * Errors: `problem` names the first line that is no event; nothing of such a trace is judged.
 */
export function readStoredTrace(
  text: string,
): { readonly events: readonly TraceEvent[] } | { readonly problem: string } {
  const lines = text.split("\n");
  if (lines.length > LINES_MAX) {
    return { problem: `expected at most ${LINES_MAX} lines, found ${lines.length}` };
  }
  const events: TraceEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const value = parse(line);
    if (isEvent(value)) events.push(value);
    else if (!isHeader(value)) {
      return {
        problem: `line ${index + 1}: expected an event of a trace, found ${line.slice(0, 60)}`,
      };
    }
  }
  return { events };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // No JSON: told as a line that is no event.
    return undefined;
  }
}

function isHeader(value: unknown): boolean {
  return typeof value === "object" && value !== null && "v" in value && !("event" in value);
}

function isEvent(value: unknown): value is TraceEvent {
  if (typeof value !== "object" || value === null) return false;
  const { seq, atMs, event } = value as { seq?: unknown; atMs?: unknown; event?: unknown };
  const isNamed = typeof event === "string" && event in TRACE_EVENTS;
  return isNamed && Number.isInteger(seq) && Number.isInteger(atMs);
}
