import fc from "fast-check";
import { expect, test } from "vitest";
import { joinOutput, keepOutput, limitStream } from "../../src/agent/output.ts";

const TITLE = "\n----------ERROR-------\n";
const OUTPUT_MARK = "\n---Output truncated---";
const ERROR_MARK = "\n---Error truncated----";

test("a stream of 24,000 bytes is whole; one more, and it is 23,980 bytes and a mark", () => {
  expect(limitStream("a".repeat(24_000))).toBe("a".repeat(24_000));
  expect(limitStream("a".repeat(24_001))).toBe(`${"a".repeat(23_980)}--output truncated--`);
});

test("what is kept of a stream says that there was more, and no more than that", () => {
  const kept = keepOutput(keepOutput("", "a".repeat(23_990)), "b".repeat(50));
  expect(kept).toBe("a".repeat(23_990) + "b".repeat(11));
  expect(keepOutput(kept, "c")).toBe(kept);
});

test("both streams are joined by a title, which is there only if stderr is not empty", () => {
  expect(joinOutput("out\n", "")).toBe("out\n");
  expect(joinOutput("", "")).toBe("");
  expect(joinOutput("", "err")).toBe(`${TITLE}err`);
  expect(joinOutput("out\n", "err")).toBe(`out\n${TITLE}err`);
});

test("two long streams get 1,215 bytes each (measured of the real agent)", () => {
  // 2500 - 24 (title) = 2476; less both marks, 2430; half of it is 1215.
  const joined = joinOutput("o".repeat(9000), "e".repeat(9000));
  const half = 1215;
  expect(joined).toBe("o".repeat(half) + OUTPUT_MARK + TITLE + "e".repeat(half) + ERROR_MARK);
  expect(joined).toHaveLength(2500);
});

test("one long stream is cut alone", () => {
  const cutError = joinOutput("o".repeat(100), "e".repeat(9000));
  expect(cutError).toBe(`${"o".repeat(100)}${TITLE}${"e".repeat(2476 - 100 - 23)}${ERROR_MARK}`);
  const cutOutput = joinOutput("o".repeat(9000), "e".repeat(100));
  expect(cutOutput).toBe(`${"o".repeat(2476 - 100 - 23)}${OUTPUT_MARK}${TITLE}${"e".repeat(100)}`);
  const noError = joinOutput("o".repeat(9000), "");
  expect(noError).toBe(`${"o".repeat(2477)}${OUTPUT_MARK}`);
});

test("a text that fills the room to the byte counts as too long", () => {
  expect(joinOutput("o".repeat(2499), "")).toBe("o".repeat(2499));
  expect(joinOutput("o".repeat(2500), "")).toBe(`${"o".repeat(2477)}${OUTPUT_MARK}`);
});

test("joined output never has more than 2,500 bytes", () => {
  const size = fc.integer({ min: 0, max: 6000 });
  fc.assert(
    fc.property(size, size, (outBytes, errorBytes) => {
      const joined = joinOutput("o".repeat(outBytes), "e".repeat(errorBytes));
      expect(joined.length).toBeLessThanOrEqual(2500);
    }),
    {
      seed: 1,
      examples: [
        [1238, 1239],
        [1238, 1238],
        [1239, 1238],
      ],
    },
  );
});
