/** Group commit of a host: nothing leaves before it is durable, and nothing overtakes. */
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import type { StoreChange } from "../../../src/agent/agent-store.ts";
import { AgentCommits } from "../../../src/io/store/agent-commits.ts";
import type { AgentStoreWrite } from "../../../src/io/store/agent-store-file.ts";
import { storeError } from "../../../src/io/store/store-error.ts";
import type { StoreError } from "../../../src/io/store/store-error.ts";

const NODE = "i-1";
/** Until a failed write is tried again. */
const RETRY_MS = 1_000;

afterEach(() => {
  vi.useRealTimers();
});

function accepted(id: string): StoreChange {
  return { type: "storeRecord", table: "idempotency", key: `SendCommand/${id}`, value: 1 };
}

function recorded() {
  const happened: string[] = [];
  let failure: StoreError | undefined;
  const write = (writes: Iterable<AgentStoreWrite>): StoreError | undefined => {
    if (failure !== undefined) return failure;
    const keys = [...writes].map((one) => (one.type === "record" ? one.change.key : one.type));
    happened.push(`written ${keys.join(" ")}`);
    return undefined;
  };
  const commits = new AgentCommits({
    store: { write },
    run: (releases) => {
      for (const release of releases) release();
    },
    log: { error: (_fields, message) => void happened.push(message) },
  });
  return {
    commits,
    happened,
    fail: (): void => {
      failure = storeError("SIM_ERR_STORE_WRITE", "room", "none");
    },
    heal: (): void => {
      failure = undefined;
    },
  };
}

test("all steps of a turn are one transaction, and each is released after it, in order", async () => {
  const { commits, happened } = recorded();
  commits.commit(NODE, [accepted("c1")], () => happened.push("ack c1"));
  commits.commit(NODE, [], () => happened.push("a step that stores nothing"));
  commits.commit(NODE, [accepted("c2")], () => happened.push("ack c2"));
  expect(happened).toEqual([]);
  await turn();
  expect(happened).toEqual([
    "written SendCommand/c1 SendCommand/c2",
    "ack c1",
    "a step that stores nothing",
    "ack c2",
  ]);
});

test("a step that stores nothing goes on at once when nobody waits", () => {
  const { commits, happened } = recorded();
  commits.commit(NODE, [], () => happened.push("released"));
  expect(happened).toEqual(["released"]);
});

test("while the disk fails nothing leaves; when it is back everything does, in order", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { commits, happened, fail, heal } = recorded();
  fail();
  commits.commit(NODE, [accepted("c1")], () => happened.push("ack c1"));
  await turn();
  commits.commit(NODE, [], () => happened.push("a step that stores nothing"));
  commits.commit(NODE, [accepted("c2")], () => happened.push("ack c2"));
  await turn();
  vi.advanceTimersByTime(RETRY_MS);
  const complaint = "Expected room; found: none.";
  expect(happened).toEqual([complaint, complaint]);
  heal();
  vi.advanceTimersByTime(RETRY_MS);
  expect(happened.slice(2)).toEqual([
    "written SendCommand/c1 SendCommand/c2",
    "ack c1",
    "a step that stores nothing",
    "ack c2",
  ]);
});

test("at the end what has gathered is written, and no step goes on", () => {
  const { commits, happened } = recorded();
  commits.commit(NODE, [accepted("c1")], () => happened.push("ack c1"));
  commits.close();
  expect(happened).toEqual(["written SendCommand/c1"]);
});
