/**
 * A `wait` of a file, in either form.
 */
import type { Action } from "../scenario.ts";
import type { Path } from "./path.ts";
import { checkCommand, readEvent } from "./read-event.ts";
import type { Surroundings } from "./read-event.ts";
import type { WaitForm } from "./wait-form.ts";

/** Source: our choice: as often as a program asks that does not want to be throttled. */
const EVERY_DEFAULT_MS = 2_000;
const EVERY_MIN_MS = 100;

/** Undefined: it is of neither form, which the schema has said. */
export function readWait(form: WaitForm, path: Path, around: Surroundings): Action | undefined {
  const { for: event, status, command, node, every = EVERY_DEFAULT_MS, within } = form;
  if (event !== undefined) {
    const until = readEvent(event, [...path, "for"], around);
    return { do: "wait", until, withinMs: within };
  }
  if (status === undefined || command === undefined || node === undefined) return undefined;
  checkCommand(command, [...path, "command"], around);
  around.names.checkNode(node, [...path, "node"]);
  if (every < EVERY_MIN_MS) {
    around.reading.refuse([...path, "every"], `a duration of at least ${EVERY_MIN_MS}ms`);
  }
  return { do: "poll", statuses: status, command, node, everyMs: every, withinMs: within };
}
