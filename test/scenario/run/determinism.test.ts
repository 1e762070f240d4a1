/**
 * A run of a scenario with faults and a swarm is the same byte for byte: in this process, in
 * another one, and on another Node version.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { traceLine } from "../../../src/kernel/trace.ts";
import { busyScenario } from "./busy-scenario.ts";
import { played } from "./scenario.ts";

const program = fileURLToPath(new URL("busy-scenario-trace.ts", import.meta.url));
const otherNode = fileURLToPath(
  new URL("../../../.cache/other-node/node_modules/.bin/node", import.meta.url),
);

function traceOf(seed: string): string {
  return played(busyScenario(), seed).events.map(traceLine).join("\n");
}

function traceOfProcess(node: string, seed: string): string {
  return execFileSync(node, [program, seed], { encoding: "utf8", maxBuffer: 1 << 28 }).trimEnd();
}

test("a run repeats with its seed, in another process too, and differs with another", () => {
  const first = traceOf("7");
  expect(first.split("\n").length).toBeGreaterThan(300);
  expect(traceOf("7")).toBe(first);
  expect(traceOf("8")).not.toBe(first);
  expect(traceOfProcess(process.execPath, "7")).toBe(first);
});

test("a run counts its events, and how often its faults have acted", () => {
  const { result, events } = played(busyScenario(), "9");
  expect(result.events).toBe(events.length);
  const fired = result.fired.reduce((sum, { count }) => sum + count, 0);
  expect(fired).toBeGreaterThan(5);
});

const hasOther = existsSync(otherNode);
test.runIf(hasOther)("a run repeats on another Node version", () => {
  const version = execFileSync(otherNode, ["--version"], { encoding: "utf8" }).trim();
  expect(version).not.toBe(process.version);
  expect(traceOfProcess(otherNode, "7")).toBe(traceOf("7"));
});
if (!hasOther) {
  console.warn("left out: the run on another Node version (npm run other-node installs one)");
}

test("every run of a swarm ends, and holds all that is judged on the controller", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const one = busyScenario();
    const { result } = played(one, String(seed));
    const broken = result.violations.filter(({ property }) => one.expect.always.includes(property));
    expect({ seed, broken }).toEqual({ seed, broken: [] });
    const open = result.outcomes.filter(({ details }) => details === "InProgress");
    expect({ seed, open }).toEqual({ seed, open: [] });
  }
});
