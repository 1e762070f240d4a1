import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { scenarioJsonSchema } from "../../../src/scenario/file/json-schema.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("the build writes the JSON Schema to where the package says that it is", () => {
  const { scripts, exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    scripts: Record<string, string>;
    exports: Record<string, unknown>;
  };
  expect(scripts["build"]).toContain("node dist/cli/write-schema.js dist/scenario.schema.json");
  expect(exports["./scenario.schema.json"]).toBe("./dist/scenario.schema.json");
});

test("what it writes is the schema of this version", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fleetsim-"));
  const file = join(folder, "scenario.schema.json");
  await promisify(execFile)(process.execPath, [`${root}src/cli/write-schema.ts`, file]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(scenarioJsonSchema());
  rmSync(folder, { recursive: true });
});
