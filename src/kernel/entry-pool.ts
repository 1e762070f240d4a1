/**
 * What the entries of an event queue consist of, by slot: owner, code, a payload, and where in the
 * heap the slot stands.
 *
 * An entry's numbers stand side by side in one buffer, because in a large fleet each line of memory
 * that is touched costs more than all else. Free slots are chained through their owners' place.
 */

/** Of an entry: two integers. */
export const INTS = 2;
export const OWNER = 0;
export const CODE = 1;

/** Small: a search clones worlds in which a handful of entries wait. */
const INITIAL_CAPACITY = 16;
/** More entries than this are a defect of the caller. Why: 10,000 agents need about 40,000. */
export const QUEUE_ENTRIES_MAX = 16_777_216;
const FREE = -1;
const NO_SLOT = -1;

export class EntryPool {
  capacity: number;
  ints: Int32Array<ArrayBuffer>;
  /** Heap position of a slot; FREE for one that is not in use. */
  position: Int32Array<ArrayBuffer>;
  payload: unknown[] = [];
  private firstFree = NO_SLOT;
  /** Slots from here on were never in use. */
  private used = 0;

  constructor(capacity = INITIAL_CAPACITY) {
    this.capacity = capacity;
    this.ints = new Int32Array(capacity * INTS);
    this.position = new Int32Array(capacity).fill(FREE);
  }

  /** A slot to be filled. Errors: throws past QUEUE_ENTRIES_MAX (a defect). */
  allot(): number {
    const slot = this.firstFree;
    if (slot !== NO_SLOT) {
      this.firstFree = this.ints[slot * INTS + OWNER] ?? NO_SLOT;
      return slot;
    }
    if (this.used === this.capacity) this.grow();
    this.used += 1;
    return this.used - 1;
  }

  release(slot: number): void {
    this.position[slot] = FREE;
    this.payload[slot] = undefined;
    this.ints[slot * INTS + OWNER] = this.firstFree;
    this.firstFree = slot;
  }

  /**
   * Moves what is in slots of `size` and above to free slots below, and gives the rest back.
   *
   * Shape: `size` slots are in use; `moved` is told where each that moves is from now on.
   */
  compact(size: number, moved: (slot: number) => void): void {
    let free = 0;
    for (let slot = size; slot < this.used; slot += 1) {
      const position = this.position[slot] ?? FREE;
      if (position === FREE) continue;
      while (this.position[free] !== FREE) free += 1;
      this.ints.copyWithin(free * INTS, slot * INTS, (slot + 1) * INTS);
      this.payload[free] = this.payload[slot];
      this.position[free] = position;
      moved(free);
    }
    this.used = size;
    this.firstFree = NO_SLOT;
    this.capacity /= 2;
    this.ints = this.ints.slice(0, this.capacity * INTS);
    this.position = this.position.slice(0, this.capacity).fill(FREE, size);
    this.payload = this.payload.slice(0, size);
  }

  /** Forgets every entry; the memory is kept. */
  reset(): void {
    this.used = 0;
    this.firstFree = NO_SLOT;
    this.payload.length = 0;
    this.position.fill(FREE);
  }

  /** Payloads are immutable and shared. */
  clone(): EntryPool {
    const copy = new EntryPool(0);
    copy.capacity = this.capacity;
    copy.ints = this.ints.slice();
    copy.position = this.position.slice();
    copy.payload = this.payload.slice();
    copy.firstFree = this.firstFree;
    copy.used = this.used;
    return copy;
  }

  private grow(): void {
    if (this.capacity >= QUEUE_ENTRIES_MAX) {
      throw new Error(`event queue: at most ${QUEUE_ENTRIES_MAX} entries may wait, all are taken`);
    }
    const { ints, position, capacity } = this;
    this.capacity = capacity * 2;
    this.ints = new Int32Array(this.capacity * INTS);
    this.ints.set(ints);
    this.position = new Int32Array(this.capacity).fill(FREE, capacity);
    this.position.set(position);
  }
}
