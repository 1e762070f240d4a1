/**
 * Wakes whoever waits, when something has happened or a time has come.
 *
 * It rings in the midst of steps, so whoever waits is woken when the step is over, once for all
 * that has rung meanwhile.
 */
export class Bell {
  #wake: (() => void) | undefined;
  #hasRung = false;

  ring(): void {
    this.#hasRung = true;
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake !== undefined) setImmediate(wake);
  }

  /** Resolves at the next ring, or when one has come since the last wait, or after so long. */
  async rung(ms: number): Promise<void> {
    if (!this.#hasRung && ms > 0) {
      let timeout: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timeout = setTimeout(resolve, Math.ceil(ms));
      });
      clearTimeout(timeout);
    }
    this.#wake = undefined;
    this.#hasRung = false;
  }
}
