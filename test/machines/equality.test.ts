/**
 * Every machine, stepped through every reachable (state, event) pair both ways: by xstate's own
 * actor, restored in that state, and by the runtime's table. They must agree in everything.
 */
import { readdirSync } from "node:fs";
import { createActor } from "xstate";
import type { AnyStateMachine, InspectionEvent } from "xstate";
import { describe, expect, test } from "vitest";
import { compileMachine } from "../../src/kernel/machine-runtime.ts";
import type { MachineEffect, MachineRuntime } from "../../src/kernel/machine-runtime.ts";

const directory = new URL("../../src/machines/", import.meta.url);
const machines: AnyStateMachine[] = [];
for (const file of readdirSync(directory)
  .filter((name) => name.endsWith(".ts"))
  .sort()) {
  const exported = (await import(new URL(file, directory).href)) as Record<string, unknown>;
  machines.push(...(Object.values(exported) as AnyStateMachine[]));
}

/** A clock on which nothing ever fires: the test fires every timer itself. */
const stillClock = { setTimeout: () => 0, clearTimeout: () => {} };

interface Stepped {
  readonly value: string;
  readonly taken: boolean;
  readonly effects: readonly string[];
}

function pathOf(value: unknown): string {
  if (typeof value === "string") return value;
  const [[key, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  return `${key}.${pathOf(inner)}`;
}

/** The value that xstate restores from a path such as `open.Pending.unsent`. */
function valueOf(path: string): unknown {
  return path
    .split(".")
    .reverse()
    .reduce<unknown>(
      (inner, segment) => (inner === undefined ? segment : { [segment]: inner }),
      undefined,
    );
}

function stepActor(machine: AnyStateMachine, path: string, type: string): Stepped {
  const effects: string[] = [];
  let recording = false;
  const actor = createActor(machine, {
    clock: stillClock,
    snapshot: machine.resolveState({ value: valueOf(path), context: {} } as never),
    inspect: (event: InspectionEvent) => {
      if (recording && event.type === "@xstate.action") effects.push(nameAction(event.action));
    },
  });
  actor.start();
  const before = actor.getSnapshot() as { can(event: { type: string }): boolean };
  const taken = before.can({ type });
  recording = true;
  // xstate warns of an event to an actor that is done; `can` has answered for it.
  if (!isDone(actor.getSnapshot())) actor.send({ type });
  const { value } = actor.getSnapshot() as { value: unknown };
  actor.stop();
  return { value: pathOf(value), taken, effects };
}

function isDone(snapshot: unknown): boolean {
  return (snapshot as { status: string }).status === "done";
}

function nameAction(action: { type: string; params: unknown }): string {
  const params = action.params as { id?: string; sendId?: string } | undefined;
  if (action.type === "xstate.raise") return `start ${params?.id ?? "?"}`;
  if (action.type === "xstate.cancel") return `stop ${params?.sendId ?? "?"}`;
  return action.type;
}

function stepRuntime(runtime: MachineRuntime, path: string, type: string): Stepped {
  const step = runtime.step(runtime.state(path), runtime.event(type));
  if (step === undefined) return { value: path, taken: false, effects: [] };
  const name = (effect: MachineEffect): string => {
    if (effect.type === "action") return effect.name;
    const event = runtime.timers[effect.timer]?.event ?? "?";
    return `${effect.type === "startDelay" ? "start" : "stop"} ${event}`;
  };
  return {
    value: runtime.states[step.target] ?? "?",
    taken: true,
    effects: step.effects.map(name),
  };
}

describe.each(machines.map((machine) => [machine.id, machine] as const))(
  "machine %s",
  (_, machine) => {
    const runtime = compileMachine(machine);

    test("steps alike through xstate's actor and through the table, pair by pair", () => {
      let pairs = 0;
      for (const path of runtime.states) {
        for (const type of runtime.events) {
          const expected = stepActor(machine, path, type);
          expect({ path, type, ...stepRuntime(runtime, path, type) }).toEqual({
            path,
            type,
            ...expected,
          });
          pairs += 1;
        }
      }
      expect(pairs).toBe(runtime.states.length * runtime.events.length);
    });

    test("every state that it declares can be reached", () => {
      const declared: string[] = [];
      const visit = (node: AnyStateMachine["root"]): void => {
        const children = Object.values(node.states);
        if (children.length === 0) declared.push(node.path.join("."));
        for (const child of children) visit(child);
      };
      visit(machine.root);
      expect([...runtime.states].sort()).toEqual(declared.sort());
    });

    test("a delay's name has no dot, an action's name none of xstate's prefix", () => {
      for (const timer of runtime.timers) expect(timer.delay).toMatch(/^[a-zA-Z]+$/);
    });
  },
);

test("there are machines to compare", () => {
  expect(machines.map((machine) => machine.id)).toContain("node");
  expect(machines.length).toBeGreaterThanOrEqual(5);
});
