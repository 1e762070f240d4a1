/**
 * The form of a scenario file as JSON Schema, for editors.
 *
 * Draft 7 is what they all know. It says less than the schema that it is made from: what has to fit
 * together across a file, and that a range has its smaller end first.
 */
import { z } from "zod";
import { FAULTS } from "../../faults/faults.ts";
import { scenarioForm } from "./schema.ts";

export function scenarioJsonSchema(faults = FAULTS): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(scenarioForm(faults), { io: "input", target: "draft-7" });
}
