/**
 * A machine as a Mermaid state diagram, drawn from xstate's own definition of it.
 *
 * Mermaid's ids take no dashes or dots, so a state's id is its path with underscores and its name
 * stands as the label.
 */
import type { AnyStateMachine } from "xstate";

type StateNode = AnyStateMachine["root"];

/** The text of a `stateDiagram-v2`; transitions are labelled with their events. */
export function machineDiagram(machine: AnyStateMachine): string {
  return [
    "stateDiagram-v2",
    ...stateLines(machine.root, 1),
    ...transitionLines(machine.root).map((line) => indent(1, line)),
    "",
  ].join("\n");
}

function stateLines(parent: StateNode, depth: number): string[] {
  const children: StateNode[] = Object.values(parent.states);
  const lines = children.flatMap((child) => {
    const opening = `state "${child.key}" as ${idOf(child)}`;
    if (Object.keys(child.states).length === 0) return [indent(depth, opening)];
    return [indent(depth, `${opening} {`), ...stateLines(child, depth + 1), indent(depth, "}")];
  });
  const initial = children.length === 0 ? undefined : parent.initial.target[0];
  if (initial !== undefined) lines.push(indent(depth, `[*] --> ${idOf(initial)}`));
  for (const child of children) {
    if (child.type === "final") lines.push(indent(depth, `${idOf(child)} --> [*]`));
  }
  return lines;
}

function transitionLines(node: StateNode): string[] {
  const own = [...node.transitions.entries()].flatMap(([event, transitions]) =>
    transitions.map((transition) => {
      const target: StateNode = transition.target?.[0] ?? node;
      return `${idOf(node)} --> ${idOf(target)}: ${labelOf(event)}`;
    }),
  );
  const children: StateNode[] = Object.values(node.states);
  return [...own.sort(), ...children.flatMap((child) => transitionLines(child))];
}

function labelOf(event: string): string {
  const [, kind, delay] = event.split(".");
  return event.startsWith("xstate.") && kind === "after" ? `after ${delay ?? ""}` : event;
}

function idOf(node: StateNode): string {
  return node.path.length === 0 ? node.key : node.path.join("_").replaceAll("-", "_");
}

function indent(depth: number, line: string): string {
  return `${"  ".repeat(depth)}${line}`;
}
