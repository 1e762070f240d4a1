/**
 * What simulated agents weigh, and what a copy of a world costs.
 */
import type { Row } from "./row.ts";
import { sampled } from "./samples.ts";

export async function memoryRows(): Promise<Row[]> {
  const median = await sampled("memory", 3);
  const [lower, upper] = [median("lower"), median("upper")].map(Math.round);
  return [
    {
      name: "memory of an idle agent, with its share of all that knows it",
      value: median("slope"),
      unit: "bytes",
      goal: { atMost: 1024 },
      note: `slope from 6,000 to 24,000 agents; halves ${lower ?? 0} and ${upper ?? 0}`,
    },
  ];
}

export async function cloneRows(): Promise<Row[]> {
  const median = await sampled("clone", 3);
  return [
    {
      name: "world clone, 1 node, 1 running command",
      value: median("cloneUs"),
      unit: "us",
      note: `${Math.round(1000 / median("cloneUs"))} k clones/CPU s`,
    },
  ];
}
