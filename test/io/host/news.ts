/**
 * What a test waits for: a list of things that happened, and promises of those to come.
 */
export class News<Item> {
  readonly all: Item[] = [];
  readonly #waiting: (() => void)[] = [];

  add(item: Item): void {
    this.all.push(item);
    for (const look of this.#waiting.splice(0)) look();
  }

  count(matches: (item: Item) => boolean): number {
    return this.all.filter(matches).length;
  }

  /** The n-th item that matches, as soon as it is there. */
  async find<Found extends Item>(
    matches: ((item: Item) => item is Found) | ((item: Item) => boolean),
    nth = 1,
  ): Promise<Found> {
    for (;;) {
      const found = this.all.filter(matches)[nth - 1];
      if (found !== undefined) return found as Found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
