/**
 * Which timers run: a map from (owner, key) to the queue's handle, in typed arrays.
 *
 * Handles never stand in a record, so that records can be cloned, hashed and stored. Open
 * addressing with linear probing; removal shifts back, so there are no tombstones to sweep.
 */
export class TimerTable {
  private mask = 63;
  private count = 0;
  private owners = new Int32Array(64);
  private keys = new Int32Array(64);
  /** Handle + 1, so that 0 is an empty place. */
  private handles = new Int32Array(64);

  get size(): number {
    return this.count;
  }

  /** The handle of a running timer, or -1. */
  get(owner: number, key: number): number {
    return (this.handles[this.find(owner, key)] ?? 0) - 1;
  }

  set(owner: number, key: number, handle: number): void {
    if (this.count * 2 > this.mask) this.widen();
    const at = this.find(owner, key);
    if (this.handles[at] === 0) this.count += 1;
    this.owners[at] = owner;
    this.keys[at] = key;
    this.handles[at] = handle + 1;
  }

  /** Forgets a timer and answers its handle, or -1 when none runs. */
  remove(owner: number, key: number): number {
    const at = this.find(owner, key);
    const handle = (this.handles[at] ?? 0) - 1;
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
      if (this.handles[at] !== 0 && this.owners[at] === owner) keys.push(this.keys[at] ?? 0);
    }
    return keys;
  }

  clone(): TimerTable {
    const copy = new TimerTable();
    copy.mask = this.mask;
    copy.count = this.count;
    copy.owners = this.owners.slice();
    copy.keys = this.keys.slice();
    copy.handles = this.handles.slice();
    return copy;
  }

  private find(owner: number, key: number): number {
    let at = home(owner, key) & this.mask;
    while (this.handles[at] !== 0 && (this.owners[at] !== owner || this.keys[at] !== key)) {
      at = (at + 1) & this.mask;
    }
    return at;
  }

  private closeGap(start: number): void {
    let gap = start;
    let at = start;
    for (;;) {
      at = (at + 1) & this.mask;
      if (this.handles[at] === 0) break;
      const wanted = home(this.owners[at] ?? 0, this.keys[at] ?? 0) & this.mask;
      const staysPut = gap <= at ? gap < wanted && wanted <= at : gap < wanted || wanted <= at;
      if (staysPut) continue;
      this.owners[gap] = this.owners[at] ?? 0;
      this.keys[gap] = this.keys[at] ?? 0;
      this.handles[gap] = this.handles[at] ?? 0;
      gap = at;
    }
    this.handles[gap] = 0;
  }

  private widen(): void {
    const { owners, keys, handles } = this;
    const capacity = (this.mask + 1) * 2;
    this.mask = capacity - 1;
    this.owners = new Int32Array(capacity);
    this.keys = new Int32Array(capacity);
    this.handles = new Int32Array(capacity);
    for (let from = 0; from < handles.length; from += 1) {
      if (handles[from] === 0) continue;
      const at = this.find(owners[from] ?? 0, keys[from] ?? 0);
      this.owners[at] = owners[from] ?? 0;
      this.keys[at] = keys[from] ?? 0;
      this.handles[at] = handles[from] ?? 0;
    }
  }
}

function home(owner: number, key: number): number {
  const mixed = Math.imul(owner, 0x9e3779b1) ^ Math.imul(key, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
