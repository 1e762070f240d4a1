/**
 * How every command of a run stands on every node, as the controller has it.
 */
import { detailsOf, statusOf } from "../../controller/invocation-state.ts";
import type { Outcome } from "../result.ts";
import type { Stage } from "./stage.ts";

export function outcomesOf({ world, cast, observation }: Stage): Outcome[] {
  const names = new Map(Object.entries(cast.commandIds).map(([name, id]) => [id, name]));
  return [...world.service.controller.commands.values()].flatMap((command) =>
    Array.from(command.invocations.values(), ({ nodeId, state }) => ({
      command: names.get(command.id) ?? command.id,
      node: cast.nodeName(nodeId),
      status: statusOf(state),
      details: detailsOf(state),
      escaped: observation.escaped.has(`${command.id}/${nodeId}`),
    })),
  );
}
