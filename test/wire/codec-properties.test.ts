/**
 * Properties of the codec over generated messages and over bytes that no one should send.
 *
 * The seed is fixed: a failure is the same on every machine.
 */
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import { encodeFrame } from "../../src/wire/frame.ts";
import type { AgentJobReply } from "../../src/wire/message.ts";
import type { ReaderName } from "../../src/wire/reader.ts";
import { bytesOf, GOLDEN_FRAMES } from "./golden-frames.ts";
import { EPOCH_MS, messageToAgent, messageToController } from "./message-arbitrary.ts";

const SEED = 20_260_101;
const RUNS = { seed: SEED, numRuns: 1_000 };
const REPLY = { schemaVersion: 1, jobId: "j", topic: "aws.ssm.sendCommand" };
const readerName = fc.constantFrom<ReaderName>("agent", "controller");

test.each([
  ["agent", messageToAgent],
  ["controller", messageToController],
] as const)("what is encoded to the %s is decoded to an equal message", (reader, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (message) => {
      const bytes = encode(message, { epochMs: EPOCH_MS });
      deepStrictEqual(decode(bytes, { reader, epochMs: EPOCH_MS }), message);
    }),
    RUNS,
  );
});

test("output of any bytes survives a second trip, its lost bytes as U+FFFD", () => {
  const arbitrary = fc.tuple(messageToController, fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(arbitrary, ([message, output]) => {
      fc.pre(message.type === "agent_job_reply" && message.content.runtimeStatus !== null);
      const once = throughTheWire(withOutput(message, Buffer.from(output).toString("latin1")));
      deepStrictEqual(throughTheWire(once), once);
    }),
    RUNS,
  );
});

test("arbitrary bytes never make decode throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400, size: "max" }), readerName, (bytes, reader) => {
      expect(decode(bytes, { reader, epochMs: EPOCH_MS })).toHaveProperty("type");
    }),
    RUNS,
  );
});

test("mutated frames never make decode throw", () => {
  const mutation = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
  const arbitrary = fc.record({
    golden: fc.constantFrom(...GOLDEN_FRAMES),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 8 }),
    cutAt: fc.option(fc.nat({ max: 2_000 })),
    reader: readerName,
  });
  fc.assert(
    fc.property(arbitrary, ({ golden, mutations, cutAt, reader }) => {
      const bytes = Uint8Array.from(bytesOf(golden));
      for (const [at, value] of mutations) bytes[at % bytes.length] = value;
      const cut = bytes.subarray(0, cutAt ?? bytes.length);
      expect(decode(cut, { reader, epochMs: EPOCH_MS })).toHaveProperty("type");
    }),
    { seed: SEED, numRuns: 3_000 },
  );
});

test("payloads of arbitrary JSON never make decode throw", () => {
  const messageType = fc.constantFrom("agent_job", "agent_job_ack", "agent_job_reply");
  const payload = fc.oneof(
    fc.json({ stringUnit: "binary" }),
    fc.json().map((content) => JSON.stringify({ Topic: "aws.ssm.sendCommand", Content: content })),
    fc.json().map((content) => JSON.stringify({ ...REPLY, content })),
  );
  fc.assert(
    fc.property(messageType, payload, readerName, (type, text, reader) => {
      const bytes = frameOf(type, text);
      expect(decode(bytes, { reader, epochMs: EPOCH_MS })).toHaveProperty("type");
    }),
    RUNS,
  );
});

const MEGABYTE = 1_048_576 - 200;

test.each([
  ["brackets", "[".repeat(MEGABYTE)],
  ["whole nesting", `${"[".repeat(MEGABYTE / 2)}${"]".repeat(MEGABYTE / 2)}`],
  ["nested objects", `${'{"a":'.repeat(MEGABYTE / 6)}1${"}".repeat(MEGABYTE / 6)}`],
  ["many keys", `{${'"k":1,'.repeat(MEGABYTE / 7)}"k":1}`],
  ["different keys", JSON.stringify(Object.fromEntries(numbers(90_000)))],
  ["one long number", "1".repeat(MEGABYTE)],
  ["quotes", '"'.repeat(MEGABYTE)],
  ["backslashes", `{"JobId":"${"\\\\".repeat(MEGABYTE / 3)}"}`],
  ["text that is not UTF-8", "\xe2\x82".repeat(MEGABYTE / 2)],
  ["spaces", " ".repeat(MEGABYTE)],
])("a megabyte of %s is answered in bounded time", (_name, payload) => {
  const startMs = performance.now();
  for (const type of ["agent_job", "agent_job_reply"]) {
    for (const reader of ["agent", "controller"] as const) {
      const bytes = frameOf(type, payload);
      expect(decode(bytes, { reader, epochMs: EPOCH_MS })).toHaveProperty("type");
    }
  }
  // Four frames take 10 to 700 ms here; a step that is not linear would take minutes.
  expect(performance.now() - startMs).toBeLessThan(5_000);
});

function throughTheWire(reply: AgentJobReply): AgentJobReply {
  const bytes = encode(reply, { epochMs: EPOCH_MS });
  return decode(bytes, { reader: "controller", epochMs: EPOCH_MS }) as AgentJobReply;
}

function withOutput(reply: AgentJobReply, output: string): AgentJobReply {
  const steps = Object.entries(reply.content.runtimeStatus ?? {});
  const runtimeStatus = Object.fromEntries(
    steps.map(([name, step]) => [name, { ...step, output, standardError: output }]),
  );
  return { ...reply, content: { ...reply.content, runtimeStatus } };
}

function frameOf(messageType: string, payload: string): Uint8Array {
  return encodeFrame({
    messageType,
    createdDateMs: EPOCH_MS,
    messageId: "00112233-4455-6677-8899-aabbccddeeff",
    payload: Buffer.from(payload, payload.includes("\xe2") ? "latin1" : "utf8"),
  });
}

function numbers(count: number): [string, number][] {
  return Array.from({ length: count }, (_, index) => [`k${index}`, 1]);
}
