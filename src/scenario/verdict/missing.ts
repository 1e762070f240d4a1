/**
 * Findings and situations that a scenario names and no run has shown.
 */
import type { Complaint, RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { anyOfWords } from "./names.ts";
import { isFinding } from "./property.ts";
import { anyOf } from "./tally.ts";

export function missingComplaints(
  scenario: Scenario,
  runs: readonly RunResult[],
): readonly Complaint[] {
  return [...missingFindings(scenario, runs), ...missingSituations(scenario, runs)];
}

function missingFindings(scenario: Scenario, runs: readonly RunResult[]): readonly Complaint[] {
  const { findings } = scenario.expect;
  const missing = findings.filter(
    (finding) =>
      !runs.some((run) =>
        run.violations.some((violation) => isFinding(scenario, finding, run, violation)),
      ),
  );
  return missing.map(({ property, nodes }) => {
    const where = nodes === undefined ? "" : ` on ${anyOfWords(nodes)}`;
    return {
      exit: 1,
      kind: "finding.missing",
      says: `expected the finding ${property}${where} in ${anyOf(runs)}; found that it held`,
    };
  });
}

function missingSituations(scenario: Scenario, runs: readonly RunResult[]): readonly Complaint[] {
  const missing = scenario.expect.sometimes.filter(
    (situation) => !runs.some(({ sightings }) => Object.hasOwn(sightings, situation)),
  );
  return missing.map((situation) => ({
    exit: 2,
    kind: "situation.missing",
    says: `expected ${situation} to be seen in ${anyOf(runs)}; found that it never was`,
  }));
}
