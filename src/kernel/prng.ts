/**
 * The kernel's only source of chance: a small integer generator (sfc32) that can be forked by name.
 *
 * A fork depends on the parent's seed and the name alone, never on how much has been drawn, so
 * that one more draw in one place does not shift all others. Of the seed 64 bits are kept, not its
 * text: an idle agent has three generators. No floating-point draw exists here.
 */
import { small } from "./small-integer.ts";

const BITS_32 = 0x1_0000_0000;
const BITS_53 = 0x20_0000_0000_0000;

export class Prng {
  /** What forks go by: the state that the seed gave. */
  private readonly seedA: number;
  private readonly seedB: number;
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  private constructor(a: number, b: number, c: number) {
    this.seedA = a;
    this.seedB = b;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /**
   * A generator for a seed; the same seed gives the same draws on every machine.
   *
   * @example
   * const prng = Prng.seeded("42");
   * prng.range(1, 6) === Prng.seeded("42").range(1, 6); // true
   */
  static seeded(seed: string): Prng {
    return Prng.stirred(hashText(seed, 1), hashText(seed, 2), hashText(seed, 3));
  }

  /** 32 random bits as an unsigned integer. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /**
   * An integer in min..max, both included, without bias.
   *
   * Shape:  one draw of 32 bits, seldom more; twice as many for a span of more than 2^32 (as
   *         milliseconds: 49 days).
   * Errors: throws when the span is no whole number up to 2^53 (a defect).
   */
  range(min: number, max: number): number {
    const span = max - min + 1;
    if (span <= 1) return min;
    const isWide = !(span <= BITS_32);
    if (isWide && !Number.isSafeInteger(span)) {
      throw new Error(`prng: expected a span that can be drawn from, found ${min}..${max}`);
    }
    const limit = isWide ? BITS_53 : BITS_32;
    for (;;) {
      const draw = isWide ? this.next53() : this.next();
      const rest = draw % span;
      // The last, incomplete span of all that can be drawn would favour its numbers.
      if (draw - rest <= limit - span) return min + small(rest);
    }
  }

  /** True in `numerator` of `denominator` draws. */
  chance(numerator: number, denominator: number): boolean {
    return this.range(0, denominator - 1) < numerator;
  }

  /** An independent generator for one concern, such as `link/n3`. */
  fork(name: string): Prng {
    const { seedA, seedB } = this;
    const seedC = Math.imul(seedA, 3) + seedB;
    return Prng.stirred(hashText(name, seedA), hashText(name, seedB), hashText(name, seedC));
  }

  /** A generator that will draw what this one would have drawn. */
  clone(): Prng {
    const copy = new Prng(this.seedA, this.seedB, this.c);
    copy.a = this.a;
    copy.b = this.b;
    copy.counter = this.counter;
    return copy;
  }

  /** The state as text, for a store. */
  save(): string {
    return JSON.stringify([this.seedA, this.seedB, this.a, this.b, this.c, this.counter]);
  }

  /** The inverse of `save`. */
  static restore(saved: string): Prng {
    const [seedA = 0, seedB = 0, a = 0, b = 0, c = 0, counter = 1] = JSON.parse(saved) as number[];
    const prng = new Prng(seedA, seedB, c);
    prng.a = a;
    prng.b = b;
    prng.counter = counter;
    return prng;
  }

  /** As many random bits as a number holds exactly. */
  private next53(): number {
    return (this.next() >>> 11) * BITS_32 + this.next();
  }

  /** The first draws of a fresh state show too much of it, and are left out. */
  private static stirred(a: number, b: number, c: number): Prng {
    const prng = new Prng(a, b, c);
    for (let round = 0; round < 12; round += 1) prng.next();
    return prng;
  }
}

/** 32 bits of a text (FNV-1a with a final mix); `salt` gives independent hashes of one text. */
function hashText(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
