/**
 * What outlives a host's process: its nodes with their ids and states, and the disk of each agent.
 *
 * One SQLite file a host in the data directory. WAL with synchronous FULL: what was committed
 * survives a power cut. The exclusive lock is held as long as the file is open and is the
 * system's, so a killed process leaves none behind. Equal options of nodes are stored once.
 */
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { StoreChange } from "../../agent/agent-store.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import type { NodeDescription } from "../../world/managed-node.ts";
import { loadNodes } from "./load-nodes.ts";
import type { StoredNode } from "./load-nodes.ts";
import { makeDirectory } from "./make-directory.ts";
import { openOwnDatabase } from "./own-database.ts";
import type { RecordProblem } from "./record-shape.ts";
import { SQLITE_BUSY, sqliteCode, storeError } from "./store-error.ts";
import type { StoreError } from "./store-error.ts";

export interface AgentStoreOptions {
  readonly directory: string;
  readonly hostName: string;
  /** Unix milliseconds of time 0 of a new store; one that exists keeps its own. */
  readonly epochMs: number;
}

/** A change of the file; those of one step are written in one transaction. */
export type AgentStoreWrite =
  | { readonly type: "record"; readonly node: string; readonly change: StoreChange }
  | { readonly type: "node"; readonly description: NodeDescription }
  | { readonly type: "state"; readonly node: string; readonly state: NodeState }
  /** Takes a node's record away with all that its agent stored. */
  | { readonly type: "removal"; readonly node: string };

/**
 * Opens the store of a host, making the directory and the file if they are not there.
 *
 * Errors: SIM_ERR_STORE_LOCKED, SIM_ERR_STORE_VERSION, SIM_ERR_STORE_UNREADABLE, as values.
 */
export function openAgentStore(options: AgentStoreOptions): AgentStoreFile | StoreError {
  const file = join(options.directory, `host-${encodeURIComponent(options.hostName)}.sqlite`);
  let database: DatabaseSync | undefined;
  try {
    makeDirectory(options.directory);
    database = openOwnDatabase(file);
    database.exec(SETTINGS);
    const meta = readMeta(database, options.epochMs);
    if ("code" in meta) database.close();
    return "code" in meta ? meta : new AgentStoreFile(database, meta);
  } catch (cause) {
    database?.close();
    return sqliteCode(cause) === SQLITE_BUSY
      ? storeError("SIM_ERR_STORE_LOCKED", `${file} to be open in no other process`, cause)
      : storeError("SIM_ERR_STORE_UNREADABLE", `${file} to be a database of ours`, cause);
  }
}

interface StoreMeta {
  readonly epochMs: number;
  readonly life: number;
}

export class AgentStoreFile {
  /** Unix milliseconds of the run's time 0. */
  readonly epochMs: number;
  /** How often the host has been started over this file, from 1. */
  readonly life: number;
  private readonly database: DatabaseSync;
  private readonly statements: Statements;

  constructor(database: DatabaseSync, meta: StoreMeta) {
    this.database = database;
    this.epochMs = meta.epochMs;
    this.life = meta.life;
    this.statements = prepare(database);
  }

  /**
   * Every node, in the order in which they were added; records that can't be read are left out,
   * stay in the file, and are told. Errors: throws for a node whose own row can't be read.
   */
  load(left: (problem: RecordProblem) => void): StoredNode[] {
    return loadNodes(this.database, left);
  }

  /** Writes changes as one durable transaction. Errors: SIM_ERR_STORE_WRITE; none has happened. */
  write(writes: Iterable<AgentStoreWrite>): StoreError | undefined {
    try {
      this.database.exec("BEGIN IMMEDIATE");
      for (const write of writes) this.apply(write);
      this.database.exec("COMMIT");
      return undefined;
    } catch (cause) {
      // SQLite rolls a transaction back by itself after some errors: there is none then.
      if (this.database.isTransaction) this.database.exec("ROLLBACK");
      return storeError("SIM_ERR_STORE_WRITE", "the transaction to become durable", cause);
    }
  }

  close(): void {
    this.database.close();
  }

  private apply(write: AgentStoreWrite): void {
    const { statements } = this;
    switch (write.type) {
      case "record": {
        const { table, key, value } = write.change;
        if (value === undefined) statements.deleteRecord.run(write.node, table, key);
        else statements.putRecord.run(write.node, table, key, JSON.stringify(value));
        return;
      }
      case "node":
        this.putNode(write.description);
        return;
      case "state":
        statements.putState.run(write.state, write.node);
        return;
      case "removal":
        statements.deleteRecords.run(write.node);
        statements.deleteNode.run(write.node);
    }
  }

  private putNode({ id, state, profile, tags, options, life }: NodeDescription): void {
    const setup = JSON.stringify({ options, life });
    this.statements.putSetup.run(setup);
    const serial = this.statements.findSetup.get(setup)?.["serial"] as SQLInputValue;
    this.statements.putNode.run(id, state, state, profile, JSON.stringify(tags), serial);
  }
}

type Statements = Record<
  | "putRecord"
  | "deleteRecord"
  | "deleteRecords"
  | "putNode"
  | "putState"
  | "deleteNode"
  | "putSetup"
  | "findSetup",
  StatementSync
>;

/** A record that is changed keeps its place: the order of arrival is the order of jobs. */
function prepare(database: DatabaseSync): Statements {
  return {
    putRecord: database.prepare(
      "INSERT INTO record (node, tableName, key, json) VALUES (?, ?, ?, ?) " +
        "ON CONFLICT DO UPDATE SET json = excluded.json",
    ),
    deleteRecord: database.prepare(
      "DELETE FROM record WHERE node = ? AND tableName = ? AND key = ?",
    ),
    deleteRecords: database.prepare("DELETE FROM record WHERE node = ?"),
    putNode: database.prepare(
      "INSERT INTO node (id, startState, state, profile, tags, setup) VALUES (?, ?, ?, ?, ?, ?) " +
        "ON CONFLICT DO UPDATE SET state = excluded.state",
    ),
    putState: database.prepare("UPDATE node SET state = ? WHERE id = ?"),
    deleteNode: database.prepare("DELETE FROM node WHERE id = ?"),
    putSetup: database.prepare("INSERT OR IGNORE INTO setup (json) VALUES (?)"),
    findSetup: database.prepare("SELECT serial FROM setup WHERE json = ?"),
  };
}

const SCHEMA_VERSION = 1;

const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS setup (serial INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS node (
    serial INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, startState TEXT NOT NULL,
    state TEXT NOT NULL, profile TEXT NOT NULL, tags TEXT NOT NULL, setup INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS record (
    serial INTEGER PRIMARY KEY, node TEXT NOT NULL, tableName TEXT NOT NULL, key TEXT NOT NULL,
    json TEXT NOT NULL, UNIQUE (node, tableName, key)
  ) STRICT;
  COMMIT;
`;

function readMeta(database: DatabaseSync, freshEpochMs: number): StoreMeta | StoreError {
  const write = database.prepare("INSERT OR IGNORE INTO meta VALUES (?, ?)");
  write.run("schemaVersion", String(SCHEMA_VERSION));
  write.run("epochMs", String(freshEpochMs));
  write.run("life", "0");
  const read = database.prepare("SELECT value FROM meta WHERE name = ?");
  const value = (name: string): string => String(read.get(name)?.["value"] ?? "");
  const version = value("schemaVersion");
  if (version !== String(SCHEMA_VERSION)) {
    const expected = `a data directory of schema version ${SCHEMA_VERSION}`;
    return storeError("SIM_ERR_STORE_VERSION", expected, `version ${version}`);
  }
  const life = Number(value("life")) + 1;
  database.prepare("UPDATE meta SET value = ? WHERE name = 'life'").run(String(life));
  return { epochMs: Number(value("epochMs")), life };
}
