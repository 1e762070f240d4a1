/**
 * What had not ended when a run's time was over: commands, and nodes that never came up.
 */
import { msText } from "../../kernel/duration.ts";
import { INVOCATION_STATUS_DETAILS } from "../../ssm/status.ts";
import type { Complaint, Outcome, RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { tally, whereFound } from "./tally.ts";

export function unfinishedComplaints(
  scenario: Scenario,
  runs: readonly RunResult[],
): readonly Complaint[] {
  return [...openCommands(scenario, runs), ...lateNodes(runs)];
}

function openCommands(scenario: Scenario, runs: readonly RunResult[]): readonly Complaint[] {
  const within = msText(scenario.expect.eventuallyMs);
  const found = tally(runs, ({ outcomes }) =>
    outcomes.filter(isOpen).map((outcome) => [outcome.command, outcome]),
  );
  return [...found.values()].map((one) => {
    const { command, node, details } = one.thing;
    return {
      exit: 1,
      kind: "unfinished",
      says:
        `expected ${command} on ${node} to end within ${within} after the healing and its own ` +
        `deadline; found it ${details} at ${msText(one.run.endMs)} (${whereFound(one, runs)})`,
      ...{ seed: one.run.seed, node, command },
    };
  });
}

function isOpen({ details }: Outcome): boolean {
  const rows: Readonly<Record<string, { readonly terminal: boolean }>> = INVOCATION_STATUS_DETAILS;
  return rows[details]?.terminal === false;
}

function lateNodes(runs: readonly RunResult[]): readonly Complaint[] {
  const found = tally(runs, ({ notReady }) => notReady.slice(0, 1).map((node) => ["", node]));
  return [...found.values()].map((one) => ({
    exit: 1,
    kind: "unfinished",
    says:
      `expected every node that starts as Running to be Online before the first step; found ` +
      `${one.thing} missing after ${msText(one.run.readyMs)} (${whereFound(one, runs)})`,
    ...{ seed: one.run.seed, node: one.thing },
  }));
}
