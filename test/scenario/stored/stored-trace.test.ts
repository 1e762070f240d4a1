/** The reader of stored traces: whatever it is given, it says what it is, or which line is wrong. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traceLine } from "../../../src/kernel/trace.ts";
import { readStoredTrace, StoredTraceReader } from "../../../src/scenario/stored/stored-trace.ts";
import { playOnce } from "../shipped-results.ts";

const HEADER = '{"v":1,"seed":"1"}';
const event = (seq: number, more = {}) =>
  JSON.stringify({ seq, atMs: seq, source: "agent", event: "job.started", node: "n", ...more });
const BOUNDS = { eventsMax: 3, lineLengthMax: 200, lengthMax: 1000 };

describe("a stored trace", () => {
  const { trace } = playOnce("scenarios/cancel-meets-exit.yaml").shown;
  const text = [HEADER, ...trace.map(traceLine), ""].join("\n");

  test("reads back as it was, however the file comes in pieces", () => {
    for (const length of [1, 7, 1000, text.length]) {
      const reader = new StoredTraceReader();
      for (let at = 0; at < text.length; at += length) reader.push(text.slice(at, at + length));
      expect(reader.end()).toEqual({
        ...{
          header: { v: 1, seed: "1" },
          headerLine: 1,
          headers: 1,
          events: trace,
          isCutOff: false,
        },
      });
    }
  });

  test("cut off anywhere in its last line is read up to there", () => {
    const last = text.trimEnd().lastIndexOf("\n") + 1;
    for (let end = last + 1; end < text.length - 1; end += 13) {
      const read = readStoredTrace(text.slice(0, end));
      expect(read).toMatchObject({ isCutOff: true, events: trace.slice(0, -1) });
    }
    expect(readStoredTrace(text.trimEnd())).toMatchObject({ isCutOff: false, events: trace });
  });

  test("may lack its header, and have empty lines", () => {
    const read = readStoredTrace(`\n${event(5)}\r\n\n${event(6)}\n`);
    expect(read).toMatchObject({ header: undefined, headers: 0 });
    expect("events" in read && read.events.map(({ seq }) => seq)).toEqual([5, 6]);
  });

  test("may begin with a byte order mark, in a piece of its own or not", () => {
    const whole = readStoredTrace(text);
    expect(readStoredTrace(`\uFEFF${text}`)).toEqual(whole);
    const reader = new StoredTraceReader();
    for (const piece of ["", "\uFEFF", text]) reader.push(piece);
    expect(reader.end()).toEqual(whole);
    expect(readStoredTrace(`\uFEFF\uFEFF${text}`)).toMatchObject({ line: 1 });
    expect(readStoredTrace(`${HEADER}\n\uFEFF${event(0)}\n`)).toMatchObject({ line: 2 });
  });

  test("of several starts is one, numbered on", () => {
    const read = readStoredTrace([HEADER, event(0), event(1), HEADER, event(0), ""].join("\n"));
    expect(read).toMatchObject({ headers: 2, events: [{ seq: 0 }, { seq: 1 }, { seq: 2 }] });
  });

  test("may say which lines are missing", () => {
    const gap = event(9, { source: "kernel", event: "trace.dropped", count: 8 });
    expect(readStoredTrace([event(1), gap, event(10)].join("\n"))).toMatchObject({
      events: [{ seq: 1 }, { seq: 9 }, { seq: 10 }],
    });
  });
});

describe("a broken line is named with what was expected:", () => {
  const many = [0, 1, 2, 3].map((seq) => event(seq));
  test.each([
    ["nothing at all", [""], 1, "expected a header or an event, found none"],
    ["no JSON", [HEADER, event(0), "{]", event(1)], 3, "expected an event of a trace, found {]"],
    ["only half a header", ['{"v":1,"se'], 1, "expected an event of a trace, found"],
    ["a list", [HEADER, "[1]", ""], 2, "expected an event of a trace"],
    ["an unknown event", [event(0, { event: "toString" }), ""], 1, "expected an event of a trace"],
    ["an unknown source", [event(0, { source: "me" }), ""], 1, "expected an event of a trace"],
    ["a node that is a number", [event(0, { node: 5 }), ""], 1, "expected an event of a trace"],
    ["a time below zero", [event(0, { atMs: -1 }), ""], 1, "expected an event of a trace"],
    ["a fact that is too deep", [event(0, { x: deep(20) }), ""], 1, "expected an event of a trace"],
    ["a gap", [event(0), event(2), ""], 2, "expected seq 1, found 2"],
    ["a line twice", [event(0), event(0), ""], 2, "expected seq 1, found 0"],
    ["too many events", [...many, ""], 4, "expected at most 3 events, found more"],
    [
      "too long a line",
      [event(0, { x: "x".repeat(300) }), ""],
      1,
      "expected a line of at most 200",
    ],
    ["too long a file", ["\n".repeat(1200)], 1, "expected at most 1000 bytes, found more"],
  ])("%s", (_what, lines, line, says) => {
    const read = readStoredTrace(lines.join("\n"), BOUNDS);
    expect(read).toMatchObject({ line, problem: expect.stringContaining(says) as string });
    expect(read).toMatchObject({
      problem: expect.stringMatching(/; nothing of it is reported$/) as string,
    });
  });

  test("a line that never ends is refused before it is all there", () => {
    const reader = new StoredTraceReader(BOUNDS);
    expect(reader.push(event(0))).toBe(true);
    expect(reader.push("x".repeat(300))).toBe(false);
    expect(reader.end()).toMatchObject({ line: 1 });
  });
});

function deep(depth: number): unknown {
  return depth === 0 ? 1 : [deep(depth - 1)];
}

test("no text makes it throw", () => {
  const words = fc.constantFrom(HEADER, event(0), event(1), "\n", "{", "null", "7", '{"v":1}', "");
  const texts = fc.array(fc.oneof(words, fc.string(), fc.json())).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const read = readStoredTrace(text, BOUNDS);
      expect("problem" in read || "events" in read).toBe(true);
    }),
  );
});
