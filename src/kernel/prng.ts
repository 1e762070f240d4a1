/**
 * The kernel's only source of chance: a small integer generator (sfc32) that can be forked by name.
 *
 * A fork depends on the parent's seed and the name alone, never on how much has been drawn, so
 * that one more draw in one place does not shift all others. No floating-point draw exists here.
 */
export class Prng {
  private readonly seed: string;
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  private constructor(seed: string, a: number, b: number, c: number, counter: number) {
    this.seed = seed;
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
  }

  /**
   * A generator for a seed; the same seed gives the same draws on every machine.
   *
   * @example
   * const prng = Prng.seeded("42");
   * prng.range(1, 6) === Prng.seeded("42").range(1, 6); // true
   */
  static seeded(seed: string): Prng {
    const prng = new Prng(seed, hashText(seed, 1), hashText(seed, 2), hashText(seed, 3), 1);
    for (let round = 0; round < 12; round += 1) prng.next();
    return prng;
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

  /** An integer in min..max, both included, without bias; the span must be below 2^32. */
  range(min: number, max: number): number {
    const span = max - min + 1;
    if (span <= 1) return min;
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % span);
    let draw = this.next();
    while (draw >= limit) draw = this.next();
    return min + (draw % span);
  }

  /** True in `numerator` of `denominator` draws. */
  chance(numerator: number, denominator: number): boolean {
    return this.range(0, denominator - 1) < numerator;
  }

  /** An independent generator for one concern, such as `link/n3`. */
  fork(name: string): Prng {
    return Prng.seeded(`${this.seed}/${name}`);
  }

  /** A generator that will draw what this one would have drawn. */
  clone(): Prng {
    return new Prng(this.seed, this.a, this.b, this.c, this.counter);
  }

  /** The state as text, for a store. */
  save(): string {
    return JSON.stringify([this.seed, this.a, this.b, this.c, this.counter]);
  }

  /** The inverse of `save`. */
  static restore(saved: string): Prng {
    const [seed, a, b, c, counter] = JSON.parse(saved) as [string, number, number, number, number];
    return new Prng(seed, a, b, c, counter);
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
