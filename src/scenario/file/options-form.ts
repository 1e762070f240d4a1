/**
 * `options`: the seed, how many runs, the profile, and every option of docs/defaults.md.
 */
import { z } from "zod";
import { PROFILES } from "../../agent/profile.ts";
import { durationSchema } from "../../faults/duration.ts";
import { FLEET_OPTIONS, formText } from "../../world/fleet-options.ts";
import type { OptionRow } from "../../world/fleet-options.ts";
import { text, whole, word } from "./form.ts";

export const RUNS_MAX = 1_000_000;
const SEED_LENGTH_MAX = 256;
const SEED = `a whole number or a text of 1..${SEED_LENGTH_MAX} characters`;

const fleetOptionForms = Object.fromEntries(
  Object.entries(FLEET_OPTIONS).map(([name, row]) => [name, fleetOptionForm(row)]),
);

export const optionsForm = z.strictObject({
  seed: z
    .union(
      [whole(0, Number.MAX_SAFE_INTEGER, SEED), text(SEED, { min: 1, max: SEED_LENGTH_MAX })],
      {
        error: `expected ${SEED}`,
      },
    )
    .optional()
    .describe("everything is drawn from it; default 1"),
  runs: whole(1, RUNS_MAX).optional().describe("how many runs, each with the next seed; default 1"),
  profile: word(PROFILES).optional().describe("how agents behave; default amazon-ssm-agent"),
  lasts: durationSchema
    .optional()
    .describe("steps and faults end here even if something is still to come"),
  ...fleetOptionForms,
});

/** Every option of a fleet as it may be written; a range also as two numbers in brackets. */
function fleetOptionForm({ form, about }: OptionRow): z.ZodType<string | undefined> {
  const error = `expected ${formText(form)}`;
  switch (form.kind) {
    case "number":
      return written(whole(form.min, form.max)).describe(about);
    case "flag":
      return written(z.boolean({ error })).describe(about);
    case "word":
      return written(word(form.words)).describe(about);
    case "range": {
      const end = whole(0, form.max, formText(form));
      const pattern = /^\d{1,15}(\.\.\d{1,15})?$/;
      const both = z.array(end).length(2, { error });
      return written(
        z.union([end, z.string().regex(pattern, { error }), both], { error }),
      ).describe(about);
    }
  }
}

type Written = string | number | boolean | readonly number[];

/** The option's text, as `--set` takes it. */
function written(form: z.ZodType<Written>): z.ZodType<string | undefined> {
  return form
    .transform((value) => (typeof value === "object" ? value.join("..") : String(value)))
    .optional();
}

/** Beside those of a run every key is the name of an option of the fleet. */
export const RUN_OPTIONS: readonly string[] = ["seed", "runs", "profile", "lasts"];

export type OptionsForm = z.output<typeof optionsForm>;
