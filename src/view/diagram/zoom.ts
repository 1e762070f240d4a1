/** How high a row of the diagram is. */
import { WIDE_FROM } from "./columns.ts";

const ROW_PX = { narrow: 22, wide: 26 };
const ROW_PX_MAX = 64;
/** Words are left out below. */
export const WORDS_FROM_PX = 13;
/** So many rows in sight at most: each is a few elements. */
const ROWS_IN_SIGHT_MAX = 1200;
const STEP = 1.4;

export interface ZoomWishes {
  readonly rows: number;
  /** Of the diagram's window. */
  readonly height: number;
}

export function zoomed(rowPx: number, by: 1 | -1, wishes: ZoomWishes): number {
  return bounded(by > 0 ? rowPx * STEP : rowPx / STEP, wishes);
}

/** As the page opens: readable, and the race in sight. */
export function readable(width: number): number {
  return width < WIDE_FROM ? ROW_PX.narrow : ROW_PX.wide;
}

/** All rows at once, as far as that can be drawn. */
export function fitted({ rows, height }: ZoomWishes): number {
  // Rows lie a little apart, by the time between them.
  return bounded(Math.min(ROW_PX.wide, height / (1.35 * Math.max(1, rows) + 2)), { rows, height });
}

function bounded(rowPx: number, { rows, height }: ZoomWishes): number {
  const least = Math.min(
    ROW_PX.narrow,
    Math.max(height / ROWS_IN_SIGHT_MAX, height / (3 * rows + 2)),
  );
  return Math.max(least, Math.min(ROW_PX_MAX, rowPx));
}
