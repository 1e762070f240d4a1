/**
 * Every key of the format, as its JSON Schema has them, but for the names of faults and options.
 */
import { FAULTS } from "../../../src/faults/faults.ts";
import { scenarioJsonSchema } from "../../../src/scenario/file/json-schema.ts";
import { FLEET_OPTIONS } from "../../../src/world/fleet-options.ts";

const names = new Set([...FAULTS.map(({ name }) => name), ...Object.keys(FLEET_OPTIONS)]);

/** Those below the key `without` are left out. */
export function schemaKeys(without = ""): readonly string[] {
  return [...keysOf(scenarioJsonSchema(), without)];
}

function keysOf(schema: unknown, without: string): ReadonlySet<string> {
  if (typeof schema !== "object" || schema === null) return new Set();
  const { properties = {}, ...rest } = schema as { readonly properties?: object };
  const own = Object.entries(properties).filter(([key]) => !names.has(key));
  const below = own.filter(([key]) => key !== without).map(([, each]) => each as unknown);
  return new Set([
    ...own.map(([key]) => key),
    ...[...below, ...Object.values(rest)].flatMap((each) => [...keysOf(each, without)]),
  ]);
}
