/**
 * A digest of bytes that grows with them: how many there were, and a hash of them in their order.
 *
 * Two texts with the same digest are the same, as far as a check of a run is concerned: it is made
 * against mistakes, not against malice. Source: FNV-1a, 32 bits.
 */
export class Digest {
  bytes = 0;
  private hash = 0x811c9dc5;

  /** Of a whole byte string (one character a byte), as text. */
  static of(bytes: string): string {
    const digest = new Digest();
    digest.add(bytes);
    return digest.text;
  }

  /** `<bytes>:<hash>`. */
  get text(): string {
    return `${this.bytes}:${(this.hash >>> 0).toString(16).padStart(8, "0")}`;
  }

  add(bytes: string): void {
    let { hash } = this;
    for (let index = 0; index < bytes.length; index += 1) {
      hash = Math.imul(hash ^ bytes.charCodeAt(index), 0x01000193);
    }
    this.hash = hash;
    this.bytes += bytes.length;
  }

  clone(): Digest {
    const copy = new Digest();
    copy.bytes = this.bytes;
    copy.hash = this.hash;
    return copy;
  }
}
