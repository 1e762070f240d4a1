/**
 * docs/api.md says what the code does: the operations, their errors, and the defaults.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ANSWERED_OPERATIONS } from "../../src/api/operation-table.ts";
import { CONTROLLER_DEFAULTS } from "../../src/controller/options.ts";
import { ERRORS } from "../../src/ssm/error.ts";
import { OPERATIONS } from "../../src/ssm/operation.ts";

const text = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");

/** Rows of the table of operations: its name, and the errors of its own. */
const rows = [...text.matchAll(/^\| `([A-Z]\w+)` +\|([^|]*)\|/gm)].map(([, name, errors]) => ({
  name: name!,
  errors: [...errors!.matchAll(/`(\w+)`/g)].map(([, code]) => code!),
}));
const operations = rows.filter(({ name }) => name in OPERATIONS);

describe("docs/api.md", () => {
  test("lists exactly the operations that are answered, in the order of the code", () => {
    expect(operations.map(({ name }) => name)).toEqual(ANSWERED_OPERATIONS);
  });

  test.each(operations)("gives $name only errors that the service declares", ({ name, errors }) => {
    const declared: readonly string[] = OPERATIONS[name as keyof typeof OPERATIONS].errors;
    for (const code of errors) {
      expect(Object.keys(ERRORS)).toContain(code);
      expect([...declared, "ThrottlingException"]).toContain(code);
    }
  });

  test.each([...text.matchAll(/`([a-z]\w+)` (\d+|true|false|`\w+`)/g)].map(([, ...rest]) => rest))(
    "gives the default of %s as %s",
    (name, value) => {
      expect(Object.keys(CONTROLLER_DEFAULTS)).toContain(name);
      const actual = CONTROLLER_DEFAULTS[name as keyof typeof CONTROLLER_DEFAULTS];
      expect(String(actual)).toBe(value.replaceAll("`", ""));
    },
  );
});
