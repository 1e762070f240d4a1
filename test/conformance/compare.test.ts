/** The comparison finds what it should find, and lets pass what the real agent leaves open. */
import { describe, expect, test } from "vitest";
import { differences } from "./compare.ts";
import { RECORDINGS, loadRecording } from "./recording.ts";
import type { AgentMessage, Recording, ReplyMessage } from "./recording.ts";

const cancelled = loadRecording("12-cancel-running");
const steps = loadRecording("24-multi-step-success");
const burst = loadRecording("60-cancel-burst");

function swapped(messages: readonly AgentMessage[], index: number): AgentMessage[] {
  const copy = [...messages];
  copy.splice(index, 2, messages[index + 1]!, messages[index]!);
  return copy;
}

function changed(recording: Recording, index: number, change: object): AgentMessage[] {
  return recording.agent.map((message, at) => (at === index ? { ...message, ...change } : message));
}

test.each(RECORDINGS)("%s equals itself", (name) => {
  const recording = loadRecording(name);
  expect(differences(recording, recording.agent)).toEqual([]);
});

describe("no difference", () => {
  test("the step's reply and the final one change places", () => {
    expect(differences(cancelled, swapped(cancelled.agent, 4))).toEqual([]);
  });

  test("a reply that comes later", () => {
    expect(differences(cancelled, changed(cancelled, 5, { atMs: 9000 }))).toEqual([]);
  });

  test("another cancel of the burst is refused", () => {
    const found = burst.agent.map((message) =>
      "ack" in message && message.ack === "x25"
        ? { ...message, answer: "51402 ProcessorBufferFull" }
        : message,
    );
    const kept = found.filter((message) => !("reply" in message) || message.reply !== "x25");
    expect(differences(burst, kept)).toEqual([]);
  });
});

describe("calls of an agent that polls", () => {
  const start = loadRecording("70-mds-connect");
  const polled = loadRecording("72-mds-cancel");
  const report = { atMs: 900, call: "UpdateInstanceInformation", connection: "x" } as const;

  test("no difference: health in between, the start's calls in another order", () => {
    expect(differences(polled, [...polled.agent, report])).toEqual([]);
    expect(differences(start, swapped(start.agent, 1))).toEqual([]);
    expect(differences(start, [...start.agent, start.agent.at(-1)!])).toEqual([]);
  });

  test("a difference: every other order, number, or content", () => {
    const last = polled.agent.length - 1;
    const found: [Recording, readonly AgentMessage[]][] = [
      [polled, swapped(polled.agent, 1)],
      [polled, swapped(polled.agent, 2)],
      [polled, swapped(polled.agent, last - 1)],
      [polled, polled.agent.slice(0, -1)],
      [polled, [...polled.agent, polled.agent[0]!]],
      [polled, changed(polled, 2, { job: "x1" })],
      [polled, changed(polled, last, { status: "Failed" })],
      [polled, polled.agent.map((message) => ({ ...message, atMs: 0 }))],
      [start, swapped(start.agent, 0)],
      [start, start.agent.slice(0, -1)],
      [start, changed(start, 3, { connection: "ssmmessages" })],
      [start, [...start.agent, start.agent[2]!]],
    ];
    for (const [recording, messages] of found) {
      expect(differences(recording, messages)).not.toEqual([]);
    }
  });
});

describe("a difference", () => {
  const found: Record<string, AgentMessage[]> = {
    "a message less": cancelled.agent.slice(0, -1),
    "a message more": [...cancelled.agent, cancelled.agent[5]!],
    "another code of an ack": changed(cancelled, 2, { answer: "51405 DuplicateCommand" }),
    "another status": changed(cancelled, 5, { status: "Failed" }),
    "other counts": changed(cancelled, 4, { counts: {} }),
    "a step where there was null": changed(cancelled, 1, { steps: {} }),
    "another channel": changed(cancelled, 5, { channel: 2 }),
    "an end that was not waited for": cancelled.agent.map((message) => ({ ...message, atMs: 9 })),
    "a reply before the ack": swapped(cancelled.agent, 0),
  };
  test.each(Object.entries(found))("%s", (_, messages) => {
    expect(differences(cancelled, messages)).not.toEqual([]);
  });

  test("another output, code or name of a step", () => {
    const { steps: recorded = {} } = cancelled.agent[5] as ReplyMessage;
    const step = recorded["runShellScript"]!;
    for (const change of [{ output: "" }, { code: 1 }, { name: "" }, { standardError: "x" }]) {
      const other = { steps: { runShellScript: { ...step, ...change } } };
      expect(differences(cancelled, changed(cancelled, 5, other))).not.toEqual([]);
    }
  });

  test("steps in another order, or acks", () => {
    expect(differences(steps, swapped(steps.agent, 2))).not.toEqual([]);
    const [first, reply, second, ...rest] = loadRecording("21-duplicate-send").agent;
    const acks = { about: "", controller: [], agent: [first!, reply!, second!, ...rest] };
    expect(differences(acks, [second!, reply!, first!, ...rest])).not.toEqual([]);
  });

  test("a burst of which no cancel is refused", () => {
    const taken = burst.agent.map((message) =>
      "ack" in message ? { ...message, answer: "200 Successful" } : message,
    );
    expect(differences(burst, taken)).not.toEqual([]);
  });
});
