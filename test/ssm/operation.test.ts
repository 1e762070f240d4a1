import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as client from "@aws-sdk/client-ssm";
import { ERRORS } from "../../src/ssm/error.ts";
import { MODELLED_ERRORS } from "../../src/ssm/error-modelled.ts";
import { OPERATIONS, isOperationName, type OperationName } from "../../src/ssm/operation.ts";
import { AGENT_OPERATIONS } from "../../src/ssm/operation/agent.ts";
import type { Shape } from "../../src/ssm/shape.ts";

// The schemas that the SDK ships: an operation is [9, namespace, name, traits, input, output], a
// structure [3, namespace, name, traits, names, schemas, how many of them are required], an error
// the same with a leading -3. A reference may be wrapped in a function or in [reference, traits].
type Schema = readonly unknown[];
const schemas = client as unknown as Readonly<Record<string, Schema>>;

const PUBLIC_NAMES = (Object.keys(OPERATIONS) as OperationName[]).filter(
  (name) => !Object.hasOwn(AGENT_OPERATIONS, name),
);

describe.each(PUBLIC_NAMES)("%s", (name) => {
  test("takes the members that the SDK's schema names, and requires the same ones", () => {
    const input = resolve(schemas[`${name}$`]?.[4]);
    compare(OPERATIONS[name].input, input, name);
  });

  test("has only errors of the table", () => {
    for (const code of OPERATIONS[name].errors) expect(Object.keys(ERRORS)).toContain(code);
  });
});

test.each(Object.entries(MODELLED_ERRORS))("%s is an error of the SDK", (code, row) => {
  const schema = resolve(schemas[`${code}$`]);
  expect(schema[0]).toBe(-3);
  expect(schema[2]).toBe(code);
  expect(schema[4]).toEqual(row.messageMember === null ? [] : [row.messageMember]);
});

test("every error that the SDK says an operation throws is in the operation's row", () => {
  const folder = createRequire(import.meta.url)
    .resolve("@aws-sdk/client-ssm")
    .replace(/dist-cjs.*$/, "dist-types/commands/");
  for (const name of PUBLIC_NAMES) {
    const text = readFileSync(`${folder}${name}Command.d.ts`, "utf8");
    const thrown = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map((match) => match[1]);
    const expected = thrown.filter((code) => code !== "SSMServiceException");
    expect([...OPERATIONS[name].errors].sort(), name).toEqual(expected.sort());
  }
});

test("a name of Object.prototype is not an operation", () => {
  expect(
    ["constructor", "__proto__", "toString", "CancelCommands"].filter(isOperationName),
  ).toEqual([]);
});

/** Descends into structures, lists and maps of both sides at once. */
function compare(shape: Shape, schema: Schema | number, path: string): void {
  if (shape.type === "structure") {
    if (typeof schema === "number") throw new Error(`${path}: the SDK has no structure here`);
    const names = schema[4] as string[];
    expect(Object.keys(shape.members).sort(), path).toEqual([...names].sort());
    const required = names.slice(0, (schema[6] as number | undefined) ?? 0);
    expect([...shape.required].sort(), path).toEqual(required.sort());
    for (const [index, name] of names.entries()) {
      const member = shape.members[name];
      if (member === undefined) throw new Error(`${path}.${name}: no shape`);
      compare(member, resolve((schema[5] as unknown[])[index]), `${path}.${name}`);
    }
    return;
  }
  expect(shape.type, path).toBe(typeOf(schema));
  if (typeof schema === "number") return;
  if (shape.type === "list") compare(shape.member, resolve(schema[4]), `${path}[]`);
  if (shape.type === "map") {
    expect("sensitive" in shape, path).toBe(schema[3] === 8);
    compare(shape.value, resolve(schema[5]), `${path}{}`);
  }
}

/** What a reference stands for: a scalar's number, or a schema. */
function resolve(reference: unknown): Schema {
  if (typeof reference === "function") return resolve((reference as () => unknown)());
  if (Array.isArray(reference) && reference.length === 2) return resolve(reference[0]);
  return reference as Schema;
}

const SCALARS = new Map([
  [0, "string"],
  [1, "integer"],
  [2, "boolean"],
  [4, "timestamp"],
  [64, "list"],
]);

function typeOf(schema: Schema | number): string | undefined {
  if (typeof schema === "number") return SCALARS.get(schema);
  return schema[0] === 1 ? "list" : schema[0] === 2 ? "map" : SCALARS.get(schema[0] as number);
}
