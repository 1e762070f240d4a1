/**
 * A plan's words are an entry of a scenario file: what reads them finds the same plan.
 */
import { describe, expect, test } from "vitest";
import { FAULTS } from "../../src/faults/faults.ts";
import { planWords } from "../../src/faults/plan-words.ts";
import type { FaultPlan } from "../../src/faults/plan.ts";
import { isPlanMistake, readPlan } from "../../src/io/faults/read-plan.ts";

const NODE = "i-0123456789abcdef0";
const COMMAND = "0f2b7d1e-9f57-4c5c-8a6e-1d2c3b4a5f60";
const FLEET = { nodes: [{ id: NODE, names: ["web1", "web"] }], commands: [COMMAND] };

/** A plan through JSON and back. */
function reread(plan: FaultPlan): unknown {
  const read = readPlan(JSON.parse(JSON.stringify(planWords(plan))), FLEET);
  if (isPlanMistake(read)) throw new Error(JSON.stringify(read));
  return { ...read, place: undefined };
}

describe.each(FAULTS)("$name", (fault) => {
  test("with what its examples take is the same when it was read again", () => {
    for (const example of fault.examples) {
      const plan = { fault, params: fault.params.parse(example), scope: {}, fromMs: 0 };
      expect(reread(plan)).toEqual({ ...plan, place: undefined });
    }
  });
});

test("a plan with all that can be said beside a fault is the same", () => {
  const fault = FAULTS[0]!;
  const direction = "toAgent" as const;
  const on = { event: "status.changed", node: NODE, where: { to: "Cancelling" }, count: 2 };
  const plan = {
    ...{ fault, params: {}, fromMs: 5, times: 3 },
    scope: { nodes: [NODE], direction, messages: ["agent_job"], command: COMMAND },
    chance: { numerator: 1, denominator: 3 },
  };
  for (const more of [{ on, forMs: 70 }, { untilMs: 90 }, { on }]) {
    expect(reread({ ...plan, ...more })).toEqual({ ...plan, ...more, place: undefined });
  }
});
