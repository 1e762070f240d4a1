/**
 * One entry of a trace-event file, the form that Perfetto and Chrome's tracing page read.
 *
 * Slices that may overlap are asynchronous (`b`, `e`, by id); those of one thread (`X`) never do.
 * Times are microseconds.
 */
export interface TraceEntry {
  readonly ph: "M" | "X" | "b" | "e" | "i" | "s" | "f" | "C";
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: string;
  /** Of an instant: `t`, one of its thread. */
  readonly s?: "t";
  /** Of a flow's end: it belongs to the slice around it. */
  readonly bp?: "e";
  readonly args?: Readonly<Record<string, unknown>>;
}
