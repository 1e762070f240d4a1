/**
 * An entry of a scenario's `behaviours`, and docs/behaviours.md, which has a line for each field.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { behaviourSchema } from "../../../src/scenario/file/behaviour-schema.ts";

const PAGE = readFileSync(new URL("../../../docs/behaviours.md", import.meta.url), "utf8");
const FIELDS = Object.keys(behaviourSchema.shape);
const TABLE = PAGE.slice(PAGE.indexOf("## The fields"), PAGE.indexOf("## Which commands"));
const ROWS = [...TABLE.matchAll(/^\| `(\w+)` +\| .+ \| `(.+)` +\|$/gm)].map(
  ([, field = "", example = ""]) => ({ field, example }),
);

describe("an entry of behaviours", () => {
  test("is read into milliseconds", () => {
    const text = "{ match: backup.sh, lasts: [2s, 4s], ignores: [TERM], escapes: true, traps: 50 }";
    expect(behaviourSchema.parse(parse(text))).toEqual({
      match: "backup.sh",
      lasts: { minMs: 2000, maxMs: 4000 },
      ignores: ["TERM"],
      escapes: true,
      traps: { minMs: 50, maxMs: 50 },
    });
  });

  test.each([
    ["{}", "match"],
    ['{ match: "" }', "match"],
    ["{ match: a, lasts: soon }", "lasts"],
    ["{ match: a, lasts: [4s, 2s] }", "lasts"],
    ["{ match: a, lasts: false }", "lasts"],
    ["{ match: a, exitCode: 256 }", "exitCode"],
    ["{ match: a, exitCode: 1.5 }", "exitCode"],
    ["{ match: a, ignores: [KILL] }", "ignores"],
    ["{ match: a, traps: true }", "traps"],
    ["{ match: a, floods: 0 }", "floods"],
    ["{ match: a, floods: 1e12 }", "floods"],
    ["{ match: a, brokenUtf8: false }", "brokenUtf8"],
    ['{ match: a, spawnError: "two\\nlines" }', "spawnError"],
  ])("is refused when it is %s", (text, field) => {
    const { success, error } = behaviourSchema.safeParse(parse(text));
    expect(success).toBe(false);
    expect(error?.issues[0]?.path[0]).toBe(field);
  });

  test("has no other words", () => {
    const { error } = behaviourSchema.safeParse({ match: "a", last: "2s" });
    expect(error?.issues).toMatchObject([{ code: "unrecognized_keys", keys: ["last"] }]);
  });

  test("has a schema for editors", () => {
    const schema = z.toJSONSchema(behaviourSchema, { io: "input" });
    expect(Object.keys(schema.properties ?? {})).toEqual(FIELDS);
    expect(schema.required).toEqual(["match"]);
  });
});

describe("docs/behaviours.md", () => {
  test("has a line for each field, in order", () => {
    expect(ROWS.map(({ field }) => field)).toEqual(FIELDS);
  });

  test.each(ROWS)("has an example of $field that is one", ({ field, example }) => {
    const entry = { match: "a", ...(parse(example) as Record<string, unknown>) };
    expect(Object.keys(behaviourSchema.parse(entry))).toContain(field);
  });

  test("has entries that are right", () => {
    const [, yaml = ""] = /```yaml\n(.*?)```/s.exec(PAGE) ?? [];
    const { fleet } = parse(yaml) as { fleet: { behaviours: unknown[] } };
    expect(fleet.behaviours.length).toBeGreaterThan(1);
    for (const entry of fleet.behaviours) behaviourSchema.parse(entry);
  });
});
