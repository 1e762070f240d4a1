/**
 * The controller's durable records: one SQLite file in a data directory.
 *
 * WAL with synchronous FULL: a transaction that was committed survives a power cut. The exclusive
 * lock is held as long as the store is open and is the system's, so that a killed process leaves
 * none behind. A record is JSON text under (table, key); what it means only the controller knows.
 */
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SavedRow } from "../../controller/controller.ts";
import type { ControllerTable } from "../../controller/input.ts";
import { makeDirectory } from "./make-directory.ts";
import { openOwnDatabase } from "./own-database.ts";
import { SQLITE_BUSY, sqliteCode, storeError } from "./store-error.ts";
import type { StoreError } from "./store-error.ts";

export interface ControllerStoreOptions {
  readonly directory: string;
  /** Pages of 4 KiB that the file may grow to; past it a write fails as on a full disk. */
  readonly pagesMax?: number;
  /** What a new store is born with; a store that exists keeps its own. */
  readonly born: StoreBirth;
}

/** What belongs to the whole life of a data directory. */
export interface StoreBirth {
  /** Unix milliseconds of the run's time 0. */
  readonly epochMs: number;
  readonly seed: string;
}

/** A row to be written; without a record it is deleted. */
export interface RowChange {
  readonly table: ControllerTable;
  readonly key: string;
  readonly record: { save(): unknown } | undefined;
}

/**
 * Opens the store of a data directory, making both if they are not there.
 *
 * Errors: SIM_ERR_STORE_LOCKED, SIM_ERR_STORE_VERSION, SIM_ERR_STORE_UNREADABLE, as values.
 */
export function openControllerStore(options: ControllerStoreOptions): ControllerStore | StoreError {
  const file = join(options.directory, FILE_NAME);
  let database: DatabaseSync | undefined;
  try {
    makeDirectory(options.directory);
    database = openOwnDatabase(file);
    database.exec(SETTINGS);
    database.exec(`PRAGMA max_page_count = ${options.pagesMax ?? PAGES_MAX}`);
    const born = readBirth(database, options.born);
    if ("code" in born) database.close();
    return "code" in born ? born : new ControllerStore(database, born);
  } catch (cause) {
    database?.close();
    return sqliteCode(cause) === SQLITE_BUSY
      ? storeError("SIM_ERR_STORE_LOCKED", `${file} to be open in no other process`, cause)
      : storeError("SIM_ERR_STORE_UNREADABLE", `${file} to be a database of ours`, cause);
  }
}

export class ControllerStore {
  readonly born: StoreBirth;
  private readonly database: DatabaseSync;
  private readonly upsert: StatementSync;
  private readonly remove: StatementSync;

  constructor(database: DatabaseSync, born: StoreBirth) {
    this.database = database;
    this.born = born;
    this.upsert = database.prepare(
      "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json",
    );
    this.remove = database.prepare("DELETE FROM record WHERE tableName = ? AND key = ?");
  }

  /** Every row, as `Controller.restore` wants them. */
  *rows(): Iterable<SavedRow> {
    const select = this.database.prepare("SELECT tableName, key, json FROM record");
    for (const row of select.iterate()) {
      const { tableName, key, json } = row as { tableName: string; key: string; json: string };
      yield { table: tableName as ControllerTable, key, record: JSON.parse(json) as unknown };
    }
  }

  /**
   * Writes changes as one durable transaction.
   *
   * Errors: SIM_ERR_STORE_WRITE as a value; nothing of the changes has happened then.
   */
  write(changes: Iterable<RowChange>): StoreError | undefined {
    return this.transact(() => this.apply(changes));
  }

  /** Forgets all rows but these; what the directory was born with stays. Errors: as write. */
  replace(rows: Iterable<RowChange>): StoreError | undefined {
    return this.transact(() => {
      this.database.exec("DELETE FROM record");
      this.apply(rows);
    });
  }

  close(): void {
    this.database.close();
  }

  private apply(changes: Iterable<RowChange>): void {
    for (const { table, key, record } of changes) {
      if (record === undefined) this.remove.run(table, key);
      else this.upsert.run(table, key, JSON.stringify(record.save()));
    }
  }

  private transact(work: () => void): StoreError | undefined {
    try {
      this.database.exec("BEGIN IMMEDIATE");
      work();
      this.database.exec("COMMIT");
      return undefined;
    } catch (cause) {
      this.rollBack();
      return storeError("SIM_ERR_STORE_WRITE", "the transaction to become durable", cause);
    }
  }

  private rollBack(): void {
    // SQLite rolls a transaction back by itself after some errors: there is none then.
    if (this.database.isTransaction) this.database.exec("ROLLBACK");
  }
}

const FILE_NAME = "controller.sqlite";
const SCHEMA_VERSION = 1;
/** 16 GiB in pages of 4 KiB: the largest fleet with its longest history needs a tenth of it. */
const PAGES_MAX = 4_194_304;

const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS record (
    tableName TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (tableName, key)
  ) STRICT;
  COMMIT;
`;

function readBirth(database: DatabaseSync, fresh: StoreBirth): StoreBirth | StoreError {
  const write = database.prepare("INSERT OR IGNORE INTO meta VALUES (?, ?)");
  write.run("schemaVersion", String(SCHEMA_VERSION));
  write.run("epochMs", String(fresh.epochMs));
  write.run("seed", fresh.seed);
  const read = database.prepare("SELECT value FROM meta WHERE name = ?");
  const value = (name: string): string => String(read.get(name)?.["value"] ?? "");
  const version = value("schemaVersion");
  if (version !== String(SCHEMA_VERSION)) {
    const expected = `a data directory of schema version ${SCHEMA_VERSION}`;
    return storeError("SIM_ERR_STORE_VERSION", expected, `version ${version}`);
  }
  return { epochMs: Number(value("epochMs")), seed: value("seed") };
}
