/**
 * What the trace says of the output that a reply carries: a digest of each stream that is not empty.
 *
 * Without the mark of a cut, which is the agent's. So is the sentence why a step failed: a stderr
 * that has it is told as `?`.
 */
import { Digest } from "../kernel/digest.ts";
import type { ReplyContent, StepResult } from "../wire/message.ts";
import { STREAM_MARK } from "./output.ts";
import { FAILURE_SENTENCE } from "./step-end.ts";

/** The facts of a reply that tells of one step; none for any other. */
export function outputFacts({ runtimeStatus }: ReplyContent): OutputFacts {
  const steps = Object.entries(runtimeStatus ?? NO_STEPS);
  const [step, result] = steps[0] ?? [];
  if (step === undefined || result === undefined || steps.length > 1) return NO_FACTS;
  const { standardOutput, standardError } = result;
  const isOurs = standardError.includes(FAILURE_SENTENCE);
  return {
    step,
    ...(standardOutput === "" ? {} : { stdout: digestOf(standardOutput) }),
    ...(standardError === "" ? {} : { stderr: isOurs ? "?" : digestOf(standardError) }),
  };
}

export interface OutputFacts {
  readonly step?: string;
  readonly stdout?: string;
  readonly stderr?: string;
}

const NO_STEPS: Readonly<Record<string, StepResult>> = {};
const NO_FACTS: OutputFacts = {};

/** One that was cut ends in `+`. */
function digestOf(text: string): string {
  if (!text.endsWith(STREAM_MARK)) return Digest.of(text);
  return `${Digest.of(text.slice(0, -STREAM_MARK.length))}+`;
}
