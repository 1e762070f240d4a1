/**
 * Writes the entries of a trace-event file: slices that are opened and closed, arrows between frames,
 * moments and counters.
 *
 * What is closed twice, or never was open, is passed over; what is open at the end is closed there.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { TraceEntry } from "./trace-entry.ts";
import type { Track } from "./tracks.ts";

/** Which slice is meant: one of its category, id and part is open at a time. */
export interface SliceKey {
  readonly cat: string;
  /** Slices of one category and id stand in one row, each within the one that is open before it. */
  readonly id: string;
  readonly part?: string;
}

/** A slice that may overlap with those of other ids. */
export interface Slice extends SliceKey {
  readonly name: string;
  readonly track: Track;
}

export class TracePages {
  readonly entries: TraceEntry[] = [];
  private readonly openSlices = new Map<string, Slice>();
  /** By thread, where its last short slice ends. */
  private readonly ends = new Map<number, number>();
  private readonly counts = new Map<string, number>();

  /** Opens a slice; one of its name that is open goes on. */
  open(slice: Slice, event: TraceEvent): void {
    const key = keyOf(slice);
    if (this.openSlices.has(key)) return;
    this.openSlices.set(key, slice);
    this.entries.push({ ph: "b", ...entryOf(slice), ts: micros(event), args: factsOf(event) });
  }

  isOpen(slice: SliceKey): boolean {
    return this.openSlices.has(keyOf(slice));
  }

  close(slice: SliceKey, event: TraceEvent): void {
    const opened = this.openSlices.get(keyOf(slice));
    if (opened === undefined) return;
    this.openSlices.delete(keyOf(slice));
    this.entries.push({ ph: "e", ...entryOf(opened), ts: micros(event), args: factsOf(event) });
  }

  /** How many slices of a category are open that are about a node. */
  countOf(cat: string, pid: number): number {
    const open = [...this.openSlices.values()];
    return open.filter((slice) => slice.cat === cat && slice.track.pid === pid).length;
  }

  /** Closes every open slice of a category that is about a node. */
  closeOf(cat: string, pid: number, event: TraceEvent): void {
    for (const slice of [...this.openSlices.values()]) {
      if (slice.cat === cat && slice.track.pid === pid) this.close(slice, event);
    }
  }

  /** What is open at the end, innermost first. */
  closeAll(atMs: number): void {
    for (const slice of [...this.openSlices.values()].reverse()) {
      const args = { open: "at the end of the trace" };
      this.entries.push({ ph: "e", ...entryOf(slice), ts: atMs * 1000, args });
    }
    this.openSlices.clear();
  }

  moment(track: Track, event: TraceEvent, name: string): void {
    const { pid, tid } = track;
    const args = factsOf(event);
    this.entries.push({
      ph: "i",
      ...{ name, cat: event.event, pid, tid, ts: micros(event), s: "t", args },
    });
  }

  /** A slice of one microsecond, behind the one before it on its thread; answers when it begins. */
  tick({ pid, tid }: Track, event: TraceEvent, name: string): number {
    const ts = Math.max(micros(event), this.ends.get(tid) ?? 0);
    this.ends.set(tid, ts + 1);
    const args = factsOf(event);
    this.entries.push({ ph: "X", name, cat: "frame", pid, tid, ts, dur: 1, args });
    return ts;
  }

  /** One end of an arrow, at the beginning of a tick. */
  flow(ph: "s" | "f", { pid, tid }: Track, id: string, ts: number): void {
    const end = ph === "f" ? { bp: "e" as const } : {};
    this.entries.push({ ph, name: "frame", cat: "frame", id, pid, tid, ts, ...end });
  }

  /** A number of a process that has become greater or smaller. */
  count({ pid, tid }: Track, name: string, by: number, event: TraceEvent): void {
    const key = `${pid}/${name}`;
    const count = (this.counts.get(key) ?? 0) + by;
    this.counts.set(key, count);
    this.entries.push({
      ph: "C",
      ...{ name, cat: "count", pid, tid, ts: micros(event), args: { [name]: count } },
    });
  }
}

function keyOf({ cat, id, part = "" }: SliceKey): string {
  return `${cat}\n${id}\n${part}`;
}

function entryOf({ cat, id, name, track }: Slice) {
  return { name, cat, id, pid: track.pid, tid: track.tid };
}

function micros({ atMs }: TraceEvent): number {
  return atMs * 1000;
}

/** All that the line of the trace says besides its time. */
function factsOf(event: TraceEvent): Readonly<Record<string, unknown>> {
  return { ...event, atMs: undefined, source: undefined };
}
