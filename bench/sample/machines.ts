/**
 * Sample: the machine runtime against xstate's `actor.send`, for every machine of src/machines.
 *
 * Both walk the same seeded random paths, each from the initial state to a final one or to its
 * length. The actors are made and started beforehand, with a clock that stands still; a walk that
 * ended is not sent anything more.
 */
import { readdirSync } from "node:fs";
import { createActor } from "xstate";
import type { AnyActor, AnyStateMachine } from "xstate";
import { compileMachine } from "../../src/kernel/machine-runtime.ts";
import type { MachineRuntime } from "../../src/kernel/machine-runtime.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { timed } from "../cpu.ts";
import { printSample } from "../samples.ts";
import { SEED } from "../virtual-fleet.ts";

const WALKS = 300;
const EVENTS_MAX = 20;
/** So often the runtime walks what an actor walks once. */
const REPEATS = 2000;
const ROUNDS = 3;
/** Until xstate's code is compiled as well as it gets. */
const WARM_UPS = 10;

const still = { setTimeout: () => 0, clearTimeout: () => undefined };
const sample: Record<string, number> = {};
let allActorSeconds = 0;
let allRuntimeSeconds = 0;
/** Read at the end, so that no step can be left out as useless. */
let effects = 0;
for (const [name, machine] of await machines()) {
  const runtime = compileMachine(machine);
  const walks = makeWalks(runtime);
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) walkActors(machine, runtime, walks);
  walkRuntime(runtime, walks, REPEATS);
  let actorSeconds = 0;
  let runtimeSeconds = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    actorSeconds += walkActors(machine, runtime, walks);
    runtimeSeconds += timed(() => walkRuntime(runtime, walks, REPEATS));
  }
  sample[name] = (actorSeconds * REPEATS) / runtimeSeconds;
  allActorSeconds += actorSeconds;
  allRuntimeSeconds += runtimeSeconds;
}
sample["all"] = (allActorSeconds * REPEATS) / allRuntimeSeconds;
printSample({ ...sample, effects });

async function machines(): Promise<[string, AnyStateMachine][]> {
  const folder = new URL("../../src/machines/", import.meta.url);
  const found: [string, AnyStateMachine][] = [];
  for (const file of readdirSync(folder).sort()) {
    const module = (await import(new URL(file, folder).href)) as Record<string, AnyStateMachine>;
    const [machine] = Object.values(module);
    if (machine !== undefined) found.push([file.replace(".ts", ""), machine]);
  }
  return found;
}

/** Walks as numbers of events; only such as the state takes. */
function makeWalks(runtime: MachineRuntime): number[][] {
  const prng = Prng.seeded(`${SEED}/${runtime.id}`);
  const events = runtime.events.map((_, event) => event);
  return Array.from({ length: WALKS }, () => {
    const walk: number[] = [];
    let state = runtime.initial.target;
    while (walk.length < EVENTS_MAX) {
      const taken = events.filter((event) => runtime.step(state, event) !== undefined);
      const event = taken[prng.range(0, taken.length - 1)];
      if (event === undefined) break;
      state = runtime.step(state, event)?.target ?? state;
      walk.push(event);
    }
    return walk;
  });
}

function walkActors(machine: AnyStateMachine, runtime: MachineRuntime, walks: number[][]): number {
  const types = runtime.events.map((type) => ({ type }));
  const actors: AnyActor[] = walks.map(() => createActor(machine, { clock: still }).start());
  return timed(() => {
    walks.forEach((walk, index) => {
      const actor = actors[index];
      for (const event of walk) actor?.send(types[event] ?? { type: "" });
    });
  });
}

function walkRuntime(runtime: MachineRuntime, walks: number[][], repeats: number): void {
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const walk of walks) {
      let state = runtime.initial.target;
      for (const event of walk) {
        const step = runtime.step(state, event);
        if (step === undefined) continue;
        state = step.target;
        effects += step.effects.length;
      }
    }
  }
}
