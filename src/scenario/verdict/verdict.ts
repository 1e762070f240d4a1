/**
 * The verdict over all runs of a scenario: every reason why it did not hold, or proves nothing.
 *
 * It is a function of what the runs were like. What happened in one run and should not have counts
 * from the first run that shows it; what should have happened counts as missing when no run has it.
 */
import type { Complaint, RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { missingComplaints } from "./missing.ts";
import { outcomeComplaints } from "./outcome.ts";
import { propertyComplaints } from "./property.ts";
import { stepComplaints } from "./step.ts";
import { unfinishedComplaints } from "./unfinished.ts";

export interface Verdict {
  readonly exit: 0 | 1 | 2;
  readonly complaints: readonly Complaint[];
}

/**
 * `isWhole` is false when the scenario was broken off: then nothing can be said of what is missing.
 */
export function judgeRuns(
  scenario: Scenario,
  runs: readonly RunResult[],
  isWhole: boolean,
): Verdict {
  const complaints = [
    ...propertyComplaints(scenario, runs),
    ...outcomeComplaints(scenario, runs),
    ...unfinishedComplaints(scenario, runs),
    ...(isWhole ? missingComplaints(scenario, runs) : []),
    ...(isWhole ? stepComplaints(scenario, runs) : []),
  ];
  const failed = complaints.filter(({ exit }) => exit === 1);
  const unproven = complaints.filter(({ exit }) => exit === 2);
  const exit = failed.length > 0 ? 1 : unproven.length > 0 ? 2 : 0;
  return { exit, complaints: [...failed, ...unproven] };
}
