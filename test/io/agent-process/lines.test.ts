import { expect, test } from "vitest";
import { Lines } from "../../../src/io/agent-process/lines.ts";
import { LINE_BYTES_MAX } from "../../../src/io/agent-process/pipe.ts";

test("lines come whole, however they were cut on their way", () => {
  const text = "one\n\ntwö and more\nthree\n";
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 5, 100]) {
    const lines = new Lines();
    const found: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      found.push(...(lines.take(bytes.subarray(at, at + size)) ?? ["too long"]));
    }
    expect(found).toEqual(["one", "", "twö and more", "three"]);
  }
});

test("a line past the bound is none", () => {
  const lines = new Lines();
  const chunk = Buffer.alloc(LINE_BYTES_MAX / 4, "x");
  for (let count = 0; count < 4; count += 1) expect(lines.take(chunk)).toEqual([]);
  expect(lines.take(Buffer.from("x"))).toBeUndefined();
});
