/**
 * Where in the diagram each moment lies. Time runs down, a row for each event that is shown, in its
 * order. Rows lie further apart the longer the time between them, by its logarithm: 5 ms and 5 s have
 * to be seen on one page.
 */
import type { Entry } from "../model/entry.ts";

export interface Timeline {
  /** Places of the entries that have rows. */
  readonly rows: readonly number[];
  /** The middle of each row. */
  readonly ys: Float64Array;
  /** Of any entry by its place, whether it has a row or not. */
  readonly places: Float64Array;
  readonly height: number;
}

export function makeTimeline(
  entries: readonly Entry[],
  rows: readonly number[],
  rowPx: number,
): Timeline {
  const ys = new Float64Array(rows.length);
  let y = rowPx * TOP_ROWS;
  let beforeMs: number | undefined;
  for (const [index, place] of rows.entries()) {
    const { atMs } = entries[place]?.event ?? { atMs: 0 };
    if (beforeMs !== undefined) y += rowPx * (1 + gapRows(atMs - beforeMs));
    ys[index] = y;
    beforeMs = atMs;
  }
  const height = y + rowPx * TOP_ROWS;
  return { rows, ys, places: placesBetween(entries, rows, ys, height), height };
}

/** Room above the first row and below the last one. */
const TOP_ROWS = 1;

/** So much longer than a row, in rows: 0 in the same moment, 0.4 for 10 ms, 1.5 at most. */
export function gapRows(ms: number): number {
  return Math.min(1.5, 0.12 * Math.log2(1 + ms));
}

/** Between two rows by time; before the first and behind the last at the edge. */
function placesBetween(
  entries: readonly Entry[],
  rows: readonly number[],
  ys: Float64Array,
  height: number,
): Float64Array {
  const places = new Float64Array(entries.length);
  let next = 0;
  for (const [place, { event }] of entries.entries()) {
    if (rows[next] === place) {
      places[place] = ys[next] ?? 0;
      next += 1;
      continue;
    }
    const before = entries[rows[next - 1] ?? -1]?.event.atMs;
    const after = entries[rows[next] ?? -1]?.event.atMs;
    const top = ys[next - 1] ?? 0;
    const bottom = ys[next] ?? height;
    if (before === undefined) places[place] = after === event.atMs ? bottom : bottom / 2;
    else if (after === undefined) places[place] = before === event.atMs ? top : (top + height) / 2;
    else places[place] = top + share(before, event.atMs, after) * (bottom - top);
  }
  return places;
}

function share(before: number, at: number, after: number): number {
  return after === before ? 0 : (at - before) / (after - before);
}

/** The first row at or below a height, for what is in sight. */
export function firstRowAt({ ys }: Timeline, y: number): number {
  let low = 0;
  let high = ys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ys[middle] ?? 0) < y) low = middle + 1;
    else high = middle;
  }
  return low;
}
