/** The scenarios that are shipped, each played once with the seed that it has. */
import { readFileSync, readdirSync } from "node:fs";
import { documentFiles } from "../../src/cli/document-file.ts";
import { readScenario } from "../../src/scenario/file/read-scenario.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { runScenario } from "../../src/scenario/run/run-scenario.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

export const SHIPPED = readdirSync("scenarios").map((name) => `scenarios/${name}`);

export function readShipped(file: string): Scenario {
  const read = readScenario(readFileSync(file, "utf8"), file, { readFile: documentFiles(file) });
  if ("problems" in read) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
  return read.scenario;
}

export function playOnce(file: string, seed?: string): ScenarioResult {
  const read = readShipped(file);
  const options = { ...read.options, runs: 1, ...(seed === undefined ? {} : { seed }) };
  return resultOf({ ...read, options }, file);
}

function resultOf(scenario: Scenario, file: string): ScenarioResult {
  const repeat = (seed: string) => `fleetsim run ${file} --seed ${seed} --runs 1`;
  const plays = runScenario({ scenario, file, repeat, checksItself: false });
  for (;;) {
    const { done, value } = plays.next();
    if (done === true && value !== undefined) return value;
  }
}
