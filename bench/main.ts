/**
 * `npm run bench`: measures what this project promises about speed and memory, and prints a table.
 *
 * `node bench/main.ts NAME...` runs some of the benchmarks. The numbers are ratios of things that
 * were measured in turns in one run, so they can be compared between machines. None of them stands
 * in a test: a noisy machine must not fail a build. 10,000 agents on real WebSockets take longer
 * and are a command of their own: `node bench/agents.ts`.
 */
import { cpus } from "node:os";
import { apiRows } from "./api.ts";
import { cancelRows, dayRows, fleetRows, judgedRows } from "./fleet.ts";
import { cloneRows, memoryRows } from "./footprint.ts";
import { machineRows } from "./machines.ts";
import { tableText } from "./row.ts";
import type { Row } from "./row.ts";
import { SEED } from "./virtual-fleet.ts";

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  machines: machineRows,
  fleet: fleetRows,
  memory: memoryRows,
  cancel: cancelRows,
  clone: cloneRows,
  day: dayRows,
  judged: judgedRows,
  api: apiRows,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  const known = Object.keys(BENCHES).join(", ");
  console.error(`unknown benchmark ${unknown.join(", ")}; there are: ${known}`);
  process.exitCode = 64;
} else await run(names.length > 0 ? names : Object.keys(BENCHES));

async function run(selected: readonly string[]): Promise<void> {
  const processors = cpus();
  const model = processors[0]?.model ?? "unknown processor";
  console.log(`${processors.length} x ${model}, Node ${process.version}, seed=${SEED}`);
  const rows: Row[] = [];
  for (const name of selected) {
    process.stderr.write(`${name}...\n`);
    rows.push(...((await BENCHES[name]?.()) ?? []));
  }
  console.log(tableText(rows));
}
