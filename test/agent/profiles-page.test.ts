/** docs/profiles.md has the rows of the table of decisions, word for word and in its order. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AMAZON_SSM_AGENT, IDEAL_AGENT } from "../../src/agent/options.ts";
import { DECISIONS, keeps } from "../../src/agent/profile.ts";
import type { Decision, DecisionName } from "../../src/agent/profile.ts";

const PAGE = readFileSync(new URL("../../docs/profiles.md", import.meta.url), "utf8");

test("the page's rows are the table's", () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` .*$/gm)].map(([row]) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const decisions: [string, Decision][] = Object.entries(DECISIONS);
  const expected = decisions.map(([name, { about, amazonSsmAgent, ideal, source }]) => [
    ...[`\`${name}\``, about, amazonSsmAgent, ideal, source],
  ]);
  expect(rows).toEqual(expected);
});

test("each profile decides every row its own way", () => {
  for (const name of Object.keys(DECISIONS) as DecisionName[]) {
    expect([keeps(AMAZON_SSM_AGENT, name), keeps(IDEAL_AGENT, name)]).toEqual([false, true]);
  }
});

test("the machines that the table names are the ones that the page prints", () => {
  const decisions: Decision[] = Object.values(DECISIONS);
  const named = new Set(decisions.flatMap(({ machine }) => machine ?? []));
  const printed = [...PAGE.matchAll(/fleetsim machines (ideal-\w+)/g)].map(([, name]) => name);
  expect(printed.sort()).toEqual([...named].sort());
});
