/**
 * Why a data directory can't be used, or a write to it did not become durable.
 *
 * A value, never thrown: opening answers it instead of a store, writing instead of nothing.
 */
export type StoreErrorCode =
  /** Another process has the data directory open. */
  | "SIM_ERR_STORE_LOCKED"
  /** The file was written by another version of this program. */
  | "SIM_ERR_STORE_VERSION"
  /** The directory can't be made, or the file is no database. */
  | "SIM_ERR_STORE_UNREADABLE"
  /** The disk is full or broken: nothing of the transaction has happened. */
  | "SIM_ERR_STORE_WRITE";

export interface StoreError {
  readonly type: "storeError";
  readonly code: StoreErrorCode;
  /** One line: what was expected, what was found. */
  readonly message: string;
}

/** An error value; `cause` is what SQLite or the file system threw. */
export function storeError(code: StoreErrorCode, expected: string, cause: unknown): StoreError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return { type: "storeError", code, message: `Expected ${expected}; found: ${found}.` };
}

/** SQLite's result code of an error that node:sqlite threw; 0 for any other error. */
export function sqliteCode(cause: unknown): number {
  if (!(cause instanceof Error) || !("errcode" in cause)) return 0;
  return typeof cause.errcode === "number" ? cause.errcode & 0xff : 0;
}

/** The database is locked by another process. Source: SQLite, "Result and Error Codes". */
export const SQLITE_BUSY = 5;
