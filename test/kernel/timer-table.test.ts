import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimerTable } from "../../src/kernel/timer-table.ts";

const actions = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "remove", "get"),
    owner: fc.nat(12),
    key: fc.nat(40),
    handle: fc.nat(1_000_000),
  }),
  { maxLength: 400 },
);

describe("timer table", () => {
  test("does what a Map does, also when entries collide and go", () => {
    fc.assert(
      fc.property(actions, (list) => {
        let table = new TimerTable();
        const map = new Map<string, number>();
        for (const { kind, owner, key, handle } of list) {
          const name = `${owner}/${key}`;
          if (kind === "set") {
            table.set(owner, key, handle);
            map.set(name, handle);
          } else if (kind === "remove") {
            expect(table.remove(owner, key)).toBe(map.get(name) ?? -1);
            map.delete(name);
          } else {
            expect(table.get(owner, key)).toBe(map.get(name) ?? -1);
            table = table.clone();
          }
          expect(table.size).toBe(map.size);
        }
        for (let owner = 0; owner <= 12; owner += 1) {
          const expected = [...map.keys()].filter((name) => name.startsWith(`${owner}/`)).length;
          expect(table.keysOf(owner)).toHaveLength(expected);
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("holds a hundred thousand timers", () => {
    const table = new TimerTable();
    for (let owner = 0; owner < 50_000; owner += 1) {
      table.set(owner, 0, owner);
      table.set(owner, 17, owner + 1);
    }
    for (let owner = 0; owner < 50_000; owner += 2) expect(table.remove(owner, 0)).toBe(owner);
    expect(table.size).toBe(75_000);
    expect(table.get(1, 0)).toBe(1);
    expect(table.get(2, 0)).toBe(-1);
    expect(table.get(2, 17)).toBe(3);
  });
});
