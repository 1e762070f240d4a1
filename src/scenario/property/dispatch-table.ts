/** Which monitors are shown an event: their places in the list, by the name of the event. */
import type { TraceEventName } from "../../kernel/trace-event.ts";

export type DispatchTable = Readonly<Partial<Record<TraceEventName, readonly number[]>>>;

export function dispatchTable(
  watchers: readonly { readonly sees: readonly TraceEventName[] }[],
): DispatchTable {
  const table: Partial<Record<TraceEventName, number[]>> = {};
  for (const [index, { sees }] of watchers.entries()) {
    for (const event of sees) (table[event] ??= []).push(index);
  }
  return table;
}
