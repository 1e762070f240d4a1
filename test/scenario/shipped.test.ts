/** The scenarios that are shipped: each holds. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { readFile } from "./soak.ts";

const FILES = readdirSync("scenarios").map((name) => `scenarios/${name}`);

test("every shipped scenario holds, and the summary says so", async () => {
  let text = "";
  const code = await runProgram(["run", ...FILES], {
    out: (line) => (text += `${line}\n`),
    say: () => undefined,
  });
  expect(text).toContain(`${FILES.length} scenarios: ${FILES.length} ok`);
  expect(code).toBe(0);
});

test("docs/scenarios.md lists each with its sentence", () => {
  const page = readFileSync("docs/scenarios.md", "utf8");
  for (const file of FILES) {
    const row = page.split("\n").find((line) => line.includes(`](../${file})`));
    expect(row, file).toContain(`| ${readFile(file).says}`);
  }
});
