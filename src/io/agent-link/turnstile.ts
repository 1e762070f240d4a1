/**
 * Lets a bounded number of pieces of work go on at once; the others wait in the order they came.
 *
 * Ten thousand agents that come up together thus knock a few dozen at a time, and the time limit
 * of a call runs from when it leaves, not from when it began to wait.
 */

/** Work that waits; a fleet of 10,000 agents has at most two calls each. */
const WAITING_MAX = 200_000;

export class Turnstile {
  readonly #atOnceMax: number;
  #underWay = 0;
  #waiting: (() => void)[] = [];
  #next = 0;

  constructor(atOnceMax: number) {
    this.#atOnceMax = atOnceMax;
  }

  /**
   * Does the work when its turn comes; answers whether there was room for it to wait.
   *
   * Errors: `work` must not reject. False, and `work` is never called, past 200,000 waiting.
   */
  async pass(work: () => Promise<void>): Promise<boolean> {
    if (this.#underWay >= this.#atOnceMax) {
      if (this.#waiting.length - this.#next >= WAITING_MAX) return false;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#underWay += 1;
    }
    await work();
    this.#leave();
    return true;
  }

  /** The place goes straight to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting[this.#next];
    if (next === undefined) {
      this.#underWay -= 1;
      this.#waiting = [];
      this.#next = 0;
      return;
    }
    this.#next += 1;
    next();
  }
}
