/**
 * How every command of a trace stands on every node at its end, from its events alone.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { isMove, listOf, textOf } from "../property/fact.ts";
import type { Outcome } from "../result.ts";

export interface OutcomeNames {
  /** Ids by name. */
  readonly nodeIds: Readonly<Record<string, string>>;
  readonly commandIds: Readonly<Record<string, string>>;
}

/** `escaped`: `<command>/<node>` of the invocations that a process has outlived. */
export function storedOutcomes(
  events: readonly TraceEvent[],
  { nodeIds, commandIds }: OutcomeNames,
  escaped: ReadonlySet<string>,
): readonly Outcome[] {
  const [nodes, names] = [byId(nodeIds), byId(commandIds)];
  return Array.from(standings(events)).flatMap(([command, byNode]) =>
    Array.from(byNode, ([node, standing]) => ({
      command: names.get(command) ?? command,
      node: nodes.get(node) ?? node,
      ...standing,
      escaped: escaped.has(`${command}/${node}`),
    })),
  );
}

interface Standing {
  readonly status: string;
  readonly details: string;
}

const BEGINNING: Standing = { status: "Pending", details: "Pending" };

/** By command and node, in the order in which they were accepted. */
function standings(events: readonly TraceEvent[]): ReadonlyMap<string, Map<string, Standing>> {
  const all = new Map<string, Map<string, Standing>>();
  for (const event of events) {
    const { command = "", node = "" } = event;
    if (event.event === "command.accepted") {
      all.set(command, new Map(listOf(event, "targets").map((target) => [target, BEGINNING])));
    }
    if (event.event === "command.forgotten") all.delete(command);
    if (event.event === "fleet.reset") all.clear();
    if (!isMove(event)) continue;
    const status = textOf(event, "to");
    all.get(command)?.set(node, { status, details: textOf(event, "details") || status });
  }
  return all;
}

function byId(ids: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(ids).map(([name, id]) => [id, name]));
}
