/** What is wrong with a node is whole in a clone: a field that is not copied fails here, a new one too. */
import { expect, test } from "vitest";
import { InputLine } from "../../src/world/input-line.ts";
import { lostStore } from "../../src/world/store-copy.ts";
import { Trouble } from "../../src/world/troubles.ts";

function busyLine(): InputLine {
  const line = new InputLine();
  line.hangs = 2;
  line.hangsSinceMs = 700;
  line.held = { list: [], changes: [] };
  line.add({ type: "agent.stop" }, 900);
  return line;
}

function busyTrouble(): Trouble {
  const trouble = new Trouble();
  trouble.line = busyLine();
  trouble.slow = { minMs: 1, maxMs: 2 };
  trouble.diskSlow = { minMs: 3, maxMs: 4 };
  trouble.fillings = 1;
  trouble.skewMs = -5;
  trouble.nextStore = lostStore();
  return trouble;
}

test.each([
  ["InputLine", busyLine(), new InputLine()],
  ["Trouble", busyTrouble(), new Trouble()],
] as const)("every field of %s is in its clone", (_name, busy, fresh) => {
  const fields = (record: object) => Object.entries(record);
  const untouched = fields(busy).filter(
    ([key, value]) => JSON.stringify(value) === JSON.stringify(new Map(fields(fresh)).get(key)),
  );
  expect(untouched).toEqual([]);
  expect(busy.clone()).toEqual(busy);
});
