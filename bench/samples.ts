/**
 * Takes samples: runs one file of bench/sample in processes of its own, and keeps the medians.
 *
 * A single process may have an accident (a bad layout, a late optimisation, a neighbour's work),
 * so nothing is believed that one process says. xstate is run in its production build.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a sample prints: numbers by name. */
export type Sample = Readonly<Record<string, number>>;

/** The median of every number over several runs of a sample. */
export async function sampled(name: string, runs: number): Promise<(key: string) => number> {
  const samples: Sample[] = [];
  for (let run = 0; run < runs; run += 1) samples.push(await runSample(name));
  return (key) => median(samples.map((sample) => sample[key] ?? Number.NaN));
}

/** For a sample's own use: hands its numbers to the process that asked for them. */
export function printSample(sample: Sample): void {
  console.log(JSON.stringify(sample));
}

async function runSample(name: string): Promise<Sample> {
  const path = fileURLToPath(new URL(`./sample/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--expose-gc", path], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const chunk of child.stdout) text += String(chunk);
  if (child.exitCode !== 0 && child.exitCode !== null) {
    throw new Error(`sample ${name}: exit code ${child.exitCode}, after "${text}"`);
  }
  return JSON.parse(text) as Sample;
}

function median(values: number[]): number {
  values.sort((one, other) => one - other);
  const middle = Math.floor(values.length / 2);
  const upper = values[middle] ?? Number.NaN;
  return values.length % 2 === 1 ? upper : (upper + (values[middle - 1] ?? Number.NaN)) / 2;
}
