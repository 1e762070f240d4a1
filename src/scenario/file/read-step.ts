/**
 * A step of a file: when, and what.
 */
import type { Action, Place, Step, When } from "../scenario.ts";
import type { Path } from "./path.ts";
import { checkCommand, readEvent } from "./read-event.ts";
import type { Surroundings } from "./read-event.ts";
import { readSend } from "./read-send.ts";
import type { SendSurroundings } from "./read-send.ts";
import { readWait } from "./read-wait.ts";
import { NODE_ACTIONS } from "./step-form.ts";
import type { StepForm } from "./step-form.ts";

const AT_ONCE = { minMs: 0, maxMs: 0 };

export function readStep(
  form: StepForm,
  path: Path,
  { around, place }: { readonly around: SendSurroundings; readonly place: Place | undefined },
): Step | undefined {
  const when = readWhen(form, path, around);
  const action = readAction(form, path, around);
  return action === undefined ? undefined : { when, action, place };
}

function readWhen({ at, after, plus }: StepForm, path: Path, around: Surroundings): When {
  if (at !== undefined) return { kind: "at", time: at };
  if (after === undefined) return { kind: "next" };
  const event = readEvent(after, [...path, "after"], around);
  return { kind: "after", event, plus: plus ?? AT_ONCE };
}

/** Undefined: there is none, which the schema has said. */
function readAction(form: StepForm, path: Path, around: SendSurroundings): Action | undefined {
  const { send, cancel, crash, restart, wait } = form;
  if (send !== undefined) return readSend(send, [...path, "send"], around);
  if (cancel !== undefined) return readCancel(cancel, [...path, "cancel"], around);
  if (crash !== undefined) return readCrash(crash, [...path, "crash"], around);
  if (wait !== undefined) return readWait(wait, [...path, "wait"], around);
  if (restart !== undefined) {
    return { do: "restart", nodes: around.names.expand(restart, [...path, "restart"]) };
  }
  for (const order of NODE_ACTIONS) {
    const nodes = form[order];
    if (nodes !== undefined)
      return { do: order, nodes: around.names.expand(nodes, [...path, order]) };
  }
  return undefined;
}

function readCancel(
  form: NonNullable<StepForm["cancel"]>,
  path: Path,
  around: Surroundings,
): Action {
  if (typeof form === "string") {
    checkCommand(form, path, around);
    return { do: "cancel", command: form, nodes: undefined };
  }
  checkCommand(form.command, [...path, "command"], around);
  const nodes = form.nodes && around.names.expand(form.nodes, [...path, "nodes"]);
  return { do: "cancel", command: form.command, nodes };
}

function readCrash(
  form: NonNullable<StepForm["crash"]>,
  path: Path,
  { names }: Surroundings,
): Action {
  if ("agents" in form) {
    const nodes = names.expand(form.agents, [...path, "agents"]);
    return { do: "crash", nodes, restartMs: form.restart };
  }
  return { do: "crash", nodes: names.expand(form, path), restartMs: undefined };
}
