import { describe, expect, test } from "vitest";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import { decodeFrame, encodeFrame } from "../../src/wire/frame.ts";
import type { AgentJobReply } from "../../src/wire/message.ts";
import { bytesOf, GOLDEN_FRAMES, goldenFrame } from "./golden-frames.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);

describe.each(GOLDEN_FRAMES)("the recorded frame '$name'", (golden) => {
  const bytes = bytesOf(golden);

  test("is reproduced byte for byte from its decoded message", () => {
    const message = decode(bytes, { reader: golden.to, epochMs: EPOCH_MS });
    if (message.type === "decodeError") throw new Error(message.message);
    expect(message.type).toBe(golden.name.split(" ", 1)[0]);
    const again = encode(message, { epochMs: EPOCH_MS });
    expect(Buffer.from(again).toString("latin1")).toBe(Buffer.from(bytes).toString("latin1"));
  });

  test("passes both readers, the strict one too, and is reproduced from its frame", () => {
    for (const reader of ["agent", "controller"] as const) {
      const frame = decodeFrame(bytes, { reader });
      if ("type" in frame) throw new Error(frame.message);
      expect(Buffer.from(encodeFrame(frame)).equals(bytes)).toBe(true);
    }
  });
});

test("the halves of the UUID are swapped in the header", () => {
  const golden = goldenFrame("agent_job_ack 200");
  const frame = decodeFrame(bytesOf(golden), { reader: "controller" });
  expect(golden.header.slice(128, 160)).toBe("a76d76a31c8c5267b607cef6253e4a0f");
  expect(frame).toMatchObject({ messageId: "b607cef6-253e-4a0f-a76d-76a31c8c5267" });
});

test("an ack names the time of the job that it acknowledges, to the millisecond", () => {
  const options = { epochMs: EPOCH_MS };
  const job = decode(bytesOf(goldenFrame("agent_job sendCommand")), {
    ...options,
    reader: "agent",
  });
  const ack = decode(bytesOf(goldenFrame("agent_job_ack 200")), {
    ...options,
    reader: "controller",
  });
  expect(job).toMatchObject({ type: "agent_job", createdMs: 1795486741008 - EPOCH_MS });
  expect(ack).toMatchObject({ acknowledgedCreatedMs: 1795486741008 - EPOCH_MS });
});

test("output with HTML signs, a two-byte character and a lost byte is a byte string", () => {
  const golden = goldenFrame("agent_job_reply html-escape and invalid utf8");
  const options = { reader: "controller", epochMs: EPOCH_MS } as const;
  const reply = decode(bytesOf(golden), options) as AgentJobReply;
  // The script printed the bytes C3 A9, which are one character, and FF, which is none.
  expect(reply.content.runtimeStatus?.["runShellScript"]?.standardOutput).toBe(
    "<a>&b \xc3\xa9 \xef\xbf\xbd end\n",
  );
});

test("a raw output with a byte that is not UTF-8 makes the very bytes of the real agent", () => {
  const golden = goldenFrame("agent_job_reply html-escape and invalid utf8");
  const options = { reader: "controller", epochMs: EPOCH_MS } as const;
  const reply = decode(bytesOf(golden), options) as AgentJobReply;
  const step = reply.content.runtimeStatus?.["runShellScript"];
  if (step === undefined) throw new Error("the step is gone");
  const raw = "<a>&b \xc3\xa9 \xff end\n";
  const rawStep = { ...step, output: raw, standardOutput: raw };
  const content = { ...reply.content, runtimeStatus: { runShellScript: rawStep } };
  const again = encode({ ...reply, content }, { epochMs: EPOCH_MS });
  expect(Buffer.from(again).equals(bytesOf(golden))).toBe(true);
});
