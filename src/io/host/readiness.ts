/**
 * Which nodes are still awaited: until each has its channel open and a full health report taken.
 */
export class Readiness {
  readonly #withoutChannel = new Set<string>();
  readonly #withoutReport = new Set<string>();
  readonly #listeners: (() => void)[] = [];

  get isComplete(): boolean {
    return this.#withoutChannel.size === 0 && this.#withoutReport.size === 0;
  }

  /** Waits for a node from now on. */
  expect(node: string): void {
    this.#withoutChannel.add(node);
    this.#withoutReport.add(node);
  }

  opened(node: string): void {
    if (this.#withoutChannel.delete(node)) this.#tell();
  }

  reported(node: string): void {
    if (this.#withoutReport.delete(node)) this.#tell();
  }

  /** A node that was stopped or removed is not waited for. */
  dismiss(node: string): void {
    this.#withoutChannel.delete(node);
    this.#withoutReport.delete(node);
    this.#tell();
  }

  /** Resolves when no node is awaited any more. */
  async complete(): Promise<void> {
    if (this.isComplete) return;
    await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }

  #tell(): void {
    if (!this.isComplete) return;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
