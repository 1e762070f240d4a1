/** Texts, each once, in the order in which they came up. */
export class TextTable {
  private readonly places = new Map<string, number>();

  place(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    const place = this.places.size;
    this.places.set(text, place);
    return place;
  }

  all(): readonly string[] {
    return [...this.places.keys()];
  }
}
