/** The events of a trace again, as they were. */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { PackedEvents, PackedRow } from "./packed-events.ts";

export function unpackEvents({ texts, shapes, rows }: PackedEvents): readonly TraceEvent[] {
  return rows.map((row) => unpackRow(row, texts, shapes));
}

function unpackRow(
  row: PackedRow,
  texts: readonly string[],
  shapes: readonly (readonly string[])[],
): TraceEvent {
  const event: Record<string, unknown> = { seq: row[1], atMs: row[2] };
  const keys = shapes[row[0]] ?? [];
  for (let index = 0; index < keys.length; index += 1) {
    const value = row[HEAD + index];
    event[keys[index] ?? ""] = typeof value === "number" ? texts[value] : value?.[0];
  }
  return event as unknown as TraceEvent;
}

/** Shape, `seq` and `atMs` stand before the values. */
const HEAD = 3;
