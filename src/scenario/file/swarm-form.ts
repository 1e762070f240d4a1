/**
 * `swarm`: a mix of faults that each run draws from its seed.
 */
import { z } from "zod";
import { durationSchema } from "../../faults/duration.ts";
import type { Fault } from "../../faults/fault.ts";
import { whole, word } from "./form.ts";

/** Faults that are on at once. */
const COUNT_MAX = 100;
export const SWARM_COUNT = { min: 1, max: 4 };
export const SWARM_UNTIL_MS = 600_000;

const countForm = z
  .union([whole(0, COUNT_MAX), z.array(whole(0, COUNT_MAX)).length(2)], {
    error: `expected a whole number 0..${COUNT_MAX}, or two in brackets`,
  })
  .transform((count) => {
    const [min = 0, max = min] = typeof count === "number" ? [count] : count;
    return { min, max };
  });

export function swarmForm(faults: readonly Fault[]) {
  const names = faults.map(({ name }) => name);
  return z
    .strictObject({
      faults: z
        .array(word(names, "the name of a fault"))
        .min(1, { error: "expected names of faults" })
        .max(1_000)
        .optional()
        .describe("default: all under which agents can keep their word"),
      count: countForm.optional().describe("how many are on in a run; default [1, 4]"),
      from: durationSchema.optional().describe("default 0s"),
      until: durationSchema.optional().describe("default: options.lasts, else 10m"),
    })
    .describe("a mix of faults that each run draws from its seed");
}

export type SwarmForm = z.output<ReturnType<typeof swarmForm>>;
