/**
 * The form of a scenario file: one schema, from which the JSON Schema for editors is made as well.
 *
 * It says what may stand where. What has to fit together across the file, such as the name of a node
 * in a step, is checked by what reads its parts (read-*.ts): a schema can't say it.
 */
import { z } from "zod";
import type { Fault } from "../../faults/fault.ts";
import { documentForm, DOCUMENTS_MAX } from "./document-form.ts";
import { expectForm } from "./expect-form.ts";
import { faultForm } from "./fault-form.ts";
import { fleetForm } from "./fleet-form.ts";
import { text } from "./form.ts";
import { optionsForm } from "./options-form.ts";
import { stepForm } from "./step-form.ts";
import { swarmForm } from "./swarm-form.ts";

export const STEPS_MAX = 1_000;
export const FAULTS_MAX = 500;

export function scenarioForm(faults: readonly Fault[]) {
  return z
    .strictObject({
      $schema: z.string().max(1_000).optional().describe("for editors"),
      name: text("a text of 1..200 characters", { min: 1, max: 200 })
        .optional()
        .describe("default: the name of the file"),
      says: text("a text of at most 1000 characters", { min: 0, max: 1_000 })
        .optional()
        .describe("one sentence: what it shows"),
      options: optionsForm.optional(),
      fleet: fleetForm,
      documents: z
        .array(documentForm)
        .max(DOCUMENTS_MAX)
        .default([])
        .describe("documents that are created before the first step"),
      steps: z.array(stepForm).max(STEPS_MAX).default([]).describe("what is done, in order"),
      faults: z.array(faultForm(faults)).max(FAULTS_MAX).default([]).describe("what goes wrong"),
      swarm: swarmForm(faults).optional(),
      expect: expectForm.optional(),
    })
    .meta({ title: "A scenario of fleetsim" });
}

export type ScenarioForm = z.output<ReturnType<typeof scenarioForm>>;
