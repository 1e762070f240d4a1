/**
 * The documents of a file: what is made of them, and what is said of those that the service refuses.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadScenario } from "../../../src/cli/load-scenario.ts";
import { explain } from "../../../src/scenario/explain/explain.ts";
import { problemLines } from "../../../src/scenario/file/problem.ts";
import { readScenarioValue } from "../../../src/scenario/file/read-scenario.ts";
import { liveRefusals } from "../../../src/scenario/live-refusals.ts";
import type { ScenarioDocument } from "../../../src/scenario/scenario.ts";

const FLEET = { nodes: [{ name: "a" }] };
const STEP = { action: "aws:runShellScript", name: "install", inputs: { runCommand: ["ls"] } };
const CONTENT = { schemaVersion: "2.2", mainSteps: [STEP] };

function read(value: object) {
  const reading = readScenarioValue({ fleet: FLEET, ...value }, "x");
  if ("problems" in reading) throw new Error(problemLines("x", reading).join("\n"));
  return reading.scenario;
}

function documents(...list: readonly object[]): readonly ScenarioDocument[] {
  return read({ documents: list }).documents;
}

describe("a document in the file", () => {
  test("is CreateDocument's request, with JSON for an object", () => {
    const [document] = documents({ name: "Deploy-App", content: CONTENT });
    expect(document).toMatchObject({ Name: "Deploy-App", DocumentFormat: "JSON" });
    expect(JSON.parse(document!.Content)).toEqual(CONTENT);
    expect(Object.keys(document!)).toEqual(["Name", "Content", "DocumentFormat"]);
  });

  test("is YAML where that is its format", () => {
    const [document] = documents({ name: "Deploy-App", format: "YAML", content: CONTENT });
    expect(document).toMatchObject({ DocumentFormat: "YAML" });
    expect(document!.Content).toContain("\nmainSteps:\n  - action: aws:runShellScript\n");
  });

  test("stays as it is written when it is a text", () => {
    const content = `# ours\nschemaVersion: 1.2\nruntimeConfig: {"aws:psModule": {properties: {}}}\n`;
    const more = { documentType: "Command", versionName: "v1" };
    expect(documents({ name: "Deploy-App", format: "YAML", content, ...more })).toEqual([
      {
        ...{ Name: "Deploy-App", Content: content, DocumentFormat: "YAML" },
        ...{ DocumentType: "Command", VersionName: "v1" },
      },
    ]);
  });

  test("may be sent by a step, and is explained", () => {
    const scenario = read({
      documents: [{ name: "Deploy-App", versionName: "v1", content: CONTENT }],
      steps: [{ send: { as: "deploy", nodes: "a", document: "Deploy-App" } }],
    });
    expect(explain(scenario).join("\n")).toMatch(
      / {2}documents\n {4}Deploy-App: JSON, \d+ characters, version v1\n {2}steps\n.* Deploy-App$/m,
    );
  });

  test("is looked at for what real processes can't have", () => {
    const step = { ...STEP, inputs: { runCommand: ["echo migrate"] } };
    const scenario = read({
      fleet: { ...FLEET, behaviours: [{ match: "migrate", lasts: "1s" }] },
      documents: [{ name: "Deploy-App", content: { ...CONTENT, mainSteps: [step] } }],
    });
    const on = { processes: "real", agents: "processes" } as const;
    expect(liveRefusals(scenario, "x", on)).toEqual([
      "x: behaviour of migrate: can't be carried out live: a command holds its match and does not begin with it",
    ]);
  });
});

describe("a document in a file of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "fleetsim-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "documents"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const RIGHT = `schemaVersion: "2.2"\nmainSteps: [${JSON.stringify(STEP)}]\n`;
  write("documents/right.yml", RIGHT);
  write("documents/right", JSON.stringify(CONTENT));
  write("wrong.yaml", `# ours\nschemaVersion: "2.2"\nmainSteps:\n  - { name: a }\n`);
  write("wrong.json", `{\n  "schemaVersion": "9"\n}`);
  write("large.json", JSON.stringify({ ...CONTENT, description: "x".repeat(65_536) }));
  write("huge.json", "x".repeat(1_000_001));

  async function load(file: string) {
    const name = join(folder, "scenario.yaml");
    writeFileSync(
      name,
      `fleet: { nodes: [{ name: a }] }\ndocuments: [{ name: App, file: ${file} }]\n`,
    );
    const loaded = await loadScenario(name);
    if ("scenario" in loaded) return loaded.scenario.documents;
    return problemLines(name, loaded).map((line) => line.slice(name.length));
  }

  test("is found from where the scenario is, and is YAML by its name", async () => {
    expect(await load("documents/right.yml")).toMatchObject([
      { Name: "App", DocumentFormat: "YAML", Content: RIGHT },
    ]);
    expect(await load("documents/right")).toMatchObject([
      { DocumentFormat: "JSON", Content: JSON.stringify(CONTENT) },
    ]);
  });

  test.each([
    ["none.yaml", "a file that can be read, found no such file or folder: none.yaml"],
    ["documents", "a file that can be read, found something else: documents"],
    ["huge.json", "a file that can be read, found one of 1000001 bytes: huge.json"],
    [
      "large.json",
      "what CreateDocument takes, found MaxDocumentSizeExceeded in large.json:1:1: The size limit of a document is 64 KB.",
    ],
    [
      "wrong.yaml",
      "what CreateDocument takes, found InvalidDocumentContent in wrong.yaml:4:5: The content is not valid: mainSteps[0].action: expected a plugin such as aws:runShellScript; found nothing",
    ],
    [
      "wrong.json",
      'what CreateDocument takes, found InvalidDocumentSchemaVersion in wrong.json:2:20: schemaVersion: expected one of 1.2, 2.0, 2.2; found "9"',
    ],
  ])("says of %s where and what is wrong", async (file, problem) => {
    expect(await load(file)).toEqual([`:2:32: documents[0].file: expected ${problem}`]);
  });
});

test("documents that can't be read keep nobody from naming them", () => {
  const steps = [{ send: { as: "deploy", nodes: "a", document: "App" } }];
  const reading = readScenarioValue({ fleet: FLEET, documents: [{ nam: "App" }], steps }, "x");
  expect("problems" in reading && reading.problems.map(({ path }) => path)).toEqual([
    "documents[0]",
  ]);
});

test("a program's document may hold only what JSON can say", () => {
  const content = { ...CONTENT, description: () => "ours" };
  const value = { fleet: FLEET, documents: [{ name: "App", content }] };
  const reading = readScenarioValue(value, "x");
  expect("problems" in reading && reading.problems.length).toBe(1);
});
