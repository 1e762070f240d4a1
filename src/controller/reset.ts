/**
 * What a reset leaves of the controller: its ids go on, and so do activations and the nodes that
 * registered by one, for nobody would register those again. Hosts announce theirs anew.
 */
import { Controller, CONTROLLER_KEY } from "./controller.ts";
import type { ControllerTable } from "./input.ts";
import { NO_CHANNEL } from "./registered-node.ts";

/** The controller without commands, documents and announced nodes; the old one must not go on. */
export function resetController(old: Controller): Controller {
  const fresh = new Controller(old.options, old.ids, old.generation);
  fresh.nextSerial = old.nextSerial;
  for (const node of old.nodes.values()) {
    if (node.registration === undefined) continue;
    const kept = node.clone();
    // Every channel is opened anew, as after a restart.
    kept.enterChannel(NO_CHANNEL);
    fresh.addNode(kept);
  }
  fresh.registrations = old.registrations.clone();
  return fresh;
}

/** A row that a store has to hold afterwards. */
export interface KeptRow {
  readonly table: ControllerTable;
  readonly key: string;
  readonly record: { save(): unknown };
}

/** Every row of a controller that has neither commands nor documents, as one that was just reset. */
export function* keptRows(controller: Controller): Generator<KeptRow> {
  yield { table: "controller", key: CONTROLLER_KEY, record: controller };
  for (const node of controller.nodes.values()) {
    yield { table: "node", key: node.id, record: node };
  }
  const { activations, deregistered } = controller.registrations;
  for (const activation of activations.values()) {
    yield { table: "activation", key: activation.id, record: activation };
  }
  for (const saved of deregistered.values()) {
    yield { table: "deregistered", key: saved.id, record: { save: () => saved } };
  }
}
