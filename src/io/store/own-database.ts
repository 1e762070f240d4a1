/**
 * Opens a SQLite file that is ours alone, or says that it is somebody else's before anything of it
 * is changed.
 *
 * The lock comes first: what follows must not meet another process half-way.
 */
import { DatabaseSync } from "node:sqlite";

/**
 * A database that is empty, or has a table of ours; it is locked until it is closed.
 *
 * Errors: throws SQLite's errors, and an Error for a database with tables but none of ours.
 */
export function openOwnDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const names = tables.map(({ name }) => String(name));
    if (names.length > 0 && !names.includes(TABLE_OF_OURS)) {
      throw new Error(`tables of another program (${names.slice(0, 3).join(", ")})`);
    }
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

const TABLE_OF_OURS = "meta";
