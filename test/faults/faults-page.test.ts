/**
 * The table of docs/faults.md is the registry, and every fault can be read, shown and described.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Fault } from "../../src/faults/fault.ts";
import { FAULTS, faultOf } from "../../src/faults/faults.ts";

const page = readFileSync(new URL("../../docs/faults.md", import.meta.url), "utf8");
const [, table = ""] = page.split("## The faults");

/** The cells of a row of the page's table. */
function row(fault: Fault): string[] {
  const { name, seam, says, examples, isPhysical, breaksPromises } = fault;
  return [
    `\`${name}\``,
    `\`${seam}\``,
    says,
    examples.map((params) => `\`${written(params)}\``).join(", "),
    isPhysical === false ? "no" : "yes",
    breaksPromises === true ? "no" : "yes",
  ];
}

/** As in a line of YAML. */
function written(params: unknown): string {
  if (Array.isArray(params)) return `[${params.map(written).join(", ")}]`;
  if (typeof params !== "object" || params === null) return String(params);
  const fields = Object.entries(params).map(([key, value]) => `${key}: ${written(value)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

test("the page lists every fault as it is", () => {
  const rows = table
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows).toEqual(FAULTS.map(row));
});

describe.each(FAULTS)("$name", (fault) => {
  test("has a name of its own, in camelCase, and one sentence", () => {
    expect(faultOf(fault.name)).toBe(fault);
    expect(fault.name).toMatch(/^[a-z]+([A-Z][a-z0-9]+)*$/);
    expect(fault.says).toMatch(/^[A-Z].*\.$/);
  });

  test("reads its examples, and nothing else", () => {
    expect(fault.examples.length).toBeGreaterThan(0);
    for (const example of fault.examples) {
      expect(fault.params.safeParse(example)).toMatchObject({ success: true });
    }
    for (const wrong of [null, [], "soon", -1, { surprise: 1 }]) {
      expect(fault.params.safeParse(wrong).success).toBe(false);
    }
  });

  test("has a JSON Schema of what is written", () => {
    const schema = z.toJSONSchema(fault.params, { io: "input" });
    expect(JSON.stringify(schema)).toMatch(/"type":|"anyOf":/);
  });
});
