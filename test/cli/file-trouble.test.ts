/** What the system says of a file, told in words. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fileTrouble } from "../../src/cli/file-trouble.ts";

const directory = mkdtempSync(join(tmpdir(), "fleetsim-trouble-"));
writeFileSync(join(directory, "file"), "");
symlinkSync("itself", join(directory, "itself"));
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  [".", "a directory"],
  ["missing", "no such file or folder"],
  ["file/below", "no such file: a part of its path is no directory"],
  ["itself", "links that lead to each other"],
  ["n".repeat(1000), "a name that is too long for the system"],
])("%s is %s", (name, words) => {
  let found = "";
  try {
    readFileSync(`${directory}/${name}`);
  } catch (error) {
    found = fileTrouble(error);
  }
  expect(found).toBe(words);
});

test("what a user may not read is said to be that, whoever plays the tests", () => {
  const error = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  expect(fileTrouble(error)).toBe("one that this user has no right to");
});

test("of what has no words here the system's line is told, and no more", () => {
  const error = Object.assign(new Error("EIO: i/o error, read\n  at"), { code: "EIO" });
  expect(fileTrouble(error)).toBe("EIO: i/o error, read");
  expect(fileTrouble("no error at all")).toBe("no error at all");
  expect(fileTrouble(Object.assign(new Error("odd"), { code: "toString" }))).toBe("odd");
});
