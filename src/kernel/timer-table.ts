/**
 * Which timers run: a map from (owner, key) to the queue's handle, in typed arrays.
 *
 * Handles never stand in a record, so that records can be cloned, hashed and stored. Open
 * addressing with linear probing; removal shifts back, so there are no tombstones to sweep. What
 * belongs to one place stands side by side: in a large fleet a look-up is one line of memory.
 */

/** A place's numbers: handle + 1 (0 is an empty place), owner, key. */
const PLACE_NUMBERS = 3;
const OWNER = 1;
const KEY = 2;
const INITIAL_PLACES = 16;

export class TimerTable {
  private mask = INITIAL_PLACES - 1;
  private count = 0;
  private places = new Int32Array(INITIAL_PLACES * PLACE_NUMBERS);

  get size(): number {
    return this.count;
  }

  /** The handle of a running timer, or -1. */
  get(owner: number, key: number): number {
    return this.handleAt(this.find(owner, key)) - 1;
  }

  set(owner: number, key: number, handle: number): void {
    if (this.count * 4 >= this.mask * 3) this.widen();
    const at = this.find(owner, key);
    if (this.handleAt(at) === 0) this.count += 1;
    this.put(at, handle + 1, owner, key);
  }

  /** Forgets a timer and answers its handle, or -1 when none runs. */
  remove(owner: number, key: number): number {
    const at = this.find(owner, key);
    const handle = this.handleAt(at) - 1;
    if (handle >= 0) {
      this.count -= 1;
      this.closeGap(at);
    }
    return handle;
  }

  /** Every running timer of one owner, in no particular order: use it to end them all. */
  keysOf(owner: number): number[] {
    const keys: number[] = [];
    for (let at = 0; at <= this.mask; at += 1) {
      if (this.handleAt(at) !== 0 && this.ownerAt(at) === owner) keys.push(this.keyAt(at));
    }
    return keys;
  }

  /** Calls for every running timer, in no particular order. */
  forEach(call: (owner: number, key: number) => void): void {
    for (let at = 0; at <= this.mask; at += 1) {
      if (this.handleAt(at) !== 0) call(this.ownerAt(at), this.keyAt(at));
    }
  }

  clone(): TimerTable {
    const copy = new TimerTable();
    copy.mask = this.mask;
    copy.count = this.count;
    copy.places = this.places.slice();
    return copy;
  }

  private find(owner: number, key: number): number {
    let at = home(owner, key) & this.mask;
    while (this.handleAt(at) !== 0 && (this.ownerAt(at) !== owner || this.keyAt(at) !== key)) {
      at = (at + 1) & this.mask;
    }
    return at;
  }

  private closeGap(start: number): void {
    let gap = start;
    let at = start;
    for (;;) {
      at = (at + 1) & this.mask;
      const handle = this.handleAt(at);
      if (handle === 0) break;
      const owner = this.ownerAt(at);
      const key = this.keyAt(at);
      const wanted = home(owner, key) & this.mask;
      const staysPut = gap <= at ? gap < wanted && wanted <= at : gap < wanted || wanted <= at;
      if (staysPut) continue;
      this.put(gap, handle, owner, key);
      gap = at;
    }
    this.put(gap, 0, 0, 0);
  }

  private widen(): void {
    const { places } = this;
    this.mask = this.mask * 2 + 1;
    this.places = new Int32Array((this.mask + 1) * PLACE_NUMBERS);
    for (let from = 0; from < places.length; from += PLACE_NUMBERS) {
      const handle = places[from] ?? 0;
      if (handle === 0) continue;
      const owner = places[from + OWNER] ?? 0;
      const key = places[from + KEY] ?? 0;
      this.put(this.find(owner, key), handle, owner, key);
    }
  }

  private handleAt(at: number): number {
    return this.places[at * PLACE_NUMBERS] ?? 0;
  }

  private ownerAt(at: number): number {
    return this.places[at * PLACE_NUMBERS + OWNER] ?? 0;
  }

  private keyAt(at: number): number {
    return this.places[at * PLACE_NUMBERS + KEY] ?? 0;
  }

  private put(at: number, handle: number, owner: number, key: number): void {
    const first = at * PLACE_NUMBERS;
    this.places[first] = handle;
    this.places[first + OWNER] = owner;
    this.places[first + KEY] = key;
  }
}

function home(owner: number, key: number): number {
  const mixed = Math.imul(owner, 0x9e3779b1) ^ Math.imul(key, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
