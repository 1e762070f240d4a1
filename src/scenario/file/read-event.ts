/**
 * An event of the trace as a file says it, with names that have to be there.
 */
import type { EventPattern } from "../../faults/plan.ts";
import type { EventForm } from "./event-form.ts";
import type { NodeNames } from "./node-names.ts";
import type { Path } from "./path.ts";
import type { Reading, Vocabulary } from "./reading.ts";

/** What steps, faults and expectations know of the rest of the file. */
export interface Surroundings {
  readonly reading: Reading;
  readonly names: NodeNames;
  readonly commands: Vocabulary;
}

export function readEvent(form: EventForm, path: Path, around: Surroundings): EventPattern {
  const { event, node, command, message, where, count } = form;
  if (node !== undefined) around.names.checkNode(node, [...path, "node"]);
  checkCommand(command, [...path, "command"], around);
  return {
    event,
    ...(node === undefined ? {} : { node }),
    ...(command === undefined ? {} : { command }),
    ...(message === undefined ? {} : { message }),
    ...(where === undefined ? {} : { where }),
    count,
  };
}

export function checkCommand(
  command: string | undefined,
  path: Path,
  { reading, commands }: Surroundings,
): void {
  if (command === undefined) return;
  reading.checkName(path, "the name of a command", command, commands);
}
