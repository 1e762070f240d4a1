/**
 * Every snippet of docs/scenarios.md is read, and every key of the format has a line there.
 *
 * A block of `yaml` is a whole file. One of `yaml fragment` is a key of a file that has the nodes a1,
 * a2 and b and sends the command deploy.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadScenario } from "../../../src/cli/load-scenario.ts";
import { problemLines } from "../../../src/scenario/file/problem.ts";
import { readScenario, readScenarioValue } from "../../../src/scenario/file/read-scenario.ts";
import type { ScenarioReading } from "../../../src/scenario/file/read-scenario.ts";
import { schemaKeys } from "./schema-keys.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = readFileSync(`${root}docs/scenarios.md`, "utf8");

function snippets(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"))].map(
    ([, text = ""]) => text,
  );
}

function problems(reading: ScenarioReading): readonly string[] {
  return "scenario" in reading ? [] : problemLines("snippet", reading);
}

test.each(snippets("yaml"))("a whole file of the page is right: %#", (text) => {
  expect(problems(readScenario(text, "snippet.yaml"))).toEqual([]);
});

const BASE = {
  fleet: { nodes: [{ name: "a", count: 2 }, { name: "b" }] },
  steps: [{ send: { as: "deploy", nodes: "*", commands: "sleep 60" } }],
};

test.each(snippets("yaml fragment"))("a fragment of the page is right: %#", (text) => {
  const fragment = parse(text) as { readonly steps?: readonly unknown[] };
  const steps = [...BASE.steps, ...(fragment.steps ?? [])];
  expect(problems(readScenarioValue({ ...BASE, ...fragment, steps }, "snippet"))).toEqual([]);
});

test("the program of the page makes a scenario", async () => {
  const [program = ""] = snippets("ts");
  mkdirSync(`${root}.cache`, { recursive: true });
  writeFileSync(`${root}.cache/scenario-of-the-page.ts`, program);
  const loaded = await loadScenario(`${root}.cache/scenario-of-the-page.ts`);
  expect("scenario" in loaded && loaded.scenario.fleet.nodes).toHaveLength(200);
});

test("the page shows as many snippets as these tests know", () => {
  expect(
    [snippets("yaml"), snippets("yaml fragment"), snippets("ts")].map((all) => all.length),
  ).toEqual([5, 7, 1]);
});

test("the page has every key of the format", () => {
  const keys = schemaKeys("behaviours");
  expect(keys.length).toBeGreaterThan(50);
  const words = new Set(
    [...page.matchAll(/`[^`\n]+`/g)].flatMap(([code]) => code.match(/\$?\w+/g)),
  );
  expect(keys.filter((key) => !words.has(key))).toEqual([]);
});
