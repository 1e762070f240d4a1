/**
 * Plans of faults for tests, from the names and the words of a scenario's file.
 */
import { faultOf } from "../../src/faults/faults.ts";
import type { FaultPlan } from "../../src/faults/plan.ts";

/** A plan of a fault by its name, with its parameters as a file writes them. */
export function plan(
  name: string,
  params: unknown = {},
  rest: Partial<Omit<FaultPlan, "fault" | "params">> = {},
): FaultPlan {
  const fault = faultOf(name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  return { fault, params: fault.params.parse(params), scope: {}, fromMs: 0, ...rest };
}
