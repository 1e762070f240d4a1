/**
 * The kernel's event queue: a binary heap ordered by (deadline, sequence), in typed arrays.
 *
 * Entries live in a pool of slots; a slot's number is the handle by which an entry is cancelled in
 * O(log n). An entry is two integers and one immutable payload, so a timer costs no object. The
 * queue owns virtual time: it moves to an entry's deadline when that entry is taken, never past it.
 */
import { CODE, EntryPool, FLOATS, INTS, ORDER, OWNER } from "./entry-pool.ts";

/** What `take` fills in: the fields of the entry that is due. */
export interface Due {
  owner: number;
  code: number;
  payload: unknown;
}

/** Below this many slots there is nothing to be gained from giving some back. */
const COMPACT_SLOTS_MIN = 1024;

export class EventQueue {
  nowMs: number;
  private size = 0;
  private sequence = 0;
  /** Heap position -> slot. */
  private heap: Int32Array<ArrayBuffer>;
  private readonly pool: EntryPool;

  constructor(nowMs = 0, pool = new EntryPool()) {
    this.nowMs = nowMs;
    this.pool = pool;
    this.heap = new Int32Array(pool.capacity);
  }

  get length(): number {
    return this.size;
  }

  /** When the next entry is due; undefined when there is none. */
  get nextMs(): number | undefined {
    return this.size === 0 ? undefined : this.pool.floats[(this.heap[0] ?? 0) * FLOATS];
  }

  /**
   * Adds an entry; equal deadlines keep the order in which they were added.
   *
   * Shape:  answers the handle for `cancel`, good until the entry is taken or cancelled.
   * Units:  milliseconds since the run's start; a deadline in the past counts as now.
   * Errors: throws past QUEUE_ENTRIES_MAX (a defect).
   */
  post(deadlineMs: number, owner: number, code: number, payload: unknown): number {
    const { pool } = this;
    const slot = pool.allot();
    if (this.size === this.heap.length) this.widen();
    this.time(slot, deadlineMs);
    pool.ints[slot * INTS + OWNER] = owner;
    pool.ints[slot * INTS + CODE] = code;
    pool.payload[slot] = payload;
    this.siftUp(this.size, slot);
    this.size += 1;
    return slot;
  }

  /** Removes an entry that is still waiting; its handle must be a live one. */
  cancel(handle: number): void {
    const at = this.pool.position[handle] ?? -1;
    if (at < 0) return;
    this.removeAt(at);
    this.pool.release(handle);
  }

  /** Gives a waiting entry another deadline, as if it had been cancelled and posted anew. */
  move(handle: number, deadlineMs: number): void {
    const at = this.pool.position[handle] ?? -1;
    if (at < 0) return;
    this.time(handle, deadlineMs);
    this.settle(at, handle);
  }

  /** Moves time to the next entry, takes it out and fills `due`; false when nothing waits. */
  take(due: Due): boolean {
    if (this.size === 0) return false;
    const { pool } = this;
    const slot = this.heap[0] ?? 0;
    this.nowMs = small(pool.floats[slot * FLOATS] ?? this.nowMs);
    due.owner = pool.ints[slot * INTS + OWNER] ?? 0;
    due.code = pool.ints[slot * INTS + CODE] ?? 0;
    due.payload = pool.payload[slot];
    this.removeAt(0);
    pool.release(slot);
    return true;
  }

  /** Whether so few of many slots are in use that `compact` is worth its time. */
  get isSparse(): boolean {
    const { capacity } = this.pool;
    return capacity > COMPACT_SLOTS_MIN && this.size * 5 < capacity * 2;
  }

  /**
   * Gives half of the memory back: a fleet that starts, or is sent a command, has twice as much
   * under way as waits in it afterwards. Entries that move get new handles.
   */
  compact(moved: (owner: number, code: number, handle: number) => void): void {
    const { pool } = this;
    pool.compact(this.size, (slot) => {
      this.heap[pool.position[slot] ?? 0] = slot;
      moved(pool.ints[slot * INTS + OWNER] ?? 0, pool.ints[slot * INTS + CODE] ?? 0, slot);
    });
    this.heap = this.heap.slice(0, pool.capacity);
  }

  /** Forgets every entry and starts over at a time; the memory is kept for the next run. */
  reset(nowMs: number): void {
    this.nowMs = nowMs;
    this.size = 0;
    this.sequence = 0;
    this.pool.reset();
  }

  /** A queue that goes on exactly like this one; payloads are immutable and shared. */
  clone(): EventQueue {
    const copy = new EventQueue(this.nowMs, this.pool.clone());
    copy.size = this.size;
    copy.sequence = this.sequence;
    copy.heap.set(this.heap);
    return copy;
  }

  private time(slot: number, deadlineMs: number): void {
    const { floats } = this.pool;
    floats[slot * FLOATS] = deadlineMs < this.nowMs ? this.nowMs : deadlineMs;
    floats[slot * FLOATS + ORDER] = this.sequence;
    this.sequence += 1;
  }

  private widen(): void {
    const { heap } = this;
    this.heap = new Int32Array(this.pool.capacity);
    this.heap.set(heap);
  }

  private removeAt(at: number): void {
    this.size -= 1;
    if (at === this.size) return;
    this.settle(at, this.heap[this.size] ?? 0);
  }

  /** Puts a slot in its place from a position where it may be wrong either way. */
  private settle(at: number, slot: number): void {
    const isUp = at > 0 && isBefore(this.pool.floats, slot, this.heap[(at - 1) >> 1] ?? 0);
    if (isUp) this.siftUp(at, slot);
    else this.siftDown(at, slot);
  }

  private siftUp(start: number, slot: number): void {
    const { heap } = this;
    const { floats, position } = this.pool;
    let at = start;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] ?? 0;
      if (!isBefore(floats, slot, parent)) break;
      heap[at] = parent;
      position[parent] = at;
      at = parentAt;
    }
    heap[at] = slot;
    position[slot] = at;
  }

  /**
   * The kernel's hottest loop. The comparisons stand in it as they are, because a call of `isBefore`
   * for the rare tie makes it a third slower (measured).
   */
  private siftDown(start: number, slot: number): void {
    const { heap, size } = this;
    const { floats, position } = this.pool;
    const slotMs = floats[slot * FLOATS] ?? 0;
    const slotOrder = floats[slot * FLOATS + ORDER] ?? 0;
    let at = start;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= size) break;
      let child = heap[childAt] ?? 0;
      let childMs = floats[child * FLOATS] ?? 0;
      if (childAt + 1 < size) {
        const right = heap[childAt + 1] ?? 0;
        const rightMs = floats[right * FLOATS] ?? 0;
        if (
          rightMs < childMs ||
          (rightMs === childMs &&
            (floats[right * FLOATS + ORDER] ?? 0) < (floats[child * FLOATS + ORDER] ?? 0))
        ) {
          childAt += 1;
          child = right;
          childMs = rightMs;
        }
      }
      if (
        slotMs < childMs ||
        (slotMs === childMs && slotOrder < (floats[child * FLOATS + ORDER] ?? 0))
      ) {
        break;
      }
      heap[at] = child;
      position[child] = at;
      at = childAt;
    }
    heap[at] = slot;
    position[slot] = at;
  }
}

function isBefore(floats: Float64Array, one: number, other: number): boolean {
  const oneAt = one * FLOATS;
  const otherAt = other * FLOATS;
  const oneMs = floats[oneAt] ?? 0;
  const otherMs = floats[otherAt] ?? 0;
  if (oneMs !== otherMs) return oneMs < otherMs;
  return (floats[oneAt + ORDER] ?? 0) < (floats[otherAt + ORDER] ?? 0);
}

/**
 * The same number, as V8's small integer while it is one (times: for 24 days).
 *
 * What comes out of a Float64Array would be put into an object of its own wherever it is kept.
 */
function small(value: number): number {
  const integer = value | 0;
  return integer === value ? integer : value;
}
