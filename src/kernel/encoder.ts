/**
 * Turns the state of records into a 53-bit hash, so that a search can tell worlds it has seen.
 *
 * Records write their fields in a fixed order. What has no meaning of its own is made canonical:
 * a random id counts as "the n-th id met", an absolute time as its distance from now. Sequence
 * numbers and prng states are left out altogether.
 */
export class Encoder {
  private low = 0x811c9dc5;
  private high = 0x9e3779b1;
  private readonly ids = new Map<string, number>();
  private readonly nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** A number that means itself: a state, a count, a code. */
  int(value: number): void {
    this.low = Math.imul(this.low ^ value, 0x01000193);
    this.low ^= this.low >>> 15;
    this.high = Math.imul(this.high ^ value, 0x85ebca6b);
    this.high ^= this.high >>> 13;
  }

  flag(value: boolean): void {
    this.int(value ? 1 : 0);
  }

  text(value: string): void {
    this.int(value.length);
    for (let index = 0; index < value.length; index += 1) this.int(value.charCodeAt(index));
  }

  /** A random id: only which one it is among those met so far counts. */
  id(value: string): void {
    let ordinal = this.ids.get(value);
    if (ordinal === undefined) {
      ordinal = this.ids.size;
      this.ids.set(value, ordinal);
    }
    this.int(ordinal);
  }

  /** An absolute time: only its distance from now counts. Not set (undefined) is a value too. */
  time(valueMs: number | undefined): void {
    this.int(valueMs === undefined ? 0x7fffffff : valueMs - this.nowMs);
  }

  /** The hash of all that was written: an integer 0..2^53-1. */
  finish(): number {
    return (this.high >>> 11) * 0x1_0000_0000 + (this.low >>> 0);
  }
}
