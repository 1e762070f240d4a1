/** The shipped scenarios: which of them are played live with real processes, and why not the others. */
import { readFileSync, readdirSync } from "node:fs";
import { agentsOf } from "../../src/io/live-run/live-stage.ts";
import { documentFiles } from "../../src/cli/document-file.ts";
import { readScenario } from "../../src/scenario/file/read-scenario.ts";
import { liveRefusals } from "../../src/scenario/live-refusals.ts";
import { expectedMs } from "../../src/scenario/run/expected-length.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

/** Longer ones would hold up everybody who runs the tests. */
export const LENGTH_MS_MAX = 90_000;

export interface Shipped {
  readonly file: string;
  readonly scenario: Scenario;
  /** Of its virtual run; Infinity when it can't be played live. */
  readonly lengthMs: number;
  /** Why it is not played live; none if it is. */
  readonly reasons: readonly string[];
}

export const SHIPPED: readonly Shipped[] = readdirSync("scenarios")
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => shipped(`scenarios/${name}`));

function shipped(file: string): Shipped {
  const read = readScenario(readFileSync(file, "utf8"), file, { readFile: documentFiles(file) });
  if ("problems" in read) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
  const { scenario } = read;
  const agents = agentsOf("real", scenario.fleet.nodes.length);
  const refusals = liveRefusals(scenario, file, { processes: "real", agents });
  if (refusals.length > 0) return { file, scenario, lengthMs: Infinity, reasons: refusals };
  const lengthMs = expectedMs(scenario) ?? Infinity;
  const reasons = lengthMs > LENGTH_MS_MAX ? [`takes ${Math.round(lengthMs / 1000)} s`] : [];
  return { file, scenario, lengthMs, reasons };
}
