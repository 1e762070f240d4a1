/**
 * A scenario from the text of a file, or from a value that a program made.
 *
 * The schema says what is wrong with the form. Then as much as could be read is put together, which
 * says what does not fit together; so all that is wrong in a file is said at once.
 */
import { FAULTS } from "../../faults/faults.ts";
import type { Scenario } from "../scenario.ts";
import { readLoosely } from "./loose-form.ts";
import { houseWords, mistakesOf } from "./mistakes.ts";
import { valueAt } from "./path.ts";
import { readPlain } from "./plain-source.ts";
import { listProblems } from "./problem.ts";
import type { Mistake, Problems } from "./problem.ts";
import { readCommands } from "./read-commands.ts";
import { readDocuments } from "./read-documents.ts";
import type { ReadFile } from "./read-documents.ts";
import { readExpectations } from "./read-expectations.ts";
import { readFault } from "./read-fault.ts";
import type { FaultEntry } from "./fault-form.ts";
import { readFleet } from "./read-fleet.ts";
import { readOptions } from "./read-options.ts";
import { readStep } from "./read-step.ts";
import { readSwarm } from "./read-swarm.ts";
import { Reading } from "./reading.ts";
import { scenarioForm } from "./schema.ts";
import type { Source } from "./source.ts";
import { readYaml } from "./yaml-source.ts";

export type ScenarioReading = { readonly scenario: Scenario } | Problems;

export interface ReadingPorts {
  /** @defaultValue there are no files */
  readonly readFile?: ReadFile;
}

/**
 * The scenario that a text of YAML or JSON says; never throws.
 *
 * Shape:  `file` names it in messages; without a `name` of its own the scenario has that of the file.
 * Errors: every problem of the text, the first PROBLEMS_MAX of them.
 */
export function readScenario(
  text: string,
  file: string,
  ports: ReadingPorts = {},
): ScenarioReading {
  return readSource(readYaml(text), file, ports);
}

/** The same of a value that a program made; its problems have paths, and no places. */
export function readScenarioValue(
  value: unknown,
  file: string,
  ports: ReadingPorts = {},
): ScenarioReading {
  return readSource(readPlain(value), file, ports);
}

function readSource(
  source: Source | readonly Mistake[],
  file: string,
  { readFile = noFile }: ReadingPorts,
): ScenarioReading {
  if (!("value" in source)) return listProblems(source, file, () => undefined);
  const { value } = source;
  const form = scenarioForm(FAULTS).safeParse(value, { error: houseWords });
  const reading = new Reading(value, FAULTS);
  const scenario = build(source, { reading, readFile, file });
  const mistakes = [...(form.success ? [] : mistakesOf(form.error, value)), ...reading.mistakes];
  if (mistakes.length === 0) return { scenario };
  return listProblems(mistakes, file, (path, isKey) => source.placeOf(path, isKey));
}

function noFile() {
  return { problem: "no files are read here" };
}

interface BuildParts {
  readonly reading: Reading;
  readonly readFile: ReadFile;
  readonly file: string;
}

/** A scenario of what could be read: right if nothing was said against it. */
function build(source: Source, { reading, readFile, file }: BuildParts): Scenario {
  const form = readLoosely(source.value, reading.faults);
  const options = readOptions(form.options, reading);
  const profile = form.options?.profile;
  const fleet = readFleet({ nodes: form.nodes, defaults: form.defaults, profile }, reading);
  const commands = readCommands(form.steps, reading);
  const documentParts = { reading, readFile, options: options.fleet.controller };
  const documents = readDocuments(form.documents, documentParts);
  const around = { reading, names: fleet.names, commands, documents };
  return {
    name: textAt(source, "name") ?? baseName(file),
    says: textAt(source, "says") ?? "",
    options,
    fleet: {
      nodes: fleet.nodes,
      behaviours: known(form.behaviours),
    },
    documents: documents.list,
    steps: known(
      eachOf(form.steps, "steps", source).map(({ item, path, place }) =>
        readStep(item, path, { around, place }),
      ),
    ),
    faults: known(
      eachOf(form.faults as readonly FaultEntry[], "faults", source).map(({ item, path, place }) =>
        readFault(item, path, { around, place }),
      ),
    ),
    swarm: readSwarm(form.swarm, options.lastsMs, reading),
    expect: readExpectations(form, around),
  };
}

function eachOf<T>(items: readonly (T | undefined)[], key: string, source: Source) {
  return items.flatMap((item, index) => {
    const path = [key, index];
    return item === undefined ? [] : [{ item, path, place: source.placeOf(path, false) }];
  });
}

function known<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}

function textAt({ value }: Source, key: string): string | undefined {
  const text = valueAt(value, [key]);
  return typeof text === "string" ? text : undefined;
}

function baseName(file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return name.replace(/\.[^.]+$/, "");
}
