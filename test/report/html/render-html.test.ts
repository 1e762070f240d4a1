import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { makePageData } from "../../../src/report/html/make-page-data.ts";
import { renderHtml } from "../../../src/report/html/render-html.ts";
import { scriptJson } from "../../../src/report/html/script-json.ts";
import type { ScenarioResult } from "../../../src/scenario/result.ts";
import { brokenResult, escapingResult, racingResult } from "../results.ts";

const VIEW = {
  script: "void 0",
  scriptHash: hashOf("void 0"),
  style: "p{}",
  styleHash: hashOf("p{}"),
};

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** A name that would be markup, and a script, if anybody took it for that. */
const EVIL = `</script><script>alert(1)</script><!--<img src=x onerror="alert(1)">'&\u2028`;

function named(result: ScenarioResult, name: string): ScenarioResult {
  return { ...result, scenario: { ...result.scenario, name, says: name } };
}

test("the same result gives the same bytes", () => {
  expect(renderHtml(racingResult(), VIEW)).toBe(renderHtml(racingResult(), VIEW));
});

test("the data stands in the page as it was made", () => {
  const result = named(racingResult(), EVIL);
  const [, json = ""] = /id="data">(.*?)<\/script>/s.exec(renderHtml(result, VIEW)) ?? [];
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(makePageData(result))));
});

test("of several complaints that of the verdict comes first, and others have their run's names", () => {
  const { complaints, verdict, seed } = makePageData(brokenResult());
  expect(complaints[0]).toMatchObject({ says: verdict.sentence, seed });
  const others = complaints.filter((one) => one.seed !== seed);
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) {
    expect([other.nodeName, other.commandName, other.repeat]).toEqual([
      expect.stringMatching(/^a[12]$/),
      "deploy",
      `fleetsim run scenarios/a-test.yaml --seed ${other.seed} --runs 1`,
    ]);
  }
});

test("a property that breaks by one event names it once", () => {
  const { says } = makePageData(brokenResult()).complaints[0]!;
  expect(says).toMatch(/ladder .*\(event \d+, seed \d+; \d+ of 20 runs\)$/);
});

test("a name that is markup becomes none", () => {
  const plain = renderHtml(named(racingResult(), "plain"), VIEW);
  const evil = renderHtml(named(racingResult(), EVIL), VIEW);
  const tags = (html: string) => html.match(/<[!/a-z]+/gi);
  expect(tags(evil)).toEqual(tags(plain));
});

test("JSON for a script element has no sign that a parser of HTML knows", () => {
  const json = scriptJson({ text: EVIL });
  expect(json).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(json)).toEqual({ text: EVIL });
});

test("the policy allows one script and one style, and nothing else", () => {
  const [, policy = ""] = /Policy" content="([^"]*)"/.exec(renderHtml(racingResult(), VIEW)) ?? [];
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `script-src '${VIEW.scriptHash}'`,
    `style-src '${VIEW.styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test("the data names the race, both of its events and what the other order would have given", () => {
  const data = makePageData(racingResult());
  const [race] = data.races;
  expect(race?.events.map(({ says }) => says)).toEqual(["exited 0", "cancel arrived"]);
  expect(race?.events.map(({ seq }) => seq)).toEqual(data.deciding);
  expect(race?.apart).toMatch(/^\d+ ms$/);
  expect(race?.otherwise).toContain("had the cancel come first");
});

test("the grid has a cell for each run, and its totals count all of them", () => {
  const { outcomes } = makePageData(racingResult());
  expect(outcomes.runs).toHaveLength(20);
  expect(outcomes.runs.some(({ failed }) => failed)).toBe(true);
  for (const { cells, totals } of outcomes.rows) {
    expect(cells).toHaveLength(20);
    expect(totals.reduce((sum, count) => sum + count, 0)).toBe(20);
  }
  expect(outcomes.statuses.map(({ details }) => details).sort()).toEqual(["Cancelled", "Success"]);
});

test("a long run is cut to what a page has room for, and the page knows how long it was", () => {
  const result = escapingResult();
  const data = makePageData(result, 20);
  expect(data.events.rows).toHaveLength(20);
  expect(data.eventsInAll).toBe(result.shown.trace.length);
  const seqs = data.events.rows.map(([, seq]) => seq);
  expect(data.deciding.length).toBeGreaterThan(0);
  for (const seq of data.deciding) expect(seqs).toContain(seq);
  for (const [seq] of data.story.lines) expect(seqs).toContain(seq);
});
