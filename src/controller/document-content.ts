/**
 * Checks what CreateDocument and UpdateDocument bring in, before anybody relies on it.
 *
 * Only what a service has to know is looked at: the schema version, parameters, and of each step
 * its plugin and name. What stands in a step's inputs is the agent's business.
 * Source: user guide, "Data elements and parameters"; the texts are our choice.
 */
import { DOCUMENT_STEPS_MAX } from "../ssm/limit.ts";
import { SCHEMA_VERSIONS } from "../ssm/document.ts";
import type { DocumentContent } from "../ssm/document.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { isObject, isPlainJson } from "../wire/parse-json.ts";
import { declarationProblem } from "./parameter-declaration.ts";

/**
 * The content of a document of type Command, out of the value that its text has.
 *
 * Errors: InvalidDocumentContent, InvalidDocumentSchemaVersion; the text says what was expected
 *         where, and what was found.
 */
export function readDocumentContent(value: unknown): DocumentContent | ApiError {
  if (!isObject(value)) return invalid("content", "an object", value);
  // A list around it, as jobs have one more level around their document.
  if (!isPlainJson([[value]])) return invalid("content", "less than 98 levels", "more");
  const stranger = Object.keys(value).find((member) => !MEMBERS.has(member));
  if (stranger !== undefined) {
    return invalid("content", `only ${[...MEMBERS].join(", ")}`, stranger);
  }
  // YAML without quotes makes a number of it.
  const schemaVersion = SCHEMA_VERSIONS.find((known) => sameVersion(known, value["schemaVersion"]));
  if (schemaVersion === undefined) {
    const known = SCHEMA_VERSIONS.join(", ");
    const found = show(value["schemaVersion"]);
    const problem = `schemaVersion: expected one of ${known}; found ${found}`;
    return apiError("InvalidDocumentSchemaVersion", problem);
  }
  const { description = "", parameters = {} } = value;
  if (typeof description !== "string") return invalid("description", "a text", description);
  return (
    parametersProblem(parameters) ??
    (schemaVersion === "1.2" ? pluginsProblem(value) : stepsProblem(value)) ??
      // Checked above, member by member.
      { ...value, schemaVersion }
  );
}

const MEMBERS: ReadonlySet<string> = new Set([
  "schemaVersion",
  "description",
  "parameters",
  "runtimeConfig",
  "mainSteps",
  "outputs",
  "files",
]);

type Members = Readonly<Record<string, unknown>>;

function sameVersion(known: string, found: unknown): boolean {
  return typeof found === "number" ? Number(known) === found : known === found;
}

function parametersProblem(parameters: unknown): ApiError | undefined {
  if (!isObject(parameters)) return invalid("parameters", "an object", parameters);
  for (const [name, declaration] of Object.entries(parameters)) {
    if (!PARAMETER_NAME.test(name))
      return invalid("parameters", "names of letters and digits", name);
    const problem = declarationProblem(declaration);
    if (problem !== undefined) return invalidContent(`parameters.${name}${problem}`);
  }
  return undefined;
}

/** Agents replace no other ones. Source: agent/framework/docparser/parameters. */
const PARAMETER_NAME = /^[a-zA-Z0-9]{1,128}$/;

function pluginsProblem({ runtimeConfig, mainSteps }: Members): ApiError | undefined {
  if (mainSteps !== undefined) return invalid("mainSteps", "none in schema 1.2", mainSteps);
  if (!isObject(runtimeConfig)) return invalid("runtimeConfig", "an object", runtimeConfig);
  const plugins = Object.entries(runtimeConfig);
  if (plugins.length === 0 || plugins.length > DOCUMENT_STEPS_MAX) {
    return invalid("runtimeConfig", `1..${DOCUMENT_STEPS_MAX} plugins`, plugins.length);
  }
  for (const [name, plugin] of plugins) {
    if (!ACTION.test(name))
      return invalid("runtimeConfig", "plugins such as aws:runShellScript", name);
    const properties = isObject(plugin) ? plugin["properties"] : undefined;
    const sets: readonly unknown[] = Array.isArray(properties) ? properties : [properties];
    if (sets.length === 0 || !sets.every(isObject)) {
      return invalid(
        `runtimeConfig.${name}.properties`,
        "an object, or a list of objects",
        properties,
      );
    }
  }
  return undefined;
}

function stepsProblem({ runtimeConfig, mainSteps }: Members): ApiError | undefined {
  if (runtimeConfig !== undefined)
    return invalid("runtimeConfig", "none in schema 2", runtimeConfig);
  if (!Array.isArray(mainSteps)) return invalid("mainSteps", "a list of steps", mainSteps);
  if (mainSteps.length === 0 || mainSteps.length > DOCUMENT_STEPS_MAX) {
    return invalid("mainSteps", `1..${DOCUMENT_STEPS_MAX} steps`, mainSteps.length);
  }
  const names = new Set<unknown>();
  for (const [index, step] of (mainSteps as readonly unknown[]).entries()) {
    const where = `mainSteps[${index}]`;
    if (!isObject(step)) return invalid(where, "an object", step);
    const { action, name, inputs = {}, precondition = {} } = step;
    if (typeof action !== "string" || !ACTION.test(action)) {
      return invalid(`${where}.action`, "a plugin such as aws:runShellScript", action);
    }
    if (typeof name !== "string" || !STEP_NAME.test(name)) {
      return invalid(`${where}.name`, "1..128 letters, digits, _ or -", name);
    }
    if (names.has(name)) return invalid(`${where}.name`, "a name that no other step has", name);
    names.add(name);
    if (!isObject(inputs)) return invalid(`${where}.inputs`, "an object", inputs);
    if (!isPrecondition(precondition)) {
      return invalid(`${where}.precondition`, "lists of texts by operator", precondition);
    }
  }
  return undefined;
}

const ACTION = /^aws:[a-zA-Z]{1,64}$/;
const STEP_NAME = /^[a-zA-Z0-9_-]{1,128}$/;

function isPrecondition(value: unknown): boolean {
  const isTexts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((text) => typeof text === "string");
  return isObject(value) && Object.values(value).every(isTexts);
}

function invalid(where: string, expected: string, found: unknown): ApiError {
  return invalidContent(`${where}: expected ${expected}; found ${show(found)}`);
}

function invalidContent(problem: string): ApiError {
  return apiError("InvalidDocumentContent", `The content is not valid: ${problem}`);
}

/** What was found, on one short line. */
function show(found: unknown): string {
  return found === undefined ? "nothing" : JSON.stringify(found).slice(0, FOUND_MAX);
}

const FOUND_MAX = 100;
