/**
 * The property `sameSeedSameTrace`: two runs of one seed have written the same bytes.
 *
 * It is the one property that no single trace can show. Where it does not hold the simulator has a
 * defect: something that was neither drawn from the seed nor given has found its way in.
 */
import { traceLine } from "../../kernel/trace.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

export interface TraceDifference {
  /** Of the first line that differs, from 1, headers not counted. */
  readonly line: number;
  /** Undefined: the trace has ended before. */
  readonly first: string | undefined;
  readonly second: string | undefined;
}

/** Where two traces part; undefined when they are the same. */
export function firstDifference(
  first: readonly TraceEvent[],
  second: readonly TraceEvent[],
): TraceDifference | undefined {
  const lines = Math.max(first.length, second.length);
  for (let index = 0; index < lines; index += 1) {
    const one = lineAt(first, index);
    const other = lineAt(second, index);
    if (one !== other) return { line: index + 1, first: one, second: other };
  }
  return undefined;
}

function lineAt(events: readonly TraceEvent[], index: number): string | undefined {
  const event = events[index];
  return event === undefined ? undefined : traceLine(event);
}
