/**
 * Records forget nothing: every field is in the clone, and every field that has a meaning is in
 * the hash. A field that is in neither list and not copied fails here, a new one too.
 */
import { expect, test } from "vitest";
import type { Agent } from "../../src/agent/agent.ts";
import { AgentStore } from "../../src/agent/agent-store.ts";
import type { DocumentWorker } from "../../src/agent/worker.ts";
import { Encoder } from "../../src/kernel/encoder.ts";
import { cancelJob, jobId, sendJob, stepsJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

/** Fields that the hash leaves out, each with its reason. */
const NOT_ENCODED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Agent: {
    node: "who the record belongs to, fixed for its owner",
    options: "fixed for its owner",
    store: "the world's, which hashes it itself",
    startedMs: "only says when stored replies are sent again",
    origin: "random ids have no meaning of their own",
    boot: "names the ids of a life",
    drawn: "random ids have no meaning of their own",
  },
  Job: {
    subject: "names a timer; which job has which number means nothing",
    order: "follows from the message",
    receivedMs: "only told, never compared",
    life: "fixed for its owner, by its options",
  },
  CancelJob: { subject: "names a timer" },
  OutgoingReply: { subject: "names a timer" },
  MessagePoll: { askedMs: "only says whether an answer was quick" },
  DocumentWorker: {
    node: "who the record belongs to, fixed for its owner",
    options: "fixed for its owner",
  },
};

/** A rig in the middle of everything: jobs in many states, cancels, replies under way. */
function busyRig(): Rig {
  const rig = new Rig({ options: { commandWorkers: 2 } }).start();
  rig.acks = false;
  rig.deliver(stepsJob("c1", ["say a", "wait 60000"]));
  rig.deliver(sendJob("c2", ["say b", "warn c", "hold 60000"]));
  rig.run(800);
  rig.deliver(sendJob("c3", ["say d"]));
  rig.deliver(cancelJob("x1", jobId("c3")));
  return rig;
}

interface Encoded {
  encode(encoder: Encoder): void;
}

function hash(record: Encoded, nowMs = 0): number {
  const encoder = new Encoder(nowMs);
  // An id counts as the n-th met: these are met before, so that one is not like another.
  for (const id of ["c1", "c2", "c3", "x1"]) {
    encoder.id(id);
    encoder.id(jobId(id));
  }
  record.encode(encoder);
  return encoder.finish();
}

/** Another value of the same kind. */
function otherValue(name: string, value: unknown): unknown {
  // Of an epoch only counts whether it is one.
  if (name === "epoch") return -1;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return `${value}?`;
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.slice(1);
  if (value === null) return "5";
  if (value === undefined) return 12;
  const record = value as Readonly<Record<string, unknown>>;
  // Of a message its own id means nothing; who it is about does.
  if ("messageId" in record) return { ...record, jobId: "other", content: {} };
  return { ...record, Skipped: 3, commandId: "other" };
}

function encodesFields(record: Encoded, whole: Encoded, exempt: Readonly<Record<string, string>>) {
  const before = hash(whole);
  const fields = record as unknown as Record<string, unknown>;
  const ignored = Object.keys(fields).filter((name) => {
    const value = fields[name];
    const other = otherValue(name, value);
    if (other === undefined) throw new Error(`${name} is empty: the test would prove nothing`);
    fields[name] = other;
    let changed: boolean;
    try {
      changed = hash(whole) !== before;
    } catch {
      // A value of the wrong shape was read: so the field is written.
      changed = true;
    }
    fields[name] = value;
    return !changed;
  });
  expect(ignored.sort()).toEqual(Object.keys(exempt).sort());
}

test("an agent's clone equals it field by field, and shares none of its own records", () => {
  const agent = busyRig().agent as Agent;
  const store = agent.store.clone();
  const copy = agent.clone(store);
  expect(Object.keys(copy)).toEqual(Object.keys(agent));
  expect(copy).toEqual(agent);
  expect(copy.store).toBe(store);
  for (const list of ["jobs", "cancels", "replies"] as const) {
    expect(agent[list].length).toBeGreaterThan(0);
    for (const [index, record] of agent[list].entries()) {
      expect(copy[list][index]).not.toBe(record);
      expect(Object.keys(copy[list][index]!)).toEqual(Object.keys(record));
    }
  }
  expect(copy.poll).not.toBe(agent.poll);
  expect(hash(copy)).toBe(hash(agent));
  copy.ids.next();
  expect(copy.ids).not.toEqual(agent.ids);
});

test("every field of an agent and its records counts in the hash, but for the exempt ones", () => {
  const agent = busyRig().agent as Agent;
  encodesFields(agent, agent, NOT_ENCODED["Agent"]!);
  for (const job of agent.jobs) {
    if (Object.keys(job.counts).length > 0) encodesFields(job, agent, NOT_ENCODED["Job"]!);
  }
  encodesFields(agent.cancels[0]!, agent, NOT_ENCODED["CancelJob"]!);
  agent.poll!.inbox = [sendJob("c9", ["say"])];
  expect(agent.poll!.clone()).toEqual(agent.poll);
  encodesFields(agent.poll!, agent, NOT_ENCODED["MessagePoll"]!);
  // Ids count only as "the n-th met", so the message is compared by what it is about.
  encodesFields(agent.replies[0]!, agent, NOT_ENCODED["OutgoingReply"]!);
});

/** A worker in the second step of a document, which outlives the SIGTERM of a cancel. */
function busyWorker(): DocumentWorker {
  const rig = new Rig({ options: { profile: "ideal" } }).start();
  rig.deliver(stepsJob("c1", ["say a", "outlive SIGTERM\nsay b\nwait 60000"]));
  rig.run(2000);
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(1000);
  const worker = rig.seats.get("c1")?.worker;
  if (worker === undefined) throw new Error("the worker is gone");
  return worker;
}

test("a worker's clone equals it, and every field of it counts in the hash", () => {
  const worker = busyWorker();
  const copy = worker.clone();
  expect(copy).toEqual(worker);
  expect(copy).not.toBe(worker);
  expect(Object.keys(copy)).toEqual(Object.keys(worker));
  encodesFields(worker, worker, NOT_ENCODED["DocumentWorker"]!);
});

test("a store's clone is its own, and everything in it counts in the hash", () => {
  const rig = busyRig();
  rig.run(5000);
  const { store } = rig;
  const copy = store.clone();
  expect(copy).toEqual(store);
  expect(hash(copy)).toBe(hash(store));
  for (const [table, map] of [
    ["job", store.jobs],
    ["idempotency", store.idempotency],
    ["reply", store.replies],
  ] as const) {
    const key = [...map.keys()][0] ?? "";
    expect(key).not.toBe("");
    const smaller = store.clone();
    smaller.apply({ type: "storeRecord", table, key, value: undefined });
    expect(hash(smaller)).not.toBe(hash(store));
  }
  expect(new AgentStore().jobs).toBe(new AgentStore().clone().jobs);
});

test("two idle agents share their empty lists", () => {
  const [one, other] = [new Rig().start().agent!, new Rig().start().agent!];
  expect(one.jobs).toBe(other.jobs);
  expect(one.cancels).toBe(other.cancels);
  expect(one.replies).toBe(other.replies);
});

test("the hash does not depend on when, nor on random ids", () => {
  const one = busyRig();
  const later = new Rig({ options: { commandWorkers: 2 }, seed: "1" });
  later.run(5000);
  later.start();
  later.acks = false;
  later.deliver(stepsJob("c1", ["say a", "wait 60000"]));
  later.deliver(sendJob("c2", ["say b", "warn c", "hold 60000"]));
  later.run(800);
  later.deliver(sendJob("c3", ["say d"]));
  later.deliver(cancelJob("x1", jobId("c3")));
  expect(hash(later.agent!, later.nowMs)).toBe(hash(one.agent!, one.nowMs));
});
