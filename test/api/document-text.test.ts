import { describe, expect, test } from "vitest";
import { parseText } from "../../src/api/document-text.ts";

describe("the text of a document as YAML", () => {
  test("is the value that it stands for, aliases included", () => {
    expect(parseText("a: &x [1]\nb: *x", "YAML")).toEqual({ value: { a: [1], b: [1] } });
  });

  test.each([
    ["? [a]\n: 1", "a key is expected to be a text"],
    ["? ".repeat(400), "a key is expected to be a text"],
    ["a: 1\nb: { c: 1, c: 2 }", "the key c stands twice in a map"],
  ])("%j is refused, and quickly: %s", (text, problem) => {
    expect(parseText(text, "YAML")).toEqual({ problem: `the text is not YAML: ${problem}` });
  });
});
