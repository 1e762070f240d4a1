/** Events that belong together: both ends of a message, of a bar, of an API call. */
import type { Arrow } from "./arrow.ts";
import type { Bar } from "./bar.ts";
import type { Entry } from "./entry.ts";

/** By place in the list of entries: places of what an event belongs to. */
export type Counterparts = ReadonlyMap<number, readonly number[]>;

export function makeCounterparts(
  entries: readonly Entry[],
  arrows: readonly Arrow[],
  bars: readonly Bar[],
): Counterparts {
  const pairs = new Map<number, number[]>();
  const pair = (one: number, other: number) => {
    if (one === other) return;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const known = pairs.get(from);
      if (known === undefined) pairs.set(from, [to]);
      else if (!known.includes(to)) known.push(to);
    }
  };
  for (const { from, to } of arrows) pair(from, to);
  for (const { from, to } of bars) if (to !== undefined) pair(from, to);
  let call: number | undefined;
  for (const [index, { event }] of entries.entries()) {
    if (event.event === "call.received") call = index;
    if (event.event === "call.answered" && call !== undefined) pair(call, index);
  }
  return pairs;
}
