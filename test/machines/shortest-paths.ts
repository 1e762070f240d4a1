/**
 * The shortest paths through a machine, by xstate's own graph tools, as lines of text.
 */
import { getShortestPaths } from "xstate/graph";
import type { AnyStateMachine } from "xstate";

/** `leaf: event event ...` for every state, the timers as `after <delay>`. */
export function shortestPaths(machine: AnyStateMachine): string[] {
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

/** The leaves of the definition, reachable or not. */
export function declaredLeaves(machine: AnyStateMachine): string[] {
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
