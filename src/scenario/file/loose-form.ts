/**
 * As much of a file as can be read: what is wrong in one step keeps nobody from looking at the next.
 */
import type { z } from "zod";
import type { Fault } from "../../faults/fault.ts";
import {
  alwaysForm,
  eventuallyForm,
  findingForm,
  outcomesForm,
  sometimesForm,
} from "./expect-form.ts";
import { documentForm } from "./document-form.ts";
import { behaviourSchema } from "./behaviour-schema.ts";
import { faultForm } from "./fault-form.ts";
import { defaultsForm, nodeGroupForm } from "./fleet-form.ts";
import { optionsForm } from "./options-form.ts";
import { valueAt } from "./path.ts";
import type { Path } from "./path.ts";
import { stepForm } from "./step-form.ts";
import { swarmForm } from "./swarm-form.ts";

/** Undefined is what is not there, or can't be read. */
export type LooseForm = ReturnType<typeof readLoosely>;

export function readLoosely(value: unknown, faults: readonly Fault[]) {
  const one = <T>(form: z.ZodType<T>, ...path: Path): T | undefined =>
    form.safeParse(valueAt(value, path)).data;
  const each = <T>(form: z.ZodType<T>, ...path: Path): readonly (T | undefined)[] => {
    const list = valueAt(value, path);
    return Array.isArray(list) ? list.map((item: unknown) => form.safeParse(item).data) : [];
  };
  return {
    options: one(optionsForm, "options"),
    defaults: one(defaultsForm, "fleet", "defaults"),
    nodes: each(nodeGroupForm, "fleet", "nodes"),
    behaviours: each(behaviourSchema, "fleet", "behaviours"),
    documents: each(documentForm, "documents"),
    steps: each(stepForm, "steps"),
    faults: each(faultForm(faults), "faults"),
    swarm: one(swarmForm(faults), "swarm"),
    always: one(alwaysForm, "expect", "always"),
    eventually: one(eventuallyForm, "expect", "eventually"),
    outcomes: one(outcomesForm, "expect", "outcomes"),
    sometimes: one(sometimesForm, "expect", "sometimes"),
    findings: each(findingForm, "expect", "findings"),
  };
}
