/**
 * Every row that a store would hold of a controller between two steps: what another life of it can
 * be made from when there was no store.
 */
import type { Controller, SavedRow } from "./controller.ts";
import { keptRows } from "./reset.ts";
import type { KeptRow } from "./reset.ts";

/** The rows as they come back from a store: nothing of the record lives on in them. */
export function* savedRows(controller: Controller): Generator<SavedRow> {
  for (const { table, key, record } of rowsOf(controller)) {
    yield { table, key, record: JSON.parse(JSON.stringify(record.save())) as unknown };
  }
}

function* rowsOf(controller: Controller): Generator<KeptRow> {
  yield* keptRows(controller);
  for (const command of controller.commands.values()) {
    yield { table: "command", key: command.id, record: command };
    for (const [nodeId, invocation] of command.invocations) {
      yield { table: "invocation", key: `${command.id}/${nodeId}`, record: invocation };
    }
  }
  for (const [name, document] of controller.documents) {
    yield { table: "document", key: name, record: document };
  }
}
