/**
 * Whatever behaviours come together, at whatever signals: a node of simulated processes stays whole.
 */
import { expect, test } from "vitest";
import { Encoder } from "../../src/kernel/encoder.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { SignalName } from "../../src/process/signals.ts";
import { randomBehaviour } from "./random-behaviours.ts";
import { VirtualNode } from "./virtual-run.ts";

const SCRIPTS = [
  "job",
  "exec job",
  "job & wait; echo $?",
  "job & job & sleep 1",
  "(job; echo $?) >/dev/null; job",
  "trap 'echo got' TERM; job; echo $?",
  "setsid job & nohup job",
  "sh -c 'job; job'; echo $?",
  "i=0; while [ $i -lt 3 ]; do job; i=$((i+1)); done",
  "job & kill -TERM $!; kill -STOP $!; kill -CONT $!; wait $!; echo $?",
];
const SIGNALS: readonly SignalName[] = [
  ...(["SIGTERM", "SIGKILL", "SIGINT", "SIGHUP", "SIGSTOP", "SIGCONT", "SIGUSR1"] as const),
];
const SEEDS = 400;
/** Past every time that was drawn, the late ends of whatever comes at the end of others included. */
const LONG_MS = 20_000;

function pick<Item>(prng: Prng, list: readonly Item[]): Item {
  return list[prng.range(0, list.length - 1)] as Item;
}

function play(seed: string): VirtualNode {
  const prng = Prng.seeded(seed);
  const node = new VirtualNode({ processesMax: 40 });
  const faults = prng.chance(1, 2) ? [randomBehaviour(prng)] : [];
  node.behave([{ match: "job", ...randomBehaviour(prng) }], faults);
  const exec = prng.chance(1, 2) ? ({ exec: true } as const) : {};
  node.start(pick(prng, SCRIPTS), 1, exec).start(pick(prng, SCRIPTS), 2);
  for (let turn = prng.range(0, 12); turn > 0; turn -= 1) {
    node.advanceTo(node.nowMs + prng.range(0, 400));
    const signal = pick(prng, SIGNALS);
    const how = prng.range(0, 4);
    if (how === 0) node.signalLeaders(signal);
    else if (how === 1) node.signalTree(signal, 1);
    else node.signalGroup(signal, prng.range(1, 2));
  }
  return node;
}

function hashOf(node: VirtualNode): number {
  const encoder = new Encoder(node.nowMs);
  node.table.encode(encoder);
  return encoder.finish();
}

test(`${SEEDS} mixes of behaviours, scripts and signals leave nothing behind that SIGKILL can't end`, () => {
  const ends = { exited: 0, failed: 0 };
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const node = play(String(seed));
    const copy = node.clone();
    expect(hashOf(copy), `seed ${seed}`).toBe(hashOf(node));
    const before = node.events.length;
    for (const one of [node, copy]) {
      one.signalTree("SIGKILL", 1, 2).advanceTo(one.nowMs + LONG_MS);
      one.signalTree("SIGKILL", 1, 2).advanceTo(one.nowMs + LONG_MS);
    }
    expect(copy.events, `seed ${seed}`).toEqual(node.events.slice(before));
    expect(node.table.list(), `seed ${seed}`).toEqual([]);
    expect(node.pendingTimers, `seed ${seed}`).toBe(0);
    for (const run of [1, 2]) {
      const count = (type: string) =>
        node.events.filter((entry) => entry.run === run && entry.event.type === type).length;
      const failed = count("process.failed");
      expect(count("process.exited") + failed, `seed ${seed}`).toBe(1);
      expect(count("process.closed") + failed, `seed ${seed}`).toBe(1);
      ends[failed === 0 ? "exited" : "failed"] += 1;
    }
  }
  expect(ends.exited).toBeGreaterThan(SEEDS);
  expect(ends.failed).toBeGreaterThan(0);
});
