/**
 * Whether a step can run at all: its plugin has to exist here, and its preconditions to hold.
 *
 * Preconditions exist from schema 2.2 on. There a plugin of another platform is passed over; in
 * older documents it is a failure. Texts are the real agent's, but were not seen on the wire.
 * Source: amazon-ssm-agent 3.3, agent/framework/runpluginutil.
 */
import type { StepRefusal } from "./input.ts";
import { judgePreconditions } from "./precondition.ts";
import type { Preconditions } from "./precondition.ts";

export interface StepQuestion {
  readonly schemaVersion: string;
  readonly action: string;
  readonly key: string;
  readonly preconditions: Preconditions;
}

/** Why a step will not run, or undefined. */
export function refusalOf(step: StepQuestion): StepRefusal | undefined {
  return step.schemaVersion === "2.2" ? refusalIn22(step) : refusalBefore22(step);
}

const RUNNABLE: ReadonlySet<string> = new Set(["aws:runShellScript"]);
/** Plugins of the real agent that only nodes of another platform run. */
const FOREIGN: ReadonlySet<string> = new Set([
  "aws:runPowerShellScript",
  "aws:psModule",
  "aws:applications",
  "aws:cloudWatch",
]);

function refusalBefore22({ action, key, preconditions }: StepQuestion): StepRefusal | undefined {
  if (!isKnown(action)) return failed(unknownPlugin(action), key);
  if (!RUNNABLE.has(action)) {
    return failed(`Plugin with name ${action} is not supported in current platform.`, key);
  }
  if (Object.keys(preconditions).length === 0) return undefined;
  return failed("Precondition is not supported for document schema version prior to 2.2.", key);
}

function refusalIn22({ action, key, preconditions }: StepQuestion): StepRefusal | undefined {
  const { holds, complaints } = judgePreconditions(preconditions);
  if (holds && !isKnown(action)) return failed(unknownPlugin(action), key);
  if (!RUNNABLE.has(action)) {
    return skipped(`Step execution skipped due to unsupported plugin: ${action}.`, key);
  }
  const list = complaints.join(", ");
  if (!holds) {
    return skipped(`Step execution skipped due to unsatisfied preconditions: '${list}'.`, key);
  }
  if (complaints.length === 0) return undefined;
  return failed(
    `Unrecognized precondition(s): '${list}', please update agent to latest version.`,
    key,
  );
}

function isKnown(action: string): boolean {
  return RUNNABLE.has(action) || FOREIGN.has(action);
}

function unknownPlugin(action: string): string {
  const why = "is not supported by this version of ssm agent, please update to latest version.";
  return `Plugin with name ${action} ${why}`;
}

function failed(message: string, key: string): StepRefusal {
  return { status: "Failed", message: `${message} Step name: ${key}` };
}

function skipped(message: string, key: string): StepRefusal {
  return { status: "Skipped", message: `${message} Step name: ${key}` };
}
