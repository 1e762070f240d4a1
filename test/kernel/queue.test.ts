import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventQueue } from "../../src/kernel/queue.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { Due } from "../../src/kernel/queue.ts";

type Action = { post: number } | { cancel: number } | { move: number } | { take: true } | "look";

/** A look at the next deadline is one of them: between two looks an empty root may stay. */
const actions = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ post: fc.integer({ min: -5, max: 30 }) }) },
    { weight: 2, arbitrary: fc.record({ cancel: fc.nat(200) }) },
    { weight: 3, arbitrary: fc.record({ move: fc.nat(200) }) },
    { weight: 4, arbitrary: fc.constant<Action>({ take: true }) },
    { weight: 2, arbitrary: fc.constant<Action>("look") },
  ),
  { maxLength: 300 },
);

/** The specification: a sorted list. */
class NaiveQueue {
  nowMs = 0;
  entries: { deadlineMs: number; handle: number }[] = [];

  post(deadlineMs: number, handle: number): void {
    const dueMs = Math.max(deadlineMs, this.nowMs);
    const later = this.entries.findIndex((entry) => entry.deadlineMs > dueMs);
    const entry = { deadlineMs: dueMs, handle };
    this.entries.splice(later < 0 ? this.entries.length : later, 0, entry);
  }

  /** False when it does not wait (any more). */
  remove(handle: number): boolean {
    const at = this.entries.findIndex((entry) => entry.handle === handle);
    if (at >= 0) this.entries.splice(at, 1);
    return at >= 0;
  }

  take(): { handle: number; atMs: number } | undefined {
    const first = this.entries.shift();
    if (first === undefined) return undefined;
    this.nowMs = first.deadlineMs;
    return { handle: first.handle, atMs: first.deadlineMs };
  }
}

function emptyDue(): Due {
  return { owner: 0, code: 0, payload: undefined };
}

/** Plays actions on both and compares after each; a payload is the number of its post. */
function play(queue: EventQueue, list: readonly Action[]): void {
  const naive = new NaiveQueue();
  const handles = new Map<number, number>();
  let posts = 0;
  for (const action of list) {
    if (action === "look") {
      expect(queue.nextMs).toBe(naive.entries[0]?.deadlineMs);
    } else if ("post" in action) {
      handles.set(posts, queue.post(queue.nowMs + action.post, posts, posts + 1, posts));
      naive.post(naive.nowMs + action.post, posts);
      posts += 1;
    } else if ("move" in action) {
      const entry = naive.entries[action.move % Math.max(1, naive.entries.length)];
      if (entry === undefined) continue;
      // As if it had been cancelled and posted anew, which its handle outlives.
      const deadlineMs = naive.nowMs + (action.move % 37) - 5;
      queue.move(handles.get(entry.handle)!, deadlineMs);
      naive.remove(entry.handle);
      naive.post(deadlineMs, entry.handle);
    } else if ("cancel" in action) {
      const entry = naive.entries[action.cancel % Math.max(1, naive.entries.length)];
      if (entry === undefined) continue;
      queue.cancel(handles.get(entry.handle)!);
      naive.remove(entry.handle);
    } else takeFromBoth(queue, naive);
    expect(queue.length).toBe(naive.entries.length);
  }
  while (naive.entries.length > 0) takeFromBoth(queue, naive);
  expect(queue.nextMs).toBeUndefined();
}

function takeFromBoth(queue: EventQueue, naive: NaiveQueue): void {
  const due = emptyDue();
  const expected = naive.take();
  expect(queue.take(due)).toBe(expected !== undefined);
  if (expected === undefined) return;
  const { handle, atMs } = expected;
  expect(due).toEqual({ owner: handle, code: handle + 1, payload: handle });
  expect(queue.nowMs).toBe(atMs);
}

describe("event queue", () => {
  test("does what a sorted list does, whatever is posted, cancelled and taken", () => {
    fc.assert(
      fc.property(actions, (list) => play(new EventQueue(), list)),
      { seed: 1, numRuns: 600 },
    );
  });

  test("thousands of entries come in order, whatever is posted and moved between them", () => {
    const queue = new EventQueue();
    const naive = new NaiveQueue();
    const prng = Prng.seeded("many");
    const waiting: { handle: number; posted: number }[] = [];
    for (let posted = 0; posted < 3000; posted += 1) {
      const deadlineMs = queue.nowMs + prng.range(0, 5000);
      waiting.push({ handle: queue.post(deadlineMs, posted, posted + 1, posted), posted });
      naive.post(deadlineMs, posted);
      if (prng.chance(1, 4)) takeFromBoth(queue, naive);
      const moved = waiting[prng.range(0, waiting.length - 1)]!;
      if (!naive.remove(moved.posted)) continue;
      const laterMs = queue.nowMs + prng.range(0, 5000);
      queue.move(moved.handle, laterMs);
      naive.post(laterMs, moved.posted);
    }
    while (naive.entries.length > 0) takeFromBoth(queue, naive);
  });

  test("an entry that comes next after a take may be moved and cancelled like any other", () => {
    const queue = new EventQueue();
    for (const ms of [1, 5, 9]) queue.post(ms, ms, 0, undefined);
    const due = emptyDue();
    queue.take(due);
    const handle = queue.post(3, 3, 0, undefined);
    queue.move(handle, 7);
    expect(queue.nextMs).toBe(5);
    queue.take(due);
    queue.cancel(handle);
    expect([queue.length, queue.nextMs]).toEqual([1, 9]);
  });

  test("time that passes without an event goes on, and never back", () => {
    const queue = new EventQueue();
    queue.passTo(7);
    queue.passTo(3);
    expect(queue.nowMs).toBe(7);
  });

  test("a reset queue starts over like a new one", () => {
    const queue = new EventQueue();
    fc.assert(
      fc.property(actions, (list) => {
        queue.reset(0);
        play(queue, list);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test("equal deadlines come in the order of posting, also past many cancelled ones", () => {
    const queue = new EventQueue();
    const handles = Array.from({ length: 1000 }, (_, index) => queue.post(7, index, 0, undefined));
    for (const [index, handle] of handles.entries()) if (index % 3 === 0) queue.cancel(handle);
    const due = emptyDue();
    const owners: number[] = [];
    while (queue.take(due)) owners.push(due.owner);
    expect(owners).toEqual(
      Array.from({ length: 1000 }, (_, index) => index).filter((n) => n % 3 !== 0),
    );
  });

  test("a compacted queue holds the same entries in the same order, under handles of its own", () => {
    const queue = new EventQueue();
    const handles = new Map<number, number>();
    const left = new Set<number>();
    for (let owner = 0; owner < 5000; owner += 1) {
      handles.set(owner, queue.post((owner * 7919) % 100, owner, owner - 9, `p${owner}`));
    }
    for (const [owner, handle] of handles) {
      if (owner % 7 === 3) left.add(owner);
      else queue.cancel(handle);
    }
    const entries = queue.clone();
    expect(queue.isSparse).toBe(true);
    while (queue.isSparse) {
      queue.compact((owner, code, handle) => {
        expect(code).toBe(owner - 9);
        handles.set(owner, handle);
      });
    }
    expect(Math.max(...[...left].map((owner) => handles.get(owner)!))).toBe(left.size - 1);
    const rest = (from: EventQueue): unknown[] => {
      const due = emptyDue();
      const taken: unknown[] = [];
      while (from.take(due)) taken.push({ ...due, atMs: from.nowMs });
      return taken;
    };
    expect(rest(queue.clone())).toEqual(rest(entries));
    for (const owner of left) queue.cancel(handles.get(owner)!);
    expect(queue.length).toBe(0);
    for (let owner = 0; owner < 5000; owner += 1) queue.post(5000 - owner, owner, 0, owner);
    expect(rest(queue)[0]).toEqual({ owner: 4999, code: 0, payload: 4999, atMs: 1 });
  });

  test("a clone goes on as the original does, and neither disturbs the other", () => {
    const original = new EventQueue();
    for (let index = 0; index < 100; index += 1)
      original.post((index * 37) % 50, index, 0, `p${index}`);
    const due = emptyDue();
    for (let index = 0; index < 30; index += 1) original.take(due);
    const copy = original.clone();
    const rest = (queue: EventQueue): unknown[] => {
      const taken: unknown[] = [];
      while (queue.take(due)) taken.push([queue.nowMs, due.owner, due.payload]);
      return taken;
    };
    copy.post(1000, 1, 1, "only in the copy");
    expect(copy.length).toBe(original.length + 1);
    expect([...rest(original), [1000, 1, "only in the copy"]]).toEqual(rest(copy));
  });
});
