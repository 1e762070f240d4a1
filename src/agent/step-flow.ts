/**
 * How the end of one step decides about the others: `onFailure`, `onSuccess`, `finallyStep`, and
 * the exit codes 168 and 169.
 *
 * They stand among the inputs of a step. Of the steps that have ended, each is looked at anew for
 * every later one. A failed step by itself stops nothing; a last step with `finallyStep` is never
 * passed over. In schema 1.x, where the inputs are a list, only the exit codes count.
 * Source: amazon-ssm-agent 3.3, measured; agent/framework/runpluginutil.
 */
import type { StepResult } from "../wire/message.ts";
import type { StepFlow, StepRefusal } from "./input.ts";
import { cutBytes, limitStream } from "./output.ts";
import type { Cut } from "./output.ts";

/** The flow of a step that says nothing. */
export const NO_FLOW: StepFlow = { onFailure: "", onSuccess: "", finallyStep: false };

/** Reads a flow out of a step's inputs; what is none of its words counts as not given. */
export function readFlow(inputs: Readonly<Record<string, unknown>>): StepFlow {
  const { onFailure, onSuccess, finallyStep } = inputs;
  return {
    onFailure: onFailure === "exit" || onFailure === "successAndExit" ? onFailure : "",
    onSuccess: onSuccess === "exit" ? "exit" : "",
    finallyStep: finallyStep === true || finallyStep === "true",
  };
}

/** A step as the others see it. */
export interface FlowStep {
  readonly key: string;
  readonly action: string;
  readonly flow: StepFlow;
}

/** Why a step is passed over after what the steps before it have come to, or undefined. */
export function passedOver(
  steps: readonly FlowStep[],
  index: number,
  results: readonly StepResult[],
): StepRefusal | undefined {
  const step = steps[index];
  if (step === undefined || (step.flow.finallyStep && index === steps.length - 1)) return undefined;
  const isOver = results.some((result, earlier) => isExit(result, steps[earlier]?.flow ?? NO_FLOW));
  if (!isOver) return undefined;
  const who = `Plugin with name ${step.action} and id ${step.key}`;
  const message = `${who} skipped due to prior step with an exit condition`;
  return { status: "Skipped", message };
}

/** The result of a step that has run, with what its flow and its exit code make of it. */
export function settleStep(
  result: StepResult,
  { onFailure }: StepFlow,
  cut: Cut = cutBytes,
): StepResult {
  if (result.code === EXIT_WITH_SUCCESS) {
    const standardOutput = mark(result.standardOutput, SUCCESS_MARK, cut);
    return { ...result, status: "Success", standardOutput, standardError: "" };
  }
  if (result.code === EXIT_WITH_FAILURE) return markBoth(result, FAILURE_MARK, cut);
  if (result.status !== "Failed" || onFailure === "") return result;
  const marked = markBoth(result, ON_FAILURE_MARK, cut);
  if (onFailure === "exit") return marked;
  return { ...marked, status: "Success", code: EXIT_WITH_SUCCESS };
}

/** Exit codes that end a document. Source: agent/contracts. */
const EXIT_WITH_SUCCESS = 168;
const EXIT_WITH_FAILURE = 169;

const REST = "Further document steps will be skipped.";
const SUCCESS_MARK = `\nStep exited with code 168. Therefore, marking step as succeeded. ${REST}`;
const FAILURE_MARK = `\nStep exited with code 169. Therefore, marking step as Failed. ${REST}`;
const ON_FAILURE_MARK = `\nStep was found to have onFailure property. ${REST}`;

function isExit({ status, code }: StepResult, flow: StepFlow): boolean {
  if (code === EXIT_WITH_SUCCESS || code === EXIT_WITH_FAILURE) return true;
  if (status === "Failed") return flow.onFailure === "exit";
  return status === "Success" && flow.onSuccess === "exit";
}

function markBoth(result: StepResult, text: string, cut: Cut): StepResult {
  const standardOutput = mark(result.standardOutput, text, cut);
  return { ...result, standardOutput, standardError: mark(result.standardError, text, cut) };
}

/** The joined output is made before, so it has no mark. */
function mark(stream: string, text: string, cut: Cut): string {
  return limitStream(stream + text, cut);
}
