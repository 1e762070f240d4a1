import { describe, expect, test } from "vitest";
import { drawNodeId, drawUuid } from "../../src/kernel/ids.ts";
import { Prng } from "../../src/kernel/prng.ts";

function draws(prng: Prng, count = 20): number[] {
  return Array.from({ length: count }, () => prng.next());
}

describe("prng", () => {
  test("the same seed draws the same numbers, another seed others", () => {
    expect(draws(Prng.seeded("42"))).toEqual(draws(Prng.seeded("42")));
    expect(draws(Prng.seeded("42"))).not.toEqual(draws(Prng.seeded("43")));
  });

  test("the numbers of seed 42 are the same on every machine and in every version", () => {
    expect(draws(Prng.seeded("42"), 4)).toMatchInlineSnapshot(`
      [
        1996999453,
        4056579850,
        2056504402,
        3623688935,
      ]
    `);
  });

  test("a fork depends on the name alone, not on what was drawn before", () => {
    const fresh = Prng.seeded("s");
    const used = Prng.seeded("s");
    draws(used, 7);
    expect(draws(used.fork("link/n3"))).toEqual(draws(fresh.fork("link/n3")));
    expect(draws(fresh.fork("link/n3"))).not.toEqual(draws(fresh.fork("link/n4")));
  });

  test("a clone and a restored one draw what the original would have drawn", () => {
    const prng = Prng.seeded("7");
    draws(prng, 5);
    const clone = prng.clone();
    const restored = Prng.restore(prng.save());
    const expected = draws(prng);
    expect(draws(clone)).toEqual(expected);
    expect(draws(restored)).toEqual(expected);
    expect(draws(clone.fork("a"))).toEqual(draws(prng.fork("a")));
  });

  test("a range gives both its ends, nothing outside, each about equally often", () => {
    const prng = Prng.seeded("r");
    const counts = new Map<number, number>();
    for (let round = 0; round < 60_000; round += 1) {
      const value = prng.range(-2, 3);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((one, other) => one - other)).toEqual([-2, -1, 0, 1, 2, 3]);
    // 10,000 each; 6 standard deviations of a binomial (n = 60,000, p = 1/6) are 548.
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(548);
    expect(prng.range(5, 5)).toBe(5);
  });

  test("a range that is wider than one draw gives numbers of all its parts about equally often", () => {
    const prng = Prng.seeded("wide");
    // Five draws wide, and as the longest duration of a scenario is: 366 days in milliseconds.
    for (const span of [5 * 2 ** 32, 366 * 86_400_000, 2 ** 53 - 1]) {
      const counts = [0, 0, 0, 0];
      for (let round = 0; round < 4000; round += 1) {
        const offset = prng.range(-7, span - 8) + 7;
        expect(Number.isSafeInteger(offset) && offset >= 0 && offset < span).toBe(true);
        const part = Math.floor((offset * 4) / span);
        counts[part] = (counts[part] ?? 0) + 1;
      }
      // 1000 each; 6 standard deviations of a binomial (n = 4000, p = 1/4) are 164.
      for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(164);
    }
  });

  test("a range that has no number of members is a defect, and no loop without an end", () => {
    const prng = Prng.seeded("none");
    for (const max of [Infinity, NaN, 2 ** 53]) {
      expect(() => prng.range(0, max)).toThrow(
        /expected a span that can be drawn from, found 0\.\./,
      );
    }
  });

  test("a chance of 26 in 100 comes true about that often", () => {
    const prng = Prng.seeded("c");
    let hits = 0;
    for (let round = 0; round < 100_000; round += 1) if (prng.chance(26, 100)) hits += 1;
    // 26,000; 6 standard deviations are 832.
    expect(Math.abs(hits - 26_000)).toBeLessThan(832);
  });
});

describe("ids", () => {
  test("a UUID is of version 4 and variant 1, and 100,000 of them differ", () => {
    const prng = Prng.seeded("ids");
    const seen = new Set<string>();
    for (let round = 0; round < 100_000; round += 1) {
      const uuid = drawUuid(prng);
      if (round < 1000) {
        expect(uuid).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }
      seen.add(uuid);
    }
    expect(seen.size).toBe(100_000);
  });

  test("a node id has its prefix and 17 hex digits", () => {
    const prng = Prng.seeded("nodes");
    for (const prefix of ["i-", "mi-"] as const) {
      expect(drawNodeId(prng, prefix)).toMatch(/^(i|mi)-[0-9a-f]{17}$/);
      expect(drawNodeId(prng, prefix).startsWith(prefix)).toBe(true);
    }
  });
});
