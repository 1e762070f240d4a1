/**
 * Results of scenarios for reports, played and judged for real.
 */
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { runScenario } from "../../src/scenario/run/run-scenario.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { at, cancel, node, scenario, send } from "../scenario/run/scenario.ts";
import type { Parts } from "../scenario/run/scenario.ts";

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
    at([2050, 2250], cancel("deploy")),
  ];
  return {
    ...scenario(steps, { nodes: [node("a1"), node("a2")], ...parts }),
    name: "a cancel always wins",
    says: "A command that is cancelled is Cancelled.",
  };
}

/** Played and judged as `fleetsim run` does. */
export function resultOf(one: Scenario): ScenarioResult {
  const file = "scenarios/a-test.yaml";
  const repeat = (seed: string) => `fleetsim run ${file} --seed ${seed} --runs 1`;
  const play = runScenario({ scenario: one, file, repeat, checksItself: false });
  for (;;) {
    const { done, value } = play.next();
    if (done === true) return value!;
  }
}

/** The escape, with everything expected of it but that the report is dishonest. */
export function escapingResult(): ScenarioResult {
  const names = ["ladder", "wholeTree", "escapeIsSaid"];
  const findings = names.map((property) => ({ property, nodes: undefined }));
  return resultOf(escapingScenario({ expect: { findings } }));
}

/** What a cancel about the time of the exit shows of the real agent. */
const FINDINGS = ["ladder", "orderRule", "noSignalAfterDeath"].map((property) => ({
  ...{ property, nodes: ["a"] },
}));

/** A cancel that loses in some of twenty runs. */
export function racingResult(): ScenarioResult {
  const outcomes = { deploy: { "*": ["Cancelled"] } };
  return resultOf(
    racingScenario({ options: { runs: 20, seed: "6" }, expect: { outcomes, findings: FINDINGS } }),
  );
}

/** The same, and nothing that breaks is expected: complaints of several runs. */
export function brokenResult(): ScenarioResult {
  return resultOf(racingScenario({ options: { runs: 20, seed: "6" } }));
}

/** The same, with both ends expected. */
export function heldResult(): ScenarioResult {
  const outcomes = { deploy: { "*": ["Cancelled", "Success"] } };
  const sometimes = ["cancelWon", "cancelLost"];
  const parts = {
    options: { runs: 20, seed: "6" },
    expect: { outcomes, sometimes, findings: FINDINGS },
  };
  return resultOf({ ...racingScenario(parts), name: "cancel meets exit" });
}

/** A scenario that wants to see what can't come about. */
export function unprovenResult(): ScenarioResult {
  const findings = [{ property: "ladder", nodes: undefined }];
  return resultOf(racingScenario({ expect: { sometimes: ["secondCancelInGrace"], findings } }));
}
