import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TraceFile } from "../../../src/io/server/trace-file.ts";

const LOG = pino({ level: "silent" });
const EVENT = { atMs: 5, source: "client", event: "call.received" } as const;
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function life(appends: boolean, seqs: readonly number[], detail = ""): Promise<void> {
  const path = join(directory, "trace.jsonl");
  const file = new TraceFile({ path, appends, header: { v: 1 }, log: LOG });
  for (const seq of seqs) file.write({ seq, ...EVENT, detail });
  await file.close();
}

function lines(): { seq?: number; event?: string; count?: number }[] {
  const text = readFileSync(join(directory, "trace.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
}

test("a start that goes on adds to the file, after a header of its own", async () => {
  await life(false, [0, 1]);
  await life(true, [0]);
  expect(lines().map(({ seq }) => seq)).toEqual([undefined, 0, 1, undefined, 0]);
});

test("a start anew writes the file anew", async () => {
  await life(false, [0, 1]);
  await life(false, [0]);
  expect(lines().map(({ seq }) => seq)).toEqual([undefined, 0]);
});

test("lines that the disk could not take in time are owned up to, also at the end", async () => {
  const mebibyte = "x".repeat(1_048_576);
  const seqs = Array.from({ length: 80 }, (_, seq) => seq);
  await life(false, seqs, mebibyte);
  const kept = lines();
  const gap = kept.at(-1);
  expect(gap).toMatchObject({ seq: 79, event: "trace.dropped" });
  expect(gap?.count).toBe(80 - (kept.length - 2));
});
