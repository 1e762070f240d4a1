/** The file behind a host's agents: what is in it comes back, and what is not ours is left alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import type { StoreChange, StoredJob, StoredReply } from "../../../src/agent/agent-store.ts";
import { openAgentStore } from "../../../src/io/store/agent-store-file.ts";
import type { AgentStoreFile, AgentStoreWrite } from "../../../src/io/store/agent-store-file.ts";
import type { RecordProblem } from "../../../src/io/store/record-shape.ts";
import type { StepResult } from "../../../src/wire/message.ts";
import { cancelJob, jobId, sendJob } from "../../agent/jobs.ts";
import { nodeId, quickNode } from "../host/fixture.ts";

const NODE = nodeId(1);
const FILE = "host-test.sqlite";

const STEP: StepResult = {
  ...{ status: "SuccessAndReboot", code: 194, name: "aws:runShellScript", output: "a\n" },
  ...{ startMs: 1, endMs: 2, outputS3BucketName: "", outputS3KeyPrefix: "", stepName: "" },
  ...{ standardOutput: "a\n", standardError: "" },
};
const REPLY: StoredReply = {
  message: {
    ...{ type: "agent_job_reply", messageId: "m1", createdMs: 5, jobId: jobId("c1") },
    topic: "aws.ssm.sendCommand",
    content: {
      ...{ agentVersion: "3.3.0.0", dateTimeMs: 5, runtimeStatusCounts: { Success: 1 } },
      ...{ documentStatus: "Success", documentTraceOutput: "", runtimeStatus: { step: STEP } },
    },
  },
  storedMs: 7,
  attempts: 1,
};

function stored(id: string, folder: StoredJob["folder"], more: Partial<StoredJob> = {}): StoredJob {
  const message = sendJob(id, ["true"]);
  return { folder, message, service: "ssmmessages", receivedMs: 3, runCount: 0, ...more };
}

function put(key: string, value: StoredJob | undefined): StoreChange {
  return { type: "storeRecord", table: "job", key, value };
}

const ALL: readonly StoreChange[] = [
  put("c3", stored("c3", "pending")),
  put("c1", stored("c1", "current", { runCount: 2, done: [STEP] })),
  put("c2", stored("c2", "corrupt", { runCount: 15, service: "ec2messages" })),
  put("x1", { ...stored("x1", "pending"), message: cancelJob("x1", jobId("c3")) }),
  { type: "storeRecord", table: "idempotency", key: "SendCommand/c1", value: 3 },
  { type: "storeRecord", table: "reply", key: "m1", value: REPLY },
];

describe("the file", () => {
  test("keeps pending, current and corrupt jobs, accepted ids and stored replies, in order", () => {
    const store = withNode(ALL).open();
    const [node] = store.load(expectNone);
    expect([...(node?.store.jobs ?? [])]).toEqual(
      ALL.slice(0, 4).map((change) => [change.key, change.value]),
    );
    expect([...(node?.store.idempotency ?? [])]).toEqual([["SendCommand/c1", 3]]);
    expect([...(node?.store.replies ?? [])]).toEqual([["m1", REPLY]]);
    expect(store.life).toBe(2);
  });

  test("a job that is changed keeps its place, and one that is deleted is gone", () => {
    const { open } = withNode([
      ...ALL,
      put("c3", stored("c3", "current", { runCount: 1 })),
      put("x1", undefined),
    ]);
    const [node] = open().load(expectNone);
    const jobs = [...(node?.store.jobs ?? [])].map(([id, { folder }]) => `${id} ${folder}`);
    expect(jobs).toEqual(["c3 current", "c1 current", "c2 corrupt"]);
  });

  test("a transaction that fails half-way leaves nothing behind", () => {
    const { open } = withNode([]);
    const store = open();
    const circular: Record<string, unknown> = {};
    circular["itself"] = circular;
    const broken = put("c2", circular as never);
    const writes = [record(put("c1", stored("c1", "pending"))), record(broken)];
    expect(store.write(writes)).toMatchObject({ code: "SIM_ERR_STORE_WRITE" });
    expect(store.write([record(put("c4", stored("c4", "pending")))])).toBeUndefined();
    store.close();
    const [node] = open().load(expectNone);
    expect([...(node?.store.jobs.keys() ?? [])]).toEqual(["c4"]);
  });
});

describe("a file that is not ours", () => {
  test("a database of another program is refused, and not a byte of it is changed", () => {
    const directory = temporaryDirectory();
    const file = join(directory, FILE);
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('Help!')");
    database.close();
    const before = readFileSync(file);
    const refused = openAgentStore({ directory, hostName: "test", epochMs: 0 });
    expect(refused).toMatchObject({
      code: "SIM_ERR_STORE_UNREADABLE",
      message: `Expected ${file} to be a database of ours; found: tables of another program (songs).`,
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("a text is refused, and stays as it is", () => {
    const directory = temporaryDirectory();
    const text = "not a database, only a text ".repeat(99);
    writeFileSync(join(directory, FILE), text);
    const refused = openAgentStore({ directory, hostName: "test", epochMs: 0 });
    expect(refused).toMatchObject({ code: "SIM_ERR_STORE_UNREADABLE" });
    expect(readFileSync(join(directory, FILE), "utf8")).toBe(text);
  });

  test("a file of another version is refused", () => {
    const { directory } = withNode([]);
    change(directory, "UPDATE meta SET value = '2' WHERE name = 'schemaVersion'");
    const refused = openAgentStore({ directory, hostName: "test", epochMs: 0 });
    expect(refused).toMatchObject({ code: "SIM_ERR_STORE_VERSION" });
  });
});

describe("a record that can't be read", () => {
  test.each([
    ["is no JSON", "json = '{\"folder\":'", /^expected JSON, found: /],
    ["has another form", 'json = \'{"folder":"lost"}\'', /^folder: /],
    ["lacks its message", "json = json_remove(json, '$.message.jobId')", /^message\.jobId: /],
    ["is of no table", "tableName = 'songs'", /^expected one of the tables job, /],
  ])("because it %s is left out and told; nothing else is lost", (_, damage, problem) => {
    const { directory, open } = withNode(ALL);
    change(directory, `UPDATE record SET ${damage} WHERE key = 'c1'`);
    for (let count = 0; count < 2; count += 1) {
      const left: RecordProblem[] = [];
      const store = open();
      const [node] = store.load((one) => left.push(one));
      store.close();
      expect(left).toMatchObject([{ node: NODE, key: "c1" }]);
      expect(left[0]?.problem).toMatch(problem);
      expect([...(node?.store.jobs.keys() ?? [])]).toEqual(["c3", "c2", "x1"]);
      expect(node?.store.replies.size).toBe(1);
    }
  });

  test("is a reason to stop when it is a node's own: the error names the node", () => {
    const { directory, open } = withNode([]);
    change(directory, "UPDATE node SET tags = '{'");
    expect(() => open().load(expectNone)).toThrow(`node ${NODE}, tags`);
  });
});

function record(change: StoreChange): AgentStoreWrite {
  return { type: "record", node: NODE, change };
}

/** A file with one node whose agent has made these changes. */
function withNode(changes: readonly StoreChange[]) {
  const directory = temporaryDirectory();
  const store = opened(directory);
  expect(store.write([{ type: "node", description: quickNode(1) }])).toBeUndefined();
  expect(store.write(changes.map(record))).toBeUndefined();
  store.close();
  return { directory, open: (): AgentStoreFile => opened(directory) };
}

function opened(directory: string): AgentStoreFile {
  const store = openAgentStore({ directory, hostName: "test", epochMs: 0 });
  if ("code" in store) throw new Error(store.message);
  return store;
}

function change(directory: string, sql: string): void {
  const database = new DatabaseSync(join(directory, FILE));
  database.exec(sql);
  database.close();
}

function expectNone({ problem }: RecordProblem): void {
  throw new Error(problem);
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
