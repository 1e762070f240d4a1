/**
 * What monitors remember: a number for each of some things, and the line of the trace that said so.
 *
 * A thing is known by a text such as `<command>/<node>`; the line is kept for the report and is no
 * part of the encoding. In `Deadlines` the number is a time, and is encoded as its distance.
 */
import type { Encoder } from "../../kernel/encoder.ts";

export interface Mark {
  readonly is: number;
  readonly seq: number;
}

export class Marks {
  protected marks = new Map<string, Mark>();

  get size(): number {
    return this.marks.size;
  }

  get(key: string): Mark | undefined {
    return this.marks.get(key);
  }

  has(key: string): boolean {
    return this.marks.has(key);
  }

  set(key: string, is: number, seq: number): void {
    this.marks.set(key, { is, seq });
  }

  /** Keeps what was said first. */
  setOnce(key: string, is: number, seq: number): void {
    if (!this.marks.has(key)) this.set(key, is, seq);
  }

  delete(key: string): void {
    this.marks.delete(key);
  }

  /** Forgets everything whose key ends so: what belongs to one node. */
  deleteOf(node: string): void {
    for (const key of this.marks.keys()) if (key.endsWith(`/${node}`)) this.marks.delete(key);
  }

  clear(): void {
    this.marks.clear();
  }

  entries(): Iterable<[string, Mark]> {
    return this.marks.entries();
  }

  clone(): Marks {
    const copy = new Marks();
    copy.marks = new Map(this.marks);
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.int(this.marks.size);
    for (const [key, { is }] of this.marks) {
      encoder.id(key);
      encoder.int(is);
    }
  }
}

/** What a controller may be late by that was away at the time, in milliseconds. */
export const SPARE_MS = 60_000;

/** Marks whose number is a time, in milliseconds since the run's start. */
export class Deadlines extends Marks {
  /** The key and the line of what should have happened by now. */
  overdue(nowMs: number): readonly (readonly [string, number])[] {
    return [...this.marks].flatMap(([key, { is, seq }]) =>
      nowMs > is + SPARE_MS ? [[key, seq] as const] : [],
    );
  }

  override clone(): Deadlines {
    const copy = new Deadlines();
    copy.marks = new Map(this.marks);
    return copy;
  }

  override encode(encoder: Encoder): void {
    encoder.int(this.marks.size);
    for (const [key, { is }] of this.marks) {
      encoder.id(key);
      encoder.time(is);
    }
  }
}
