import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Encoder } from "../../src/kernel/encoder.ts";

function hash(nowMs: number, write: (encoder: Encoder) => void): number {
  const encoder = new Encoder(nowMs);
  write(encoder);
  return encoder.finish();
}

describe("encoder", () => {
  test("equal writes give equal hashes of 53 bits, other ones others", () => {
    const seen = new Map<number, string>();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }), (values) => {
        const value = hash(0, (encoder) => values.forEach((one) => encoder.int(one)));
        expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
        const text = values.join();
        expect(seen.get(value) ?? text).toBe(text);
        seen.set(value, text);
      }),
      { seed: 4, numRuns: 5000 },
    );
  });

  test("a random id counts only as which one it is", () => {
    const ids = (one: string, two: string): number =>
      hash(0, (encoder) => [one, two, one].forEach((id) => encoder.id(id)));
    expect(ids("a4f0", "77e1")).toBe(ids("b1c2", "d3e4"));
    expect(ids("a", "a")).not.toBe(ids("a", "b"));
  });

  test("an absolute time counts only as its distance from now", () => {
    const at = (nowMs: number, timeMs: number | undefined): number =>
      hash(nowMs, (encoder) => encoder.time(timeMs));
    expect(at(1000, 1500)).toBe(at(9000, 9500));
    expect(at(1000, 1500)).not.toBe(at(1000, 1501));
    expect(at(1000, undefined)).toBe(at(2000, undefined));
  });
});
