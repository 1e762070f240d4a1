import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventQueue } from "../../src/kernel/queue.ts";
import type { Due } from "../../src/kernel/queue.ts";

type Action = { post: number } | { cancel: number } | { move: number } | { take: true };

const actions = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ post: fc.integer({ min: -5, max: 30 }) }) },
    { weight: 2, arbitrary: fc.record({ cancel: fc.nat(200) }) },
    { weight: 3, arbitrary: fc.record({ move: fc.nat(200) }) },
    { weight: 4, arbitrary: fc.constant<Action>({ take: true }) },
  ),
  { maxLength: 300 },
);

/** The specification: a sorted list. */
class NaiveQueue {
  nowMs = 0;
  entries: { deadlineMs: number; order: number; handle: number }[] = [];
  private order = 0;

  post(deadlineMs: number, handle: number): void {
    this.entries.push({ deadlineMs: Math.max(deadlineMs, this.nowMs), order: this.order, handle });
    this.order += 1;
    this.entries.sort((one, other) => one.deadlineMs - other.deadlineMs || one.order - other.order);
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
  const due = emptyDue();
  for (const action of list) {
    if ("post" in action) {
      handles.set(posts, queue.post(queue.nowMs + action.post, posts, posts + 1, posts));
      naive.post(naive.nowMs + action.post, posts);
      posts += 1;
    } else if ("move" in action) {
      const entry = naive.entries[action.move % Math.max(1, naive.entries.length)];
      if (entry === undefined) continue;
      // As if it had been cancelled and posted anew, which its handle outlives.
      const deadlineMs = naive.nowMs + (action.move % 37) - 5;
      queue.move(handles.get(entry.handle)!, deadlineMs);
      naive.entries.splice(naive.entries.indexOf(entry), 1);
      naive.post(deadlineMs, entry.handle);
    } else if ("cancel" in action) {
      const entry = naive.entries[action.cancel % Math.max(1, naive.entries.length)];
      if (entry === undefined) continue;
      queue.cancel(handles.get(entry.handle)!);
      naive.entries.splice(naive.entries.indexOf(entry), 1);
    } else {
      const expected = naive.take();
      expect(queue.take(due)).toBe(expected !== undefined);
      if (expected === undefined) continue;
      expect(due).toEqual({
        owner: expected.handle,
        code: expected.handle + 1,
        payload: expected.handle,
      });
      expect(queue.nowMs).toBe(expected.atMs);
    }
    expect(queue.length).toBe(naive.entries.length);
    expect(queue.nextMs).toBe(naive.entries[0]?.deadlineMs);
  }
}

describe("event queue", () => {
  test("does what a sorted list does, whatever is posted, cancelled and taken", () => {
    fc.assert(
      fc.property(actions, (list) => play(new EventQueue(), list)),
      { seed: 1, numRuns: 300 },
    );
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
    expect([...rest(original), [1000, 1, "only in the copy"]]).toEqual(rest(copy));
  });
});
