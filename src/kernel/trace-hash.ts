/**
 * A hash of a trace's bytes that grows line by line: equal traces have equal hashes.
 *
 * It tells whether two runs of one seed were the same; it guards against no attacker. Two lanes of
 * 32 bits, each FNV-1a with another multiplier and a final mix.
 */
import { traceLine } from "./trace.ts";
import type { TraceEvent } from "./trace.ts";

export class TraceHash {
  private low = 0x811c9dc5;
  private high = 0x9e3779b1;

  add(event: TraceEvent): void {
    const line = traceLine(event);
    let { low, high } = this;
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
    }
    // The newline.
    this.low = Math.imul(low ^ 10, 0x01000193);
    this.high = Math.imul(high ^ 10, 0x85ebca6b);
  }

  /** 16 hex digits. */
  get text(): string {
    return hex(mix(this.high)) + hex(mix(this.low));
  }
}

function mix(lane: number): number {
  const once = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
