/**
 * Results of scenarios for reports: played for real, with complaints as a verdict has them.
 */
import type { Complaint, Outcome, RunResult, ScenarioResult } from "../../src/scenario/result.ts";
import { runSeed } from "../../src/scenario/run/run-seed.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { at, cancel, node, played, scenario, send } from "../scenario/run/scenario.ts";
import type { Parts, Played } from "../scenario/run/scenario.ts";

/** A cancel in the midst of a script that sends a child into a session of its own. */
export function escapingScenario(parts: Parts = {}): Scenario {
  return {
    ...scenario(
      [at(0, send("deploy", "setsid sleep 300 & sleep 300")), at(3000, cancel("deploy"))],
      parts,
    ),
    name: "a cancel ends everything",
    says: "After a cancel nothing of the command lives on.",
  };
}

/** A cancel about the time at which the script ends by itself. */
export function racingScenario(parts: Parts = {}): Scenario {
  const steps = [
    at(0, send("deploy", "sleep 2", { InstanceIds: ["a1", "a2"] })),
    at([2000, 2300], cancel("deploy")),
  ];
  return {
    ...scenario(steps, { nodes: [node("a1"), node("a2")], ...parts }),
    name: "a cancel always wins",
    says: "A command that is cancelled is Cancelled.",
  };
}

export function playedRuns(one: Scenario): Played[] {
  return Array.from({ length: one.options.runs }, (_, index) =>
    played(one, runSeed(one.options.seed, index)),
  );
}

/** The escape, with everything expected of it but that the report is dishonest. */
export function escapingResult(): ScenarioResult {
  const names = ["ladder", "wholeTree", "escapeIsSaid"];
  const expected = names.map((property) => ({ property, nodes: undefined }));
  return resultOf(escapingScenario({ expect: { findings: expected } }), findings);
}

/** A cancel that loses in some of twenty runs. */
export function racingResult(): ScenarioResult {
  const expected = [{ property: "ladder", nodes: undefined }];
  const outcomes = { deploy: { "*": ["Cancelled"] } };
  const parts = { options: { runs: 20 }, expect: { outcomes, findings: expected } };
  return resultOf(racingScenario(parts), notCancelled);
}

/** The same, with both ends expected. */
export function heldResult(): ScenarioResult {
  const expected = [{ property: "ladder", nodes: ["a1", "a2"] }];
  const outcomes = { deploy: { "*": ["Cancelled", "Success"] } };
  const sometimes = ["cancelWon", "cancelLost"];
  const parts = { options: { runs: 20 }, expect: { outcomes, sometimes, findings: expected } };
  return resultOf({ ...racingScenario(parts), name: "cancel meets exit" });
}

export function resultOf(
  one: Scenario,
  complaintsOf: (run: RunResult, scenario: Scenario) => readonly Complaint[] = () => [],
): ScenarioResult {
  const runs = playedRuns(one);
  const complaints = runs.flatMap(({ result }) => complaintsOf(result, one));
  const failed = runs.find(({ result }) => complaints.some(({ seed }) => seed === result.seed));
  const { result, events } = failed ?? runs.at(-1)!;
  const exit = complaints.length === 0 ? 0 : Math.min(...complaints.map((each) => each.exit));
  const file = "scenarios/a-test.yaml";
  return {
    ...{ scenario: one, file, exit: exit as 0 | 1 | 2, complaints },
    runs: runs.map((run) => run.result),
    shown: { run: result, trace: events },
    repeat: `fleetsim run ${file} --seed ${result.seed} --runs 1`,
  };
}

/** Each property that did not hold, but for those that are expected. */
export function findings(run: RunResult, { expect }: Scenario): Complaint[] {
  const expected = expect.findings.map(({ property }) => property);
  const unexpected = run.violations.filter(({ property }) => !expected.includes(property));
  return unexpected.map((violation) => {
    const node = Object.keys(run.nodeIds).find((name) => run.nodeIds[name] === violation.node);
    return {
      ...{ exit: 1, kind: "finding.unexpected", seed: run.seed, violation },
      ...(node === undefined ? {} : { node }),
      says: `${violation.property} does not hold on ${node}: ${violation.says}.`,
    };
  });
}

/** A situation that no run has shown. */
export function nothingProven(one: Scenario, situation: string): ScenarioResult {
  const says = `${situation} was not seen in any run: nothing is proven.`;
  const result = resultOf(one);
  return { ...result, exit: 2, complaints: [{ exit: 2, kind: "situation.missing", says }] };
}

/** Each end that is not Cancelled. */
export function notCancelled({ outcomes, seed }: RunResult): Complaint[] {
  return outcomes
    .filter(({ status }) => status !== "Cancelled")
    .map(({ command, node: place, details }: Outcome) => ({
      ...{ exit: 1, kind: "outcome", seed, command, node: place },
      says: `${command} on ${place} ended as ${details}, expected Cancelled.`,
    }));
}
