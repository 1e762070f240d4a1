/**
 * docker/compose.yaml as data, and what the published schema of such files finds wrong with one.
 *
 * compose-spec.json is the schema of the Compose Specification (compose-spec/compose-spec,
 * schema/compose-spec.json, Apache-2.0), unchanged, as the npm package dclint 3.1.0 ships it.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import type { AnySchemaObject } from "ajv";
import { parse } from "yaml";

export interface Service {
  readonly image: string;
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly command: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly disable?: boolean };
  readonly profiles?: readonly string[];
}

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<"controller" | "agent" | "runner", Service>>;
}

export const COMPOSE_FILE = fileURLToPath(new URL("../../docker/compose.yaml", import.meta.url));

const schema = JSON.parse(
  readFileSync(new URL("compose-spec.json", import.meta.url), "utf8"),
) as AnySchemaObject;
// It names its draft by a URL that Ajv does not know, and formats that are a library of their own.
const ajv = new Ajv({
  ...{ strict: false, allErrors: true },
  ...{ validateSchema: false, validateFormats: false },
});
const validate = ajv.compile(schema);

/** The parsed file. Throws when it is no YAML, or the schema finds something. */
export function readComposeFile(): ComposeFile {
  const file: unknown = parse(readFileSync(COMPOSE_FILE, "utf8"), { merge: true });
  const problems = composeProblems(file);
  if (problems.length > 0) throw new Error(`docker/compose.yaml: ${problems.join("; ")}`);
  return file as ComposeFile;
}

/** What the schema finds, a line each: nothing for a valid file. */
export function composeProblems(file: unknown): readonly string[] {
  if (validate(file)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message = "" }) => `${instancePath} ${message}`,
  );
}
