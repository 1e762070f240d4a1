/**
 * A document's status from those of its steps.
 */
import type { StepResult } from "../wire/message.ts";

export type DocumentStatus = "SuccessAndReboot" | "Failed" | "TimedOut" | "Cancelled" | "Success";

/**
 * The first word of the precedence that a step has; Success when none has another.
 *
 * Source: amazon-ssm-agent 3.3, measured; a Skipped step counts as a success.
 */
export function documentStatus(results: readonly StepResult[]): DocumentStatus {
  for (const status of PRECEDENCE) {
    if (results.some((result) => result.status === status)) return status;
  }
  return "Success";
}

const PRECEDENCE = ["SuccessAndReboot", "Failed", "TimedOut", "Cancelled"] as const;
