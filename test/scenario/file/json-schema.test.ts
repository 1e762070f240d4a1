/**
 * The JSON Schema for editors and the schema that reads files say the same of the form of a file.
 */
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { FAULTS } from "../../../src/faults/faults.ts";
import { scenarioJsonSchema } from "../../../src/scenario/file/json-schema.ts";
import { scenarioForm } from "../../../src/scenario/file/schema.ts";
import { BROKEN_ACROSS, BROKEN_FORM, VALID } from "./examples.ts";
import { schemaKeys } from "./schema-keys.ts";

const form = scenarioForm(FAULTS);
// Strict: an unknown keyword would be a mistake of ours. Lists of two ends are its only quarrel.
const validate = new Ajv({ strict: true, strictTuples: false, strictRequired: false }).compile(
  scenarioJsonSchema(),
);

test.each(VALID)("both take $name", ({ text }) => {
  const value: unknown = parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(form.safeParse(value).success).toBe(true);
});

test.each(BROKEN_FORM)("both refuse $name, whose form is broken", ({ text }) => {
  const value: unknown = parse(text);
  expect({ schema: validate(value), form: form.safeParse(value).success }).toEqual({
    schema: false,
    form: false,
  });
});

// Names that are not there, two that are alike, ends before begins: ours alone to see.
test.each(BROKEN_ACROSS)("the JSON Schema takes $name, whose form is right", ({ text }) => {
  expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
});

test.each(FAULTS.flatMap(({ name, examples }) => examples.map((params) => ({ name, params }))))(
  "both take the example $params of the fault $name",
  ({ name, params }) => {
    const value = { fleet: { nodes: [{ name: "a" }] }, faults: [{ [name]: params }] };
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(form.safeParse(value).success).toBe(true);
  },
);

test("the valid examples use every key of the format", () => {
  const used = new Set(VALID.flatMap(({ text }) => [...keysIn(parse(text))]));
  expect(schemaKeys().filter((key) => !used.has(key))).toEqual([]);
});

function keysIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysIn)];
}
