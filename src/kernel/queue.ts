/**
 * The kernel's event queue: a heap ordered by (deadline, sequence), in typed arrays.
 *
 * Entries live in a pool of slots; a slot's number is the handle by which an entry is cancelled in
 * O(log n). An entry is two integers and one immutable payload, so a timer costs no object. The
 * queue owns virtual time: it moves to an entry's deadline when that entry is taken, never past it.
 *
 * In a large fleet what costs is memory that is touched anew. So each place has four children, whose
 * keys are neighbours; and the place of what was taken stays empty until it is known what comes
 * next, as most events post a near one, which fits there. Until then it has the key of what was taken,
 * which is before all others.
 */
import { CODE, EntryPool, INTS, OWNER } from "./entry-pool.ts";
import { small } from "./small-integer.ts";

/** What `take` fills in: the fields of the entry that is due. */
export interface Due {
  owner: number;
  code: number;
  payload: unknown;
}

/** Below this many slots there is nothing to be gained from giving some back. */
const COMPACT_SLOTS_MIN = 1024;
/** Of a place: its entry's deadline and its order among equal ones. */
const KEY = 2;
const ORDER = 1;
const CHILDREN = 4;
const ROOT = 0;

export class EventQueue {
  nowMs: number;
  /** How many places there are, an empty root included. */
  private places = 0;
  private isRootEmpty = false;
  private sequence = 0;
  /** Place -> key. */
  private keys: Float64Array<ArrayBuffer>;
  /** Place -> slot. */
  private slots: Int32Array<ArrayBuffer>;
  private readonly pool: EntryPool;

  constructor(nowMs = 0, pool = new EntryPool()) {
    this.nowMs = nowMs;
    this.pool = pool;
    this.keys = new Float64Array(pool.capacity * KEY);
    this.slots = new Int32Array(pool.capacity);
  }

  get length(): number {
    return this.isRootEmpty ? this.places - 1 : this.places;
  }

  /** When the next entry is due; undefined when there is none. */
  get nextMs(): number | undefined {
    if (this.isRootEmpty) this.fillRoot();
    return this.places === 0 ? undefined : this.keys[ROOT];
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
    if (this.slots.length < pool.capacity) this.widen();
    pool.ints[slot * INTS + OWNER] = owner;
    pool.ints[slot * INTS + CODE] = code;
    pool.payload[slot] = payload;
    const ms = deadlineMs < this.nowMs ? this.nowMs : deadlineMs;
    const order = this.sequence;
    this.sequence += 1;
    if (this.isRootEmpty) {
      this.isRootEmpty = false;
      this.siftDown(ROOT, slot, ms, order);
    } else {
      this.places += 1;
      this.siftUp(this.places - 1, slot, ms, order);
    }
    return slot;
  }

  /** Removes an entry that is still waiting; its handle must be a live one. */
  cancel(handle: number): void {
    const at = this.pool.position[handle] ?? -1;
    if (at < 0) return;
    this.pool.release(handle);
    this.places -= 1;
    const last = this.places;
    if (at === last) return;
    const { keys } = this;
    this.settle(at, this.slots[last] ?? 0, keys[last * KEY] ?? 0, keys[last * KEY + ORDER] ?? 0);
  }

  /** Gives a waiting entry another deadline, as if it had been cancelled and posted anew. */
  move(handle: number, deadlineMs: number): void {
    const at = this.pool.position[handle] ?? -1;
    if (at < 0) return;
    const ms = deadlineMs < this.nowMs ? this.nowMs : deadlineMs;
    this.settle(at, handle, ms, this.sequence);
    this.sequence += 1;
  }

  /** Moves time to the next entry, takes it out and fills `due`; false when nothing waits. */
  take(due: Due): boolean {
    if (this.isRootEmpty) this.fillRoot();
    if (this.places === 0) return false;
    const { pool, keys } = this;
    const slot = this.slots[ROOT] ?? 0;
    this.nowMs = small(keys[ROOT] ?? this.nowMs);
    due.owner = pool.ints[slot * INTS + OWNER] ?? 0;
    due.code = pool.ints[slot * INTS + CODE] ?? 0;
    due.payload = pool.payload[slot];
    pool.release(slot);
    this.isRootEmpty = true;
    return true;
  }

  /** Moves time on to a moment, if that is not past. */
  passTo(ms: number): void {
    if (ms > this.nowMs) this.nowMs = small(ms);
  }

  /** Whether so few of many slots are in use that `compact` is worth its time. */
  get isSparse(): boolean {
    const { capacity } = this.pool;
    return capacity > COMPACT_SLOTS_MIN && this.places * 5 < capacity * 2;
  }

  /**
   * Gives half of the memory back: a fleet that starts, or is sent a command, has twice as much
   * under way as waits in it afterwards. Entries that move get new handles.
   */
  compact(moved: (owner: number, code: number, handle: number) => void): void {
    if (this.isRootEmpty) this.fillRoot();
    const { pool } = this;
    pool.compact(this.places, (slot) => {
      this.slots[pool.position[slot] ?? 0] = slot;
      moved(pool.ints[slot * INTS + OWNER] ?? 0, pool.ints[slot * INTS + CODE] ?? 0, slot);
    });
    this.slots = this.slots.slice(0, pool.capacity);
    this.keys = this.keys.slice(0, pool.capacity * KEY);
  }

  /** Forgets every entry and starts over at a time; the memory is kept for the next run. */
  reset(nowMs: number): void {
    this.nowMs = nowMs;
    this.places = 0;
    this.isRootEmpty = false;
    this.sequence = 0;
    this.pool.reset();
  }

  /** A queue that goes on exactly like this one; payloads are immutable and shared. */
  clone(): EventQueue {
    const copy = new EventQueue(this.nowMs, this.pool.clone());
    copy.places = this.places;
    copy.isRootEmpty = this.isRootEmpty;
    copy.sequence = this.sequence;
    copy.keys.set(this.keys);
    copy.slots.set(this.slots);
    return copy;
  }

  private widen(): void {
    const { keys, slots } = this;
    this.keys = new Float64Array(this.pool.capacity * KEY);
    this.keys.set(keys);
    this.slots = new Int32Array(this.pool.capacity);
    this.slots.set(slots);
  }

  /** Nothing came that could take the place of what was taken: the last entry does. */
  private fillRoot(): void {
    this.isRootEmpty = false;
    this.places -= 1;
    const last = this.places;
    if (last === ROOT) return;
    const { keys } = this;
    this.siftDown(
      ROOT,
      this.slots[last] ?? 0,
      keys[last * KEY] ?? 0,
      keys[last * KEY + ORDER] ?? 0,
    );
  }

  /** Puts an entry in its place from one where it may be wrong either way. */
  private settle(at: number, slot: number, ms: number, order: number): void {
    if (at > ROOT && this.isBefore(ms, order, parentOf(at))) this.siftUp(at, slot, ms, order);
    else this.siftDown(at, slot, ms, order);
  }

  private siftUp(start: number, slot: number, ms: number, order: number): void {
    let at = start;
    while (at > ROOT) {
      const parent = parentOf(at);
      if (!this.isBefore(ms, order, parent)) break;
      this.copy(parent, at);
      at = parent;
    }
    this.put(at, slot, ms, order);
  }

  /** The kernel's hottest loop. */
  private siftDown(start: number, slot: number, ms: number, order: number): void {
    const { keys, places } = this;
    let at = start;
    for (;;) {
      const first = at * CHILDREN + 1;
      if (first >= places) break;
      const end = Math.min(first + CHILDREN, places);
      let least = first;
      let leastMs = keys[first * KEY] ?? 0;
      let leastOrder = keys[first * KEY + ORDER] ?? 0;
      for (let child = first + 1; child < end; child += 1) {
        const childMs = keys[child * KEY] ?? 0;
        if (childMs > leastMs) continue;
        const childOrder = keys[child * KEY + ORDER] ?? 0;
        if (childMs === leastMs && childOrder > leastOrder) continue;
        least = child;
        leastMs = childMs;
        leastOrder = childOrder;
      }
      if (ms < leastMs || (ms === leastMs && order < leastOrder)) break;
      this.copy(least, at);
      at = least;
    }
    this.put(at, slot, ms, order);
  }

  private isBefore(ms: number, order: number, place: number): boolean {
    const placeMs = this.keys[place * KEY] ?? 0;
    if (ms !== placeMs) return ms < placeMs;
    return order < (this.keys[place * KEY + ORDER] ?? 0);
  }

  private copy(from: number, to: number): void {
    const { keys } = this;
    this.put(to, this.slots[from] ?? 0, keys[from * KEY] ?? 0, keys[from * KEY + ORDER] ?? 0);
  }

  private put(at: number, slot: number, ms: number, order: number): void {
    const { keys } = this;
    keys[at * KEY] = ms;
    keys[at * KEY + ORDER] = order;
    this.slots[at] = slot;
    this.pool.position[slot] = at;
  }
}

function parentOf(place: number): number {
  return (place - 1) >> 2;
}
