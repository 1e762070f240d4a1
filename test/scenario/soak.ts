/** The day of random faults over 200 seeds, in a file of tests for each profile: they take long. */
import { readFileSync } from "node:fs";
import type { ProfileName } from "../../src/agent/profile.ts";
import { readScenario } from "../../src/scenario/file/read-scenario.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { runScenario } from "../../src/scenario/run/run-scenario.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

const SEEDS = 200;
export const SOAK_MS_MAX = 400_000;

export function readFile(file: string): Scenario {
  const read = readScenario(readFileSync(file, "utf8"), file);
  if ("problems" in read) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
  return read.scenario;
}

/** Plays it with nodes of a profile, which has to show these findings and no others. */
export function playSoak(profile: ProfileName, findings: readonly string[]): ScenarioResult {
  const soak = readFile("scenarios/24-hour-soak.yaml");
  return play({
    ...soak,
    options: { ...soak.options, runs: SEEDS },
    fleet: { ...soak.fleet, nodes: soak.fleet.nodes.map((node) => ({ ...node, profile })) },
    expect: {
      ...soak.expect,
      findings: findings.map((property) => ({ property, nodes: undefined })),
    },
  });
}

function play(scenario: Scenario): ScenarioResult {
  const plays = runScenario({ scenario, file: "", repeat: () => "", checksItself: false });
  for (;;) {
    const { done, value } = plays.next();
    if (done === true && value !== undefined) return value;
  }
}
