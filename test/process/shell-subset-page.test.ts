/** Holds docs/shell-subset.md to what the simulated shell and the system's sh do. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROCESS_OPTIONS } from "../../src/process/process-options.ts";
import { runReal, runSimulated } from "./real-shell.ts";

const PAGE = readFileSync(new URL("../../docs/shell-subset.md", import.meta.url), "utf8");
const EXAMPLES = blocks("sh").map((script) => ({ script, begins: script.split("\n", 1)[0] }));
const OUTSIDE = blocks("text").flatMap((block) => block.trimEnd().split("\n"));

describe("docs/shell-subset.md", () => {
  it("has examples", () => {
    expect(EXAMPLES.length).toBeGreaterThan(7);
    expect(OUTSIDE.length).toBeGreaterThan(10);
  });

  it.concurrent.each(EXAMPLES)(
    "has an example that runs alike in sh: $begins",
    async ({ script }) => {
      const simulated = runSimulated(script);
      expect(simulated.stderr).not.toContain("shell-subset.md");
      expect(simulated).toEqual(await runReal(script));
    },
  );

  it.each(OUTSIDE)("is right that this is outside: %s", (line) => {
    const result = runSimulated(`echo never\n${line}\n`);
    expect(result).toMatchObject({ code: 127, stdout: "" });
    expect(result.stderr).toMatch(
      /^_script\.sh: [23]: .+ is outside the simulated subset of sh \(docs\/shell-subset\.md\)\n$/,
    );
  });

  it.each(Object.entries(PROCESS_OPTIONS))("names the bound %s and its default", (name, value) => {
    expect(PAGE).toMatch(new RegExp(`\\| \`${name}\` +\\| ${value} `));
  });
});

function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, content = ""]) => content,
  );
}
