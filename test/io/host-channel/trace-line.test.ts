/** A line of a host's trace that is too long keeps its beginning, and says what is missing. */
import { expect, test } from "vitest";
import { LINE_LENGTH_MAX, readTraceLine } from "../../../src/io/host-channel/trace-line.ts";

const PLACE = { seq: 3, atMs: 5, source: "agent" } as const;
const HEAD = { event: "reply.sent", node: "i-1", command: "c" } as const;
/** Names and texts of HEAD: event 5 + 10, node 4 + 3, command 7 + 1. */
const HEAD_LENGTH = 30;

function factOf(details: Readonly<Record<string, unknown>>) {
  return readTraceLine({ ...PLACE, ...HEAD, ...details })?.fact;
}

test("a line that has just room is as it was", () => {
  const text = "x".repeat(LINE_LENGTH_MAX - HEAD_LENGTH - 4);
  expect(factOf({ step: text })).toEqual({ ...HEAD, step: text });
  expect(factOf({ step: undefined })).toEqual({ ...HEAD, step: undefined });
});

test("of a long text the beginning stays, and what follows is counted with the rest", () => {
  const room = LINE_LENGTH_MAX - HEAD_LENGTH - 4;
  const fact = factOf({ step: `${"x".repeat(room)}yz`, code: 12 });
  // Two characters of the text, four of the name `code`, and one for its value.
  expect(fact).toEqual({ ...HEAD, step: "x".repeat(room), cutCharacters: 7 });
});

test("of a long list the first texts stay", () => {
  const texts = ["a".repeat(5_000), "b".repeat(3_000), "c".repeat(3_000)];
  expect(factOf({ named: texts })).toEqual({
    ...HEAD,
    named: texts.slice(0, 2),
    cutCharacters: 3_001,
  });
});

test("a fact keeps its event, whatever stands before that, and no line grows past its bound", () => {
  const names = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`name${at}`, at]));
  const line = readTraceLine({ ...names, ...PLACE, ...HEAD });
  expect(line!.fact.event).toBe("reply.sent");
  const { cutCharacters, ...kept } = line!.fact;
  const length = Object.keys(kept).reduce((sum, key) => sum + key.length + 1, 0);
  expect(length).toBeLessThanOrEqual(LINE_LENGTH_MAX + "event".length + 1);
  expect(cutCharacters).toBeGreaterThan(0);
});
