/**
 * The same seed gives the same trace, byte for byte: in the same process, in another one, on
 * another Node version, and in a clone of the world that was taken in mid-run.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { traceLine } from "../../src/kernel/trace.ts";
import { busyWorld, playBusyWorld } from "./busy-world.ts";

const program = fileURLToPath(new URL("busy-world-trace.ts", import.meta.url));
const otherNode = fileURLToPath(
  new URL("../../.cache/other-node/node_modules/.bin/node", import.meta.url),
);

function runBusyWorld(seed: string): string {
  const made = busyWorld(seed);
  playBusyWorld(made.world);
  return made.events.map(traceLine).join("\n");
}

function traceOfProcess(node: string, seed: string): string {
  return execFileSync(node, [program, seed], { encoding: "utf8", maxBuffer: 1 << 28 }).trimEnd();
}

describe("a run", () => {
  test("repeats byte for byte with its seed, and differs with another", () => {
    const first = runBusyWorld("7");
    expect(first.split("\n").length).toBeGreaterThan(2_000);
    expect(runBusyWorld("7")).toBe(first);
    expect(runBusyWorld("8")).not.toBe(first);
  });

  test("repeats in another process", () => {
    expect(traceOfProcess(process.execPath, "7")).toBe(runBusyWorld("7"));
  });

  const hasOther = existsSync(otherNode);
  test.runIf(hasOther)("repeats on another Node version", () => {
    const version = execFileSync(otherNode, ["--version"], { encoding: "utf8" }).trim();
    expect(version).not.toBe(process.version);
    expect(traceOfProcess(otherNode, "7")).toBe(runBusyWorld("7"));
  });
  if (!hasOther) {
    console.warn("left out: the run on another Node version (npm run other-node installs one)");
  }
});

describe("a world that is cloned in mid-run", () => {
  test.each([6_000, 20_500, 30_500])(
    "goes on at %i ms to the same trace as the original",
    (atMs) => {
      const { world } = busyWorld("11");
      const original: string[] = [];
      const copied: string[] = [];
      const orders = playBusyWorld(world, atMs);
      const clone = world.clone([(event) => copied.push(traceLine(event))]);
      world.readTrace((event) => original.push(traceLine(event)));
      // The clone first: nothing that it does may show in the original.
      orders(clone);
      orders(world);
      expect(copied.length).toBeGreaterThan(100);
      expect(copied).toEqual(original);
      expect(clone.processes()).toEqual(world.processes());
      expect(clone.nextMs).toBe(world.nextMs);
    },
  );
});
