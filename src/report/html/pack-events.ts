/** Events of a trace for a page, in little space: see view/events/packed-events.ts. */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { PackedEvents, PackedRow } from "../../view/events/packed-events.ts";
import { TextTable } from "./text-table.ts";

export function packEvents(events: readonly TraceEvent[]): PackedEvents {
  const texts = new TextTable();
  const shapes = new TextTable();
  const rows = events.map(({ seq, atMs, ...facts }): PackedRow => {
    const shape = shapes.place(JSON.stringify(Object.keys(facts)));
    const values = Object.values(facts).map((value) =>
      typeof value === "string" ? texts.place(value) : ([value] as const),
    );
    return [shape, seq, atMs, ...values];
  });
  return {
    texts: texts.all(),
    shapes: shapes.all().map((keys) => JSON.parse(keys) as string[]),
    rows,
  };
}
