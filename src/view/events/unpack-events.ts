/** The events of a trace again, as they were. */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { PackedEvents, PackedRow } from "./packed-events.ts";

export function unpackEvents({ texts, shapes, rows }: PackedEvents): readonly TraceEvent[] {
  return rows.map((row) => unpackRow(row, texts, shapes));
}

function unpackRow(
  [shape, seq, atMs, ...values]: PackedRow,
  texts: readonly string[],
  shapes: readonly (readonly string[])[],
): TraceEvent {
  const event: Record<string, unknown> = { seq, atMs };
  const keys = shapes[shape] ?? [];
  for (const [index, key] of keys.entries()) {
    const value = values[index];
    event[key] = typeof value === "number" ? texts[value] : value?.[0];
  }
  return event as unknown as TraceEvent;
}
