/**
 * The report for CI systems: JUnit's XML, a suite for each scenario, a case for each of its claims.
 *
 * A claim that did not hold is a `failure`; one that was never put to the test, or a defect of
 * fleetsim itself, an `error`: both make a build red, as the exit code does. One that is about all
 * runs, when these were broken off, is `skipped`. Times are virtual seconds, of live runs real ones. Only what every reader
 * of the format knows is used.
 */
import { seconds } from "../kernel/time-text.ts";
import type { Complaint, ScenarioResult } from "../scenario/result.ts";
import { mainComplaint } from "./evidence.ts";
import { renderTerminal } from "./render-terminal.ts";
import { setOptions } from "./set-options.ts";
import { testCases } from "./test-cases.ts";
import type { TestCase } from "./test-cases.ts";
import { element, escapeText } from "./xml.ts";

/** Columns of the story in a failure. */
const STORY_WIDTH = 120;

export function renderJunit(results: readonly ScenarioResult[]): string {
  const suites = results.map(suiteOf);
  const attributes = { name: "fleetsim", ...totals(suites), time: time(results) };
  const content = suites.map(({ xml }) => `\n${xml}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, [...content, "\n"])}\n`;
}

interface Totals {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

interface Suite extends Totals {
  readonly xml: string;
}

function suiteOf(result: ScenarioResult): Suite {
  const { scenario } = result;
  const cases = testCases(result);
  const counts = {
    tests: cases.length,
    failures: cases.filter(isFailure).length,
    errors: cases.filter(isError).length,
  };
  const skipped = cases.filter(isSkipped).length;
  const attributes = { name: scenario.name, ...counts, skipped, time: time([result]) };
  const content = [propertiesOf(result), ...cases.map((one) => caseOf(result, one))];
  const lines = content.map((line) => `\n${line}`);
  return { ...counts, xml: element("testsuite", attributes, [...lines, "\n"]) };
}

function totals(suites: readonly Totals[]): Totals {
  const sum = (key: keyof Totals) => suites.reduce((total, suite) => total + suite[key], 0);
  return { tests: sum("tests"), failures: sum("failures"), errors: sum("errors") };
}

function isFailure({ complaints }: TestCase): boolean {
  return complaints.some(({ exit }) => exit === 1);
}

function isError(one: TestCase): boolean {
  return one.complaints.length > 0 && !isFailure(one);
}

function isSkipped({ complaints, isUnjudged }: TestCase): boolean {
  return isUnjudged && complaints.length === 0;
}

function time(results: readonly ScenarioResult[]): string {
  const runs = results.flatMap((result) => result.runs);
  return seconds(runs.reduce((total, { endMs }) => total + endMs, 0));
}

function propertiesOf({ scenario, file, runs, repeat }: ScenarioResult): string {
  const { seed } = scenario.options;
  const all = { file, says: scenario.says, seed, runs: String(runs.length), repeat };
  const options = Object.entries(setOptions(scenario)).map(
    ([name, value]) => [`option.${name}`, value] as const,
  );
  const properties = [...Object.entries(all), ...options];
  return element(
    "properties",
    {},
    properties.map(([name, value]) => element("property", { name, value })),
  );
}

/** A case has no time of its own: all are judged in the same runs. */
function caseOf(result: ScenarioResult, one: TestCase): string {
  const attributes = { name: one.name, classname: result.scenario.name, time: 0 };
  const [first] = one.complaints;
  if (isSkipped(one)) return element("testcase", attributes, [element("skipped", {})]);
  if (first === undefined) return element("testcase", attributes);
  const name = isFailure(one) ? "failure" : "error";
  const message = one.complaints.map(({ says }) => says).join("; ");
  const story = escapeText(storyOf(result, first));
  return element("testcase", attributes, [element(name, { type: first.kind, message }, [story])]);
}

/** The whole report stands at the complaint that the shown run shows; once is enough. */
function storyOf(result: ScenarioResult, complaint: Complaint): string {
  const isMain = complaint === mainComplaint(result);
  const alone = { ...result, complaints: [complaint] };
  return renderTerminal(alone, { width: STORY_WIDTH, story: isMain }).join("\n");
}
