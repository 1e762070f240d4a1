/**
 * What monitors remember: a number for each of some things, and the line of the trace that said so.
 *
 * A thing is known by a text: `<command>`, `<command>/<node>`, `<command>/<node>/<step>`, or a
 * node's id alone. What belongs to one command lies together, so that it can be counted and
 * forgotten at once. The line is kept for the report and is no part of the encoding. In `Deadlines`
 * the number is a time, and is encoded as its distance.
 */
import type { Encoder } from "../../kernel/encoder.ts";

export interface Mark {
  readonly is: number;
  readonly seq: number;
}

type Group = Map<string, Mark>;

/** Shared by all marks that have none of a command. */
const NO_GROUP: ReadonlyMap<string, Mark> = new Map();
const NO_GROUPS: ReadonlyMap<string, Group> = new Map();

export class Marks {
  /** By the first part of the key, then by the rest; absent while nothing is remembered. */
  private groups: Map<string, Group> | undefined = undefined;

  /** Whether nothing is remembered at all. */
  get isEmpty(): boolean {
    return this.groups === undefined || this.groups.size === 0;
  }

  get(key: string): Mark | undefined {
    return this.groups?.get(headOf(key))?.get(restOf(key));
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, is: number, seq: number): void {
    const head = headOf(key);
    const group = this.groups?.get(head);
    if (group !== undefined) group.set(restOf(key), { is, seq });
    else
      (this.groups ??= new Map<string, Group>()).set(head, new Map([[restOf(key), { is, seq }]]));
  }

  /** Keeps what was said first. */
  setOnce(key: string, is: number, seq: number): void {
    if (!this.has(key)) this.set(key, is, seq);
  }

  delete(key: string): void {
    const head = headOf(key);
    const group = this.groups?.get(head);
    if (group === undefined || !group.delete(restOf(key))) return;
    if (group.size === 0) this.groups?.delete(head);
  }

  /** Forgets everything whose key ends so: what all commands have on one node. */
  deleteOf(node: string): void {
    for (const [head, group] of this.groups ?? NO_GROUPS) {
      if (group.delete(node) && group.size === 0) this.groups?.delete(head);
    }
  }

  /** Forgets that and all below it: what steps on the node have. Looks at everything. */
  deleteUnder(node: string): void {
    for (const [key] of [...this.entries()]) {
      if (key.endsWith(`/${node}`) || key.includes(`/${node}/`)) this.delete(key);
    }
  }

  /** Forgets everything of one command. */
  forget(command: string): void {
    this.groups?.delete(command);
  }

  clear(): void {
    this.groups = undefined;
  }

  /** How many things of one command are remembered. */
  countOf(command: string): number {
    return this.groups?.get(command)?.size ?? 0;
  }

  /** What is remembered of one command, by the rest of the key. */
  of(command: string): ReadonlyMap<string, Mark> {
    return this.groups?.get(command) ?? NO_GROUP;
  }

  *entries(): IterableIterator<readonly [string, Mark]> {
    for (const [head, group] of this.groups ?? NO_GROUPS) {
      for (const [rest, mark] of group) yield [rest === "" ? head : `${head}/${rest}`, mark];
    }
  }

  clone(): this {
    const copy = Object.create(Object.getPrototypeOf(this) as object) as this;
    copy.groups = this.isEmpty ? undefined : new Map();
    for (const [head, group] of this.groups ?? NO_GROUPS) copy.groups?.set(head, new Map(group));
    return copy;
  }

  encode(encoder: Encoder): void {
    for (const [key, { is }] of this.entries()) {
      encoder.id(key);
      this.encodeNumber(encoder, is);
    }
    encoder.flag(this.isEmpty);
  }

  protected encodeNumber(encoder: Encoder, is: number): void {
    encoder.int(is);
  }
}

/** What a controller may be late by that was away at the time, in milliseconds. */
export const SPARE_MS = 60_000;

/** Marks whose number is a time, in milliseconds since the run's start. */
export class Deadlines extends Marks {
  /** The key and the line of what should have happened by now. */
  overdue(nowMs: number): readonly (readonly [string, number])[] {
    return [...this.entries()].flatMap(([key, { is, seq }]) =>
      nowMs > is + SPARE_MS ? [[key, seq] as const] : [],
    );
  }

  protected override encodeNumber(encoder: Encoder, is: number): void {
    encoder.time(is);
  }
}

/** The key that was split last: monitors ask for the same one in turns. */
const split = { key: "", head: "", rest: "" };

function headOf(key: string): string {
  if (key !== split.key) splitKey(key);
  return split.head;
}

function restOf(key: string): string {
  if (key !== split.key) splitKey(key);
  return split.rest;
}

function splitKey(key: string): void {
  const slash = key.indexOf("/");
  split.key = key;
  split.head = slash < 0 ? key : key.slice(0, slash);
  split.rest = slash < 0 ? "" : key.slice(slash + 1);
}
