/**
 * The kernel's event queue: a binary heap ordered by (deadline, sequence), in typed arrays.
 *
 * Entries live in a pool of slots; a slot's number is the handle by which an entry is cancelled in
 * O(log n). An entry is two integers and one immutable payload, so a timer costs no object; its
 * numbers stand side by side, because in a large fleet each line of memory that is touched costs
 * more than all else. The queue owns virtual time: it moves to an entry's deadline when that entry
 * is taken, never past it.
 */

/** An entry's numbers: deadline, order, owner, code. */
const ENTRY_NUMBERS = 4;
const ORDER = 1;
const OWNER = 2;
const CODE = 3;

/** What `take` fills in: the fields of the entry that is due. */
export interface Due {
  owner: number;
  code: number;
  payload: unknown;
}

/** Small: a search clones worlds in which a handful of entries wait. */
const INITIAL_CAPACITY = 16;
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
  /** Slot * ENTRY_NUMBERS -> its numbers. */
  private numbers = new Float64Array(INITIAL_CAPACITY * ENTRY_NUMBERS);
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
    return this.size === 0 ? undefined : this.numbers[(this.heap[0] ?? 0) * ENTRY_NUMBERS];
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
    const at = slot * ENTRY_NUMBERS;
    this.numbers[at] = deadlineMs < this.nowMs ? this.nowMs : deadlineMs;
    this.numbers[at + ORDER] = this.sequence;
    this.sequence += 1;
    this.numbers[at + OWNER] = owner;
    this.numbers[at + CODE] = code;
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

  /** Gives a waiting entry another deadline, as if it had been cancelled and posted anew. */
  move(handle: number, deadlineMs: number): void {
    const entry = handle * ENTRY_NUMBERS;
    this.numbers[entry] = deadlineMs < this.nowMs ? this.nowMs : deadlineMs;
    this.numbers[entry + ORDER] = this.sequence;
    this.sequence += 1;
    this.settle(this.position[handle] ?? 0, handle);
  }

  /** Moves time to the next entry, takes it out and fills `due`; false when nothing waits. */
  take(due: Due): boolean {
    if (this.size === 0) return false;
    const slot = this.heap[0] ?? 0;
    const at = slot * ENTRY_NUMBERS;
    this.nowMs = small(this.numbers[at] ?? this.nowMs);
    due.owner = (this.numbers[at + OWNER] ?? 0) | 0;
    due.code = (this.numbers[at + CODE] ?? 0) | 0;
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
    copy.numbers = this.numbers.slice();
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
      this.numbers = widenFloats(this.numbers, this.capacity * ENTRY_NUMBERS);
    }
    const slot = this.used;
    this.used += 1;
    return slot;
  }

  private removeAt(at: number): void {
    this.size -= 1;
    if (at === this.size) return;
    this.settle(at, this.heap[this.size] ?? 0);
  }

  /** Puts a slot in its place from a position where it may be wrong either way. */
  private settle(at: number, slot: number): void {
    if (at > 0 && this.isBefore(slot, this.heap[(at - 1) >> 1] ?? 0)) this.siftUp(at, slot);
    else this.siftDown(at, slot);
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
    const { numbers } = this;
    const oneAt = one * ENTRY_NUMBERS;
    const otherAt = other * ENTRY_NUMBERS;
    const oneMs = numbers[oneAt] ?? 0;
    const otherMs = numbers[otherAt] ?? 0;
    if (oneMs !== otherMs) return oneMs < otherMs;
    return (numbers[oneAt + ORDER] ?? 0) < (numbers[otherAt + ORDER] ?? 0);
  }
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

function widenInts(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length);
  wider.set(array);
  return wider;
}

function widenFloats(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length);
  wider.set(array);
  return wider;
}
