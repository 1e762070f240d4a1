/**
 * Every state of the agent's machines can be reached, and the way to each is one that we can tell.
 *
 * The lists are the paths of the machine alone. Its record forbids some: it sends `slot.free` only
 * to one that waits, and asks for a worker's life (`worker.attached.*`) only after a restart or
 * when a worker has died.
 */
import { expect, test } from "vitest";
import { getShortestPaths } from "xstate/graph";
import type { AnyStateMachine } from "xstate";
import { compileMachine } from "../../src/kernel/machine-runtime.ts";
import { controlChannelMachine } from "../../src/machines/control-channel.ts";
import { jobMachine } from "../../src/machines/job.ts";
import { workerMachine } from "../../src/machines/worker.ts";

/** `leaf: event event ...` for every state, the timers as `after <delay>`. */
function paths(machine: AnyStateMachine): string[] {
  const events = (machine.events as string[]).map((type) => ({ type }));
  const found = getShortestPaths(machine as never, { events: events as never });
  return found.map(({ state, steps }) => {
    const names = steps.map(({ event }) => (event as { type: string }).type);
    const words = names
      .filter((name) => name !== "xstate.init")
      .map((name) => name.replace(/^xstate\.after\.([^.]+)\..*$/, "after $1"));
    return [leafOf((state as { value: unknown }).value), words.join(", ")].join(": ");
  });
}

function leafOf(value: unknown): string {
  if (typeof value === "string") return value;
  const [[key, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  return `${key}.${leafOf(inner)}`;
}

test.each([
  ["control-channel", controlChannelMachine as AnyStateMachine],
  ["job", jobMachine as AnyStateMachine],
  ["worker", workerMachine as AnyStateMachine],
])("every leaf that %s declares is reached", (_, machine) => {
  const reached = paths(machine).map((path) => path.split(":")[0]);
  expect([...reached].sort()).toEqual([...declared(machine)].sort());
  expect([...reached].sort()).toEqual([...compileMachine(machine).states].sort());
});

/** The leaves of the definition, reachable or not. */
function declared(machine: AnyStateMachine): string[] {
  return leaves(machine.root as never);
}

interface Node {
  readonly path: readonly string[];
  readonly states: Readonly<Record<string, Node>>;
}

function leaves(node: Node): string[] {
  const children = Object.values(node.states);
  return children.length === 0 ? [node.path.join(".")] : children.flatMap(leaves);
}

test("the shortest ways through a job", () => {
  expect(paths(jobMachine as AnyStateMachine)).toMatchInlineSnapshot(`
    [
      "queued: ",
      "running: slot.free",
      "attaching: restart.current",
      "queuedCancelled: cancel.matched",
      "cancelling: slot.free, cancel.matched",
      "lost.waiting: slot.free, worker.attached.gone",
      "ended: slot.free, document.ended",
      "attachingCancelled: restart.current, cancel.matched",
      "skipped: cancel.matched, slot.free",
      "lost.cancelling: slot.free, cancel.matched, worker.attached.gone",
      "abandoned: slot.free, cancel.matched, after abandonMs",
      "failed: slot.free, worker.attached.gone, after workerLostMs",
      "lost.abandoned: slot.free, cancel.matched, worker.attached.gone, after abandonMs",
    ]
  `);
});

test("the shortest ways through a worker", () => {
  expect(paths(workerMachine as AnyStateMachine)).toMatchInlineSnapshot(`
    [
      "created: ",
      "starting: worker.start",
      "startingCancelled: worker.start, worker.cancel",
      "step.launching: worker.start, after spawnMs",
      "stepOver.cancelled: worker.start, worker.cancel, after wakeMs",
      "step.launchingCancelled: worker.start, after spawnMs, worker.cancel",
      "timeoutKilling.ordinary: worker.start, after spawnMs, after timeoutMs",
      "step.running: worker.start, after spawnMs, process.started",
      "stepOver.ordinary: worker.start, after spawnMs, process.failed",
      "Success: worker.start, worker.cancel, after wakeMs, document.ended.Success",
      "SuccessAndReboot: worker.start, worker.cancel, after wakeMs, document.ended.SuccessAndReboot",
      "Failed: worker.start, worker.cancel, after wakeMs, document.ended.Failed",
      "TimedOut: worker.start, worker.cancel, after wakeMs, document.ended.TimedOut",
      "Cancelled: worker.start, worker.cancel, after wakeMs, document.ended.Cancelled",
      "cancelKilling: worker.start, after spawnMs, worker.cancel, process.started",
      "timeoutKilling.cancelled: worker.start, after spawnMs, after timeoutMs, worker.cancel",
      "step.draining: worker.start, after spawnMs, process.started, process.exited",
    ]
  `);
});
