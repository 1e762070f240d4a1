import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { RowChange } from "../../../src/io/store/controller-store.ts";
import { GroupCommit } from "../../../src/io/store/group-commit.ts";
import { storeError } from "../../../src/io/store/store-error.ts";
import type { StoreError } from "../../../src/io/store/store-error.ts";
import type { StoreRecord } from "../../../src/world/service.ts";

test("all steps of a turn are one transaction, and are released in order after it", async () => {
  const { commits, written, happened } = recorded();
  commits.commit([row("a", 1)], () => happened.push("first"));
  commits.commit([], () => happened.push("read"));
  commits.commit([row("a", 2), row("b", 3)], () => happened.push("second"));
  expect(happened).toEqual([]);
  await turn();
  expect(written).toEqual([{ a: 2, b: 3 }]);
  expect(happened).toEqual(["first", "read", "second"]);
});

test("a step that wrote nothing does not wait when nobody else does", () => {
  const { commits, written, happened } = recorded();
  commits.commit([], () => happened.push("read"));
  expect([written, happened]).toEqual([[], ["read"]]);
});

test("a step made by a release waits behind those that are not released yet", async () => {
  const { commits, happened } = recorded();
  commits.commit([row("a", 1)], () => {
    happened.push("first");
    commits.commit([], () => happened.push("made by the first"));
  });
  commits.commit([], () => happened.push("second"));
  await turn();
  await turn();
  expect(happened).toEqual(["first", "second", "made by the first"]);
});

test("no step of a failed transaction is ever released; the next turn is its own", async () => {
  const { commits, failures, happened, fail } = recorded();
  fail(storeError("SIM_ERR_STORE_WRITE", "room", "none"));
  commits.commit([row("a", 1)], () => happened.push("lost"));
  commits.commit([], () => happened.push("lost too"));
  await turn();
  fail(undefined);
  commits.commit([row("a", 2)], () => happened.push("later"));
  await turn();
  expect(failures.map(({ code }) => code)).toEqual(["SIM_ERR_STORE_WRITE"]);
  expect(happened).toEqual(["later"]);
});

function recorded() {
  const written: Record<string, unknown>[] = [];
  const happened: string[] = [];
  const failures: StoreError[] = [];
  let error: StoreError | undefined;
  const write = (changes: Iterable<RowChange>): StoreError | undefined => {
    const saved = [...changes].map(({ key, record }) => [key, record?.save()] as const);
    if (error === undefined) written.push(Object.fromEntries(saved));
    return error;
  };
  const commits = new GroupCommit({
    store: { write },
    run: (releases) => releases.forEach((release) => release()),
    onFailure: (failure) => failures.push(failure),
  });
  const fail = (next: StoreError | undefined): void => {
    error = next;
  };
  return { commits, written, happened, failures, fail };
}

function row(key: string, record: unknown): StoreRecord {
  return { type: "storeRecord", table: "command", key, record: { save: () => record } };
}
