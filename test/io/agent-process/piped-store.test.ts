import { expect, test } from "vitest";
import type { StoreChange } from "../../../src/agent/agent-store.ts";
import { PipedStore } from "../../../src/io/agent-process/piped-store.ts";
import type { HostPipe } from "../../../src/io/agent-process/host-pipe.ts";

const CHANGE: StoreChange = { type: "storeRecord", table: "idempotency", key: "k", value: 1 };

function make(isDurable: boolean): { said: string[]; store: PipedStore } {
  const said: string[] = [];
  const pipe: Pick<HostPipe, "say"> = { say: ({ type }) => void said.push(type) };
  return { said, store: new PipedStore(pipe, { isDurable }) };
}

test("without a data directory a step goes on as soon as its changes are in the pipe", () => {
  const { said, store } = make(false);
  store.commit("n", [CHANGE], () => said.push("released"));
  store.commit("n", [], () => said.push("released, nothing stored"));
  expect(said).toEqual(["store", "released", "released, nothing stored"]);
});

test("with one it waits until they are durable, and no later step overtakes it", () => {
  const { said, store } = make(true);
  store.commit("n", [], () => said.push("first"));
  store.commit("n", [CHANGE], () => said.push("second"));
  store.commit("n", [], () => said.push("third"));
  store.commit("n", [CHANGE], () => said.push("fourth"));
  expect(said).toEqual(["first", "store", "store"]);
  store.stored();
  expect(said.slice(3)).toEqual(["second", "third"]);
  store.stored();
  expect(said.slice(5)).toEqual(["fourth"]);
});
