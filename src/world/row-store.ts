/**
 * The controller's durable rows in virtual time: what another life of it is made from.
 *
 * The rows of one step become durable together, at once. A row is text, as on a disk, so that
 * nothing of the record that wrote it lives on in it.
 */
import type { SavedRow } from "../controller/controller.ts";
import type { ServiceDurablePort, StoreRecord } from "./service.ts";

type Row = Omit<SavedRow, "record"> & { readonly json: string };

export class RowStore implements ServiceDurablePort {
  private readonly rows: Map<string, Row>;

  constructor(rows: ReadonlyMap<string, Row> = new Map()) {
    this.rows = new Map(rows);
  }

  commit(records: readonly StoreRecord[], release: () => void): void {
    for (const { table, key, record } of records) {
      const name = `${table}/${key}`;
      if (record === undefined) this.rows.delete(name);
      else this.rows.set(name, { table, key, json: JSON.stringify(record.save()) });
    }
    release();
  }

  /** Every row, as `Controller.restore` wants them. */
  saved(): SavedRow[] {
    return [...this.rows.values()].map(({ table, key, json }) => {
      return { table, key, record: JSON.parse(json) as unknown };
    });
  }

  clone(): RowStore {
    return new RowStore(this.rows);
  }
}
