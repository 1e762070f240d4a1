import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { openControllerStore } from "../../../src/io/store/controller-store.ts";
import type { ControllerStore, RowChange } from "../../../src/io/store/controller-store.ts";

const BORN = { epochMs: 1_767_225_600_000, seed: "42" };

test("rows are there after the store is opened again, and its birth is the first one's", () => {
  const directory = temporaryDirectory();
  const store = opened(directory);
  expect(store.write([row("a", { n: 1 }), row("b", { n: 2 })])).toBeUndefined();
  expect(store.write([row("a", { n: 3 }), gone("b")])).toBeUndefined();
  store.close();
  const again = opened(directory, { epochMs: 1, seed: "other" });
  expect([...again.rows()]).toEqual([{ table: "command", key: "a", record: { n: 3 } }]);
  expect(again.born).toEqual(BORN);
  again.close();
});

test("a transaction that fails half-way leaves nothing behind", () => {
  const store = opened(temporaryDirectory());
  store.write([row("a", 1)]);
  const broken: RowChange = {
    table: "command",
    key: "c",
    record: {
      save: () => {
        throw new Error("can't be saved");
      },
    },
  };
  expect(store.write([row("a", 2), broken])).toMatchObject({ code: "SIM_ERR_STORE_WRITE" });
  expect([...store.rows()].map(({ record }) => record)).toEqual([1]);
  expect(store.write([row("a", 3)])).toBeUndefined();
  store.close();
});

test("a store past its bound refuses a write and keeps the rest", () => {
  const store = opened(temporaryDirectory(), BORN, 20);
  store.write([row("a", 1)]);
  const error = store.write([row("a", 2), row("big", "x".repeat(200_000))]);
  expect(error).toMatchObject({ type: "storeError", code: "SIM_ERR_STORE_WRITE" });
  expect([...store.rows()].map(({ record }) => record)).toEqual([1]);
  store.close();
});

test("a replacement forgets all rows but its own", () => {
  const directory = temporaryDirectory();
  const store = opened(directory);
  store.write([row("a", 1), row("b", 2)]);
  expect(store.replace([row("b", 3)])).toBeUndefined();
  expect([...store.rows()].map(({ key, record }) => [key, record])).toEqual([["b", 3]]);
  expect(store.replace([])).toBeUndefined();
  expect([...store.rows()]).toEqual([]);
  store.close();
});

test("a directory that is open already is refused until it is closed", () => {
  const directory = temporaryDirectory();
  const store = opened(directory);
  expect(openControllerStore({ directory, born: BORN })).toMatchObject({
    code: "SIM_ERR_STORE_LOCKED",
  });
  store.close();
  opened(directory).close();
});

test("a file that is no database is refused", () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "controller.sqlite"), "not a database, only a text ".repeat(99));
  expect(openControllerStore({ directory, born: BORN })).toMatchObject({
    code: "SIM_ERR_STORE_UNREADABLE",
  });
});

test("a database of another program is refused, and not a byte of it is changed", () => {
  const directory = temporaryDirectory();
  const file = join(directory, "controller.sqlite");
  const database = new DatabaseSync(file);
  database.exec("CREATE TABLE songs (title TEXT)");
  database.close();
  const before = readFileSync(file);
  expect(openControllerStore({ directory, born: BORN })).toMatchObject({
    code: "SIM_ERR_STORE_UNREADABLE",
    message: `Expected ${file} to be a database of ours; found: tables of another program (songs).`,
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("a store of another schema version is refused", () => {
  const directory = temporaryDirectory();
  opened(directory).close();
  const database = new DatabaseSync(join(directory, "controller.sqlite"));
  database.exec("UPDATE meta SET value = '2' WHERE name = 'schemaVersion'");
  database.close();
  expect(openControllerStore({ directory, born: BORN })).toMatchObject({
    code: "SIM_ERR_STORE_VERSION",
  });
});

function opened(directory: string, born = BORN, pagesMax = 100_000): ControllerStore {
  const store = openControllerStore({ directory, born, pagesMax });
  if ("code" in store) throw new Error(store.message);
  return store;
}

function row(key: string, record: unknown): RowChange {
  return { table: "command", key, record: { save: () => record } };
}

function gone(key: string): RowChange {
  return { table: "command", key, record: undefined };
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
