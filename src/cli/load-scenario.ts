/**
 * A scenario from a file: YAML, JSON, or a module of JavaScript or TypeScript whose default export
 * is a scenario or a function that makes one.
 */
import { readFileSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Problems } from "../scenario/file/problem.ts";
import { readScenario, readScenarioValue } from "../scenario/file/read-scenario.ts";
import type { ScenarioReading } from "../scenario/file/read-scenario.ts";
import { TEXT_LENGTH_MAX } from "../scenario/file/yaml-source.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { documentFiles } from "./document-file.ts";
import { fileTrouble } from "./file-trouble.ts";

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** What stands in the file; undefined of a module. */
  readonly text: string | undefined;
}

const TEXTS = [".yaml", ".yml", ".json"];
const MODULES = [".ts", ".mts", ".js", ".mjs"];
/** A module may wait for something that never comes. */
const PATIENCE_MS = 10_000;
/** A character of UTF-8 has at most four bytes. */
const BYTES_MAX = 4 * TEXT_LENGTH_MAX;

/**
 * The scenario of a file; `file` is as the user wrote it, and stands so in messages.
 *
 * Errors: as problems: a file that is not there or of no known kind, all that readScenario finds, a
 *         module that throws or does not end. Never rejects.
 */
export async function loadScenario(file: string): Promise<LoadedScenario | Problems> {
  const extension = extname(file).toLowerCase();
  try {
    const status = statSync(file);
    if (status.isDirectory()) return problem(file, "a file", "a directory");
    if (TEXTS.includes(extension)) {
      if (status.size > BYTES_MAX) {
        return problem(file, `at most ${BYTES_MAX} bytes`, String(status.size));
      }
      const text = readFileSync(file, "utf8");
      return loaded(readScenario(text, file, { readFile: documentFiles(file) }), text);
    }
    if (MODULES.includes(extension)) return await loadModule(file);
    return problem(file, `a name that ends in ${[...TEXTS, ...MODULES].join(", ")}`, extension);
  } catch (error) {
    return problem(file, "a file that can be read", fileTrouble(error));
  }
}

async function loadModule(file: string): Promise<LoadedScenario | Problems> {
  try {
    const value = await within(PATIENCE_MS, exportOf(file));
    return loaded(readScenarioValue(value, file, { readFile: documentFiles(file) }), undefined);
  } catch (error) {
    // Expected: the module is the user's, and may throw anything.
    return problem(file, "a module that makes a scenario", messageOf(error));
  }
}

async function exportOf(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as Readonly<
    Record<string, unknown>
  >;
  const made = module["default"];
  if (made === undefined) throw new Error("no default export");
  return typeof made === "function" ? await (made as () => unknown)() : made;
}

async function within(ms: number, work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`one that takes longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function loaded(reading: ScenarioReading, text: string | undefined): LoadedScenario | Problems {
  return "scenario" in reading ? { scenario: reading.scenario, text } : reading;
}

function problem(file: string, expected: string, found: string): Problems {
  return {
    problems: [{ file, path: "", expected, found: found === "" ? "none" : found }],
    more: 0,
  };
}

const MESSAGE_LENGTH_MAX = 300;

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n", 1)[0] ?? "").slice(0, MESSAGE_LENGTH_MAX);
}
