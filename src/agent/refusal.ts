/**
 * Whether a step can run at all: its plugin has to exist here, and its precondition to hold.
 *
 * Preconditions exist from schema 2.2 on; only `StringEquals` on `platformType` is known. Texts
 * are the real agent's, but were not seen on the wire.
 * Source: agent/framework/runpluginutil.
 */
import type { StepRefusal } from "./input.ts";

/** What is asked about a step; `precondition` as it stands in the document, if at all. */
export interface StepQuestion {
  readonly schemaVersion: string;
  readonly action: string;
  readonly key: string;
  readonly precondition: unknown;
}

/** Why a step will not run, or undefined. */
export function refusalOf(step: StepQuestion): StepRefusal | undefined {
  const { schemaVersion, action, key, precondition } = step;
  const knowsPreconditions = schemaVersion === "2.2";
  if (!RUNNABLE.has(action) && !FOREIGN.has(action)) {
    const why = "is not supported by this version of ssm agent, please update to latest version";
    return { status: "Failed", message: `Plugin with name ${action} ${why}. Step name: ${key}` };
  }
  if (!knowsPreconditions && hasEntries(precondition)) {
    const why = "Precondition is not supported for document schema version prior to 2.2";
    return { status: "Failed", message: `${why}. Step name: ${key}` };
  }
  if (knowsPreconditions && !holds(precondition)) {
    const why = "Step execution skipped due to unsatisfied preconditions";
    const text = JSON.stringify(precondition);
    return { status: "Skipped", message: `${why}: '${text}'. Step name: ${key}` };
  }
  if (RUNNABLE.has(action)) return undefined;
  const message = `Plugin with name ${action} is not supported in current platform`;
  const status = knowsPreconditions ? "Skipped" : "Failed";
  return { status, message: `${message}. Step name: ${key}` };
}

const RUNNABLE: ReadonlySet<string> = new Set(["aws:runShellScript"]);
/** Plugins of the real agent that nodes of ours can't run. */
const FOREIGN: ReadonlySet<string> = new Set(["aws:runPowerShellScript"]);
const PLATFORM = ["platformType", "Linux"];

function hasEntries(precondition: unknown): boolean {
  return (
    typeof precondition === "object" &&
    precondition !== null &&
    Object.keys(precondition).length > 0
  );
}

/** Every operator has to be `StringEquals`, with the platform's name and its value. */
function holds(precondition: unknown): boolean {
  if (!hasEntries(precondition)) return true;
  return Object.entries(precondition as Record<string, unknown>).every(
    ([operator, operands]) =>
      operator === "StringEquals" &&
      Array.isArray(operands) &&
      operands.length === 2 &&
      PLATFORM.every((word) => operands.includes(word)),
  );
}
