/**
 * The kernel's event queue: a binary heap ordered by (deadline, sequence), in typed arrays.
 *
 * Entries live in a pool of slots; a slot's number is the handle by which an entry is cancelled in
 * O(log n). An entry is two integers and one immutable payload, so a timer costs no object. The
 * queue owns virtual time: it moves to an entry's deadline when that entry is taken, never past it.
 */

/** What `take` fills in: the fields of the entry that is due. */
export interface Due {
  owner: number;
  code: number;
  payload: unknown;
}

const INITIAL_CAPACITY = 64;
/** More entries than this are a defect of the caller. Why: 10,000 agents need about 40,000. */
export const QUEUE_ENTRIES_MAX = 16_777_216;

export class EventQueue {
  nowMs: number;
  private size = 0;
  private sequence = 0;
  private capacity = INITIAL_CAPACITY;
  /** Heap position -> slot. */
  private heap = new Int32Array(INITIAL_CAPACITY);
  /** Slot -> heap position, -1 when free. */
  private position = new Int32Array(INITIAL_CAPACITY).fill(-1);
  private deadline = new Float64Array(INITIAL_CAPACITY);
  private order = new Float64Array(INITIAL_CAPACITY);
  private owner = new Int32Array(INITIAL_CAPACITY);
  private code = new Int32Array(INITIAL_CAPACITY);
  private payload: unknown[] = [];
  private free: number[] = [];
  private used = 0;

  constructor(nowMs = 0) {
    this.nowMs = nowMs;
  }

  get length(): number {
    return this.size;
  }

  /** When the next entry is due; undefined when there is none. */
  get nextMs(): number | undefined {
    return this.size === 0 ? undefined : this.deadline[this.heap[0] ?? 0];
  }

  /**
   * Adds an entry; equal deadlines keep the order in which they were added.
   *
   * Shape:  answers the handle for `cancel`, good until the entry is taken or cancelled.
   * Units:  milliseconds since the run's start; a deadline in the past counts as now.
   * Errors: throws past QUEUE_ENTRIES_MAX (a defect).
   */
  post(deadlineMs: number, owner: number, code: number, payload: unknown): number {
    const slot = this.free.pop() ?? this.grow();
    this.deadline[slot] = deadlineMs < this.nowMs ? this.nowMs : deadlineMs;
    this.order[slot] = this.sequence;
    this.sequence += 1;
    this.owner[slot] = owner;
    this.code[slot] = code;
    this.payload[slot] = payload;
    this.siftUp(this.size, slot);
    this.size += 1;
    return slot;
  }

  /** Removes an entry that is still waiting; its handle must be a live one. */
  cancel(handle: number): void {
    const at = this.position[handle] ?? -1;
    if (at < 0) return;
    this.removeAt(at);
    this.release(handle);
  }

  /** Moves time to the next entry, takes it out and fills `due`; false when nothing waits. */
  take(due: Due): boolean {
    if (this.size === 0) return false;
    const slot = this.heap[0] ?? 0;
    this.nowMs = this.deadline[slot] ?? this.nowMs;
    due.owner = this.owner[slot] ?? 0;
    due.code = this.code[slot] ?? 0;
    due.payload = this.payload[slot];
    this.removeAt(0);
    this.release(slot);
    return true;
  }

  /** Forgets every entry and starts over at a time; the memory is kept for the next run. */
  reset(nowMs: number): void {
    this.nowMs = nowMs;
    this.size = 0;
    this.sequence = 0;
    this.used = 0;
    this.free.length = 0;
    this.payload.length = 0;
    this.position.fill(-1);
  }

  /** A queue that goes on exactly like this one; payloads are immutable and shared. */
  clone(): EventQueue {
    const copy = new EventQueue(this.nowMs);
    copy.size = this.size;
    copy.sequence = this.sequence;
    copy.capacity = this.capacity;
    copy.heap = this.heap.slice();
    copy.position = this.position.slice();
    copy.deadline = this.deadline.slice();
    copy.order = this.order.slice();
    copy.owner = this.owner.slice();
    copy.code = this.code.slice();
    copy.payload = this.payload.slice();
    copy.free = this.free.slice();
    copy.used = this.used;
    return copy;
  }

  private release(slot: number): void {
    this.position[slot] = -1;
    this.payload[slot] = undefined;
    this.free.push(slot);
  }

  private grow(): number {
    if (this.used === this.capacity) {
      if (this.capacity >= QUEUE_ENTRIES_MAX) {
        throw new Error(
          `event queue: at most ${QUEUE_ENTRIES_MAX} entries may wait, all are taken`,
        );
      }
      this.capacity *= 2;
      this.heap = widenInts(this.heap, this.capacity);
      this.position = widenInts(this.position, this.capacity);
      this.owner = widenInts(this.owner, this.capacity);
      this.code = widenInts(this.code, this.capacity);
      this.deadline = widenFloats(this.deadline, this.capacity);
      this.order = widenFloats(this.order, this.capacity);
    }
    const slot = this.used;
    this.used += 1;
    return slot;
  }

  private removeAt(at: number): void {
    this.size -= 1;
    if (at === this.size) return;
    const moved = this.heap[this.size] ?? 0;
    if (at > 0 && this.isBefore(moved, this.heap[(at - 1) >> 1] ?? 0)) this.siftUp(at, moved);
    else this.siftDown(at, moved);
  }

  private siftUp(start: number, slot: number): void {
    let at = start;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.heap[parentAt] ?? 0;
      if (!this.isBefore(slot, parent)) break;
      this.place(at, parent);
      at = parentAt;
    }
    this.place(at, slot);
  }

  private siftDown(start: number, slot: number): void {
    let at = start;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= this.size) break;
      const rightAt = childAt + 1;
      if (rightAt < this.size && this.isBefore(this.heap[rightAt] ?? 0, this.heap[childAt] ?? 0)) {
        childAt = rightAt;
      }
      const child = this.heap[childAt] ?? 0;
      if (!this.isBefore(child, slot)) break;
      this.place(at, child);
      at = childAt;
    }
    this.place(at, slot);
  }

  private place(at: number, slot: number): void {
    this.heap[at] = slot;
    this.position[slot] = at;
  }

  private isBefore(one: number, other: number): boolean {
    const oneMs = this.deadline[one] ?? 0;
    const otherMs = this.deadline[other] ?? 0;
    return (
      oneMs < otherMs || (oneMs === otherMs && (this.order[one] ?? 0) < (this.order[other] ?? 0))
    );
  }
}

function widenInts(array: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(capacity);
  wider.set(array);
  return wider;
}

function widenFloats(
  array: Float64Array<ArrayBuffer>,
  capacity: number,
): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(capacity);
  wider.set(array);
  return wider;
}
