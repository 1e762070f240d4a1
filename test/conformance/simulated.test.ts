/**
 * The recorded runs once more, in virtual time and with simulated processes: a simulated script
 * looks on the wire like a real one. Nothing is shortened here.
 */
import { describe, expect, test } from "vitest";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { OUTSIDE_SUBSET, SIMULATED } from "./cases.ts";
import { differences } from "./compare.ts";
import { playRecording } from "./player.ts";
import { loadRecording } from "./recording.ts";
import { VirtualStage } from "./virtual-stage.ts";

/** Delays and the order of replies are drawn anew with each. */
const SEEDS = ["1", "2", "3", "4", "5"];

test.each(SIMULATED)("%s", async (name) => {
  expect(await playVirtual(name)).toEqual([]);
});

describe.each(SEEDS)("with seed %s", (seed) => {
  // One needs the new channel to be late, and how soon it comes is drawn.
  test.each(SIMULATED.filter((name) => name !== "44-drop-while-ending"))("%s", async (name) => {
    expect(await playVirtual(name, seed)).toEqual([]);
  });
});

test.each(Object.keys(OUTSIDE_SUBSET))("%s is outside of the subset, and says so", async (name) => {
  const told = (await playVirtual(name)).join();
  expect(told).toContain("is outside the simulated subset of sh");
});

async function playVirtual(name: string, seed?: string): Promise<string[]> {
  const recording = loadRecording(name);
  const stage = new VirtualStage(VIRTUAL_DEFAULTS.agent, seed, recording.service);
  const heard = await playRecording(name, recording, stage);
  return [...heard.problems, ...differences(recording, heard.messages)];
}
