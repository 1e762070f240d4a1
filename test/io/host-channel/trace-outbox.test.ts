import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { HostMessage } from "../../../src/io/host-channel/protocol.ts";
import { TraceOutbox } from "../../../src/io/host-channel/trace-outbox.ts";
import { Trace } from "../../../src/kernel/trace.ts";

test("lines leave in batches, in the controller's time", async () => {
  const { write, sent, left } = openOutbox();
  for (let line = 0; line < 450; line += 1) write(line);
  await left(450);
  expect(sent.map(({ length }) => length)).toEqual([200, 200, 50]);
  expect(sent[0]?.[1]).toMatchObject({ atMs: 1_001, source: "agent", event: "agent.started" });
});

test("lines wait while the process has no time for them, but not for ever", async () => {
  const { write, sent, left } = openOutbox();
  write(1);
  keepBusy(100);
  await delay(0);
  expect(sent).toEqual([]);
  const startMs = performance.now();
  while (sent.length === 0 && performance.now() - startMs < 15_000) {
    keepBusy(70);
    await delay(0);
  }
  await left(1);
});

test("so many lines don't wait for a process with time", async () => {
  const { write, sent, left } = openOutbox();
  for (let line = 0; line < 10_000; line += 1) write(line);
  keepBusy(100);
  await left(10_000);
  expect(sent).toHaveLength(50);
});

/** An outbox whose channel is joined, 1 s behind the controller's time. */
function openOutbox() {
  const sent: Extract<HostMessage, { type: "trace" }>["events"][] = [];
  let heard = (): void => {};
  const outbox = new TraceOutbox({
    isJoined: true,
    unsentBytes: 0,
    send: (message) => {
      if (message.type === "trace") sent.push(message.events);
      heard();
    },
  });
  const trace = new Trace();
  outbox.want(true, 1_000);
  outbox.listen(trace);
  return {
    sent,
    write: (atMs: number) => trace.write(atMs, "agent", { event: "agent.started", node: "n" }),
    left: async (lines: number) => {
      while (sent.flat().length < lines) await new Promise<void>((resolve) => (heard = resolve));
    },
  };
}

function keepBusy(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}
