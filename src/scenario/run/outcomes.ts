/**
 * How every command of a run stands on every node, as the controller has it.
 */
import { detailsOf, statusOf } from "../../controller/invocation-state.ts";
import type { Outcome } from "../result.ts";
import type { Controller } from "../../controller/controller.ts";
import type { Cast } from "./cast.ts";

export interface OutcomeParts {
  readonly controller: Controller;
  readonly cast: Cast;
  /** `<command>/<node>` of invocations that a process has outlived. */
  readonly escaped: ReadonlySet<string>;
}

export function outcomesOf({ controller, cast, escaped }: OutcomeParts): Outcome[] {
  const names = new Map(Object.entries(cast.commandIds).map(([name, id]) => [id, name]));
  return [...controller.commands.values()].flatMap((command) =>
    Array.from(command.invocations.values(), ({ nodeId, state }) => ({
      command: names.get(command.id) ?? command.id,
      node: cast.nodeName(nodeId),
      status: statusOf(state),
      details: detailsOf(state),
      escaped: escaped.has(`${command.id}/${nodeId}`),
    })),
  );
}
