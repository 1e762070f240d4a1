/**
 * Steps that were played in no run, and commands that were accepted in none: what a scenario says
 * of them was never put to the test.
 */
import type { Complaint, Refusal, RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { UNREADABLE_ANSWER } from "../run/call-failure.ts";
import { stepText } from "../step-text.ts";
import { anyOf } from "./tally.ts";

export function stepComplaints(
  scenario: Scenario,
  runs: readonly RunResult[],
): readonly Complaint[] {
  return scenario.steps.flatMap((step, index) => {
    const says = reason(scenario, runs, index);
    if (says === undefined) return [];
    const { action } = step;
    return [
      {
        exit: 2 as const,
        kind: "step.unplayed" as const,
        says: `expected step ${index + 1} (${stepText(step)}) ${says}`,
        ...(action.do === "send" ? { command: action.as } : {}),
      },
    ];
  });
}

function reason(scenario: Scenario, runs: readonly RunResult[], index: number): string | undefined {
  const refusals = runs.flatMap((run) => run.refusals.filter(({ step }) => step === index));
  const unreadable = refusals.find(({ code }) => code === UNREADABLE_ANSWER);
  if (unreadable !== undefined) {
    return `to be answered by Run Command; ${unreadable.operation} failed: ${unreadable.says}`;
  }
  if (runs.every(({ unplayed }) => unplayed.includes(index))) {
    return `to be played in ${anyOf(runs)}; found that what it waits for never came`;
  }
  const action = scenario.steps[index]?.action;
  if (action?.do !== "send") return undefined;
  if (runs.some(({ commandIds }) => Object.hasOwn(commandIds, action.as))) return undefined;
  const [first] = refusals.filter((refusal) => !isExpected(scenario, action.as, refusal));
  if (first === undefined) return undefined;
  return `to be accepted in ${anyOf(runs)}; found ${first.code}: ${first.says}`;
}

/** A scenario may be about the refusal: then its outcomes name AWS's code. */
function isExpected({ expect }: Scenario, command: string, { code }: Refusal): boolean {
  const expected = Object.values(expect.outcomes[command] ?? {});
  return expected.length > 0 && expected.every((words) => words.includes(code));
}
