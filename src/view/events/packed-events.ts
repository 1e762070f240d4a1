/**
 * Events of a trace in little space: every text stands once in a table, and so do the keys of each
 * shape of event. Half of a trace is ids; this takes about a fifth of its JSON.
 */

export interface PackedEvents {
  readonly texts: readonly string[];
  /** Keys that follow `seq` and `atMs`, of each shape. */
  readonly shapes: readonly (readonly string[])[];
  readonly rows: readonly PackedRow[];
}

/** The shape, `seq`, `atMs`, and the values: a number is a place in `texts`, all else is in `[]`. */
export type PackedRow = readonly [number, number, number, ...(number | readonly [unknown])[]];
