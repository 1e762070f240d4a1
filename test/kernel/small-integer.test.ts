import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { small } from "../../src/kernel/small-integer.ts";

test.each([0, -1, 7, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, 0.5, Number.POSITIVE_INFINITY])(
  "small(%d) is the same number",
  (value) => {
    expect(small(value)).toBe(value);
  },
);

/** V8's line when a field that held small integers is given a box: `:s{...}->d{...}`. */
const BOXED = /^\[generalizing\](\w+):s\{[^}]*\}->d\{.*\/src\/(\w+)\//;
/** Bounds that are made once; no record holds one. */
const MADE_ONCE = ["max"];

test("no time, length or number of a fleet at work is boxed", async () => {
  const path = fileURLToPath(new URL("./busy-fleet.ts", import.meta.url));
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--trace-generalization", path], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = stdout.split("\n");
  // Without these the flag would show nothing at all.
  expect(lines.filter((line) => line.startsWith("[generalizing]")).length).toBeGreaterThan(100);
  const boxed = lines.flatMap((line) => BOXED.exec(line)?.[1] ?? []);
  // The known ones show, too, that the pattern still reads what V8 prints.
  expect([...new Set(boxed)]).toEqual(MADE_ONCE);
}, 60_000);
