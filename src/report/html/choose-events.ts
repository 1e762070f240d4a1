/**
 * Which events of a long run a page has: those that are told before those that are not, and of each
 * those that are nearest to the ones that decide.
 */
import type { TraceEvent } from "../../kernel/trace.ts";

/** Events of a page at most. Source: our choice; a browser still opens it in a second. */
export const EVENTS_MAX = 20_000;

export interface EventWishes {
  readonly max: number;
  /** `seq` of the events that have words in a report. */
  readonly told: ReadonlySet<number>;
  /** `seq` of the events that have to be there, with what is around them. */
  readonly around: readonly number[];
}

/** In the order of the trace; all of them when there are not too many. */
export function chooseEvents(
  events: readonly TraceEvent[],
  { max, told, around }: EventWishes,
): readonly TraceEvent[] {
  if (events.length <= max) return events;
  const distances = distancesTo(events, new Set(around));
  const ranked = events.map((_, index) => index);
  const rank = (index: number) => {
    const distance = distances[index] ?? events.length;
    return told.has(events[index]?.seq ?? -1) || distance <= NEAR ? distance : distance + FAR;
  };
  const ranks = ranked.map(rank);
  ranked.sort((left, right) => (ranks[left] ?? 0) - (ranks[right] ?? 0) || left - right);
  const kept = new Set(ranked.slice(0, max));
  return events.filter((_, index) => kept.has(index));
}

/** So near to what decides everything is kept, told or not. */
const NEAR = 200;
/** More than any distance. */
const FAR = 1e9;

/** How far each event is from the nearest that has to be there, in events; two sweeps. */
function distancesTo(events: readonly TraceEvent[], seqs: ReadonlySet<number>): readonly number[] {
  const found = events.map(({ seq }) => (seqs.has(seq) ? 0 : events.length));
  for (let index = 1; index < found.length; index += 1) {
    found[index] = Math.min(found[index] ?? 0, (found[index - 1] ?? 0) + 1);
  }
  for (let index = found.length - 2; index >= 0; index -= 1) {
    found[index] = Math.min(found[index] ?? 0, (found[index + 1] ?? 0) + 1);
  }
  return found;
}
