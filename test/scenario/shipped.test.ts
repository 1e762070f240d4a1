/** The scenarios that are shipped: each holds, and the day of random faults over many seeds. */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { readScenario } from "../../src/scenario/file/read-scenario.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { runScenario } from "../../src/scenario/run/run-scenario.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

const FILES = readdirSync("scenarios").map((name) => `scenarios/${name}`);
const SOAK_SEEDS = 200;

function read(file: string): Scenario {
  const read = readScenario(readFileSync(file, "utf8"), file);
  if ("problems" in read) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
  return read.scenario;
}

function play(scenario: Scenario): ScenarioResult {
  const plays = runScenario({ scenario, file: "", repeat: () => "", checksItself: false });
  for (;;) {
    const { done, value } = plays.next();
    if (done === true && value !== undefined) return value;
  }
}

/** The names of the findings of a day of random faults, as docs/fidelity.md lists them. */
function knownFindings(): readonly string[] {
  const page = readFileSync("docs/fidelity.md", "utf8");
  const section = page.split("## A day of random faults\n")[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
}

test("every shipped scenario holds, and the summary says so", async () => {
  let text = "";
  const code = await runProgram(["run", ...FILES], {
    out: (line) => (text += `${line}\n`),
    say: () => undefined,
  });
  expect(text).toContain(`${FILES.length} scenarios: ${FILES.length} ok`);
  expect(code).toBe(0);
});

test("docs/scenarios.md lists each with its sentence", () => {
  const page = readFileSync("docs/scenarios.md", "utf8");
  for (const file of FILES) {
    const row = page.split("\n").find((line) => line.includes(`](../${file})`));
    expect(row, file).toContain(`| ${read(file).says}`);
  }
});

describe("a day of random faults, 200 seeds", () => {
  const soak = read("scenarios/24-hour-soak.yaml");
  const of = (profile: "ideal" | "amazon-ssm-agent", findings: readonly string[]): Scenario => ({
    ...soak,
    options: { ...soak.options, runs: SOAK_SEEDS },
    fleet: { ...soak.fleet, nodes: soak.fleet.nodes.map((node) => ({ ...node, profile })) },
    expect: {
      ...soak.expect,
      findings: findings.map((property) => ({ property, nodes: undefined })),
    },
  });

  test("breaks no property of ideal", { timeout: 400_000 }, () => {
    const { complaints, runs } = play(of("ideal", []));
    expect(complaints.map(({ says }) => says)).toEqual([]);
    const seen = new Set(runs.flatMap(({ sightings }) => Object.keys(sightings)));
    for (const situation of ["cancelWon", "cancelLost", "secondCancelInGrace", "partialNodeList"]) {
      expect(seen).toContain(situation);
    }
  });

  test("shows of amazon-ssm-agent exactly what is known", { timeout: 400_000 }, () => {
    const findings = knownFindings();
    expect(findings).toContain("cancelledIsHonest");
    const { complaints } = play(of("amazon-ssm-agent", findings));
    expect(complaints.map(({ says }) => says)).toEqual([]);
  });
});
