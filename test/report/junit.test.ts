import { readFileSync } from "node:fs";
import { XmlDocument, XmlElement, XsdValidator } from "libxml2-wasm";
import { describe, expect, test } from "vitest";
import { renderJunit } from "../../src/report/render-junit.ts";
import type { Complaint, ScenarioResult } from "../../src/scenario/result.ts";
import { escapingResult, heldResult, racingResult, unprovenResult } from "./results.ts";

const escaping = escapingResult();
const racing = racingResult();
const held = heldResult();
const unproven = unprovenResult();

const XSD = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");
const schema = XmlDocument.fromString(XSD);
const validator = XsdValidator.fromDoc(schema);

/** A document that a parser takes and the schema allows. */
function read(xml: string): XmlDocument {
  const document = XmlDocument.fromString(xml);
  validator.validate(document);
  return document;
}

function valuesOf(document: XmlDocument, xpath: string): string[] {
  return document.find(xpath).map((node) => node.content);
}

function attribute(document: XmlDocument, xpath: string, name: string): string | undefined {
  const node = document.get(xpath);
  return node instanceof XmlElement ? node.attr(name)?.content : undefined;
}

describe("the JUnit report", () => {
  test("is XML that the schema allows, for every verdict and for none", () => {
    for (const results of [[], [held], [racing], [unproven], [escaping, racing, held, unproven]]) {
      expect(read(renderJunit(results)).root.name).toBe("testsuites");
    }
  });

  test("has a suite for each scenario and a case for each of its claims", () => {
    const document = read(renderJunit([held]));
    const names = valuesOf(document, "//testcase/@name");
    expect(names.filter((name) => !name.startsWith("always: "))).toMatchInlineSnapshot(`
      [
        "outcomes: deploy ends as Cancelled or Success",
        "sometimes: cancelWon",
        "sometimes: cancelLost",
        "findings: ladder",
        "findings: orderRule",
        "findings: noSignalAfterDeath",
        "no finding but those that are listed",
        "every step is played",
        "the same seed gives the same trace",
        "eventually: everything has ended within 600000 ms of the healing",
      ]
    `);
    expect(names.filter((name) => name.startsWith("always: "))).toEqual(
      held.scenario.expect.always.map((name) => `always: ${name}`),
    );
    expect(valuesOf(document, "//testcase/*")).toEqual([]);
  });

  test("skips what is about all runs when they were broken off, and nothing else", () => {
    const { scenario } = held;
    const options = { ...scenario.options, runs: held.runs.length + 1 };
    const document = read(renderJunit([{ ...held, scenario: { ...scenario, options } }]));
    const skipped = valuesOf(document, "//testcase[skipped]/@name");
    expect(skipped).toEqual(
      valuesOf(document, "//testcase/@name").filter((name) => /^(sometimes|findings): /.test(name)),
    );
    expect(skipped).not.toEqual([]);
    expect(attribute(document, "//testsuite", "skipped")).toBe(String(skipped.length));
  });

  test("makes of a claim that did not hold a failure, with the story", () => {
    const document = read(renderJunit([racing]));
    expect(valuesOf(document, "//testcase[failure]/@name")).toEqual([
      "outcomes: deploy ends as Cancelled",
    ]);
    expect(valuesOf(document, "//failure/@message")).toEqual([racing.complaints[0]!.says]);
    const [story] = valuesOf(document, "//failure");
    expect(story).toContain("event 1>");
    expect(story).toContain(`repeat     ${racing.repeat}`);
    expect(story).toContain("|exited 0");
  });

  test("makes of what was not put to the test an error", () => {
    const document = read(renderJunit([unproven]));
    expect(valuesOf(document, "//testcase[error]/@name")).toEqual([
      "sometimes: secondCancelInGrace",
    ]);
    expect(attribute(document, "//testsuite", "errors")).toBe("1");
    expect(attribute(document, "//testsuite", "failures")).toBe("0");
  });

  test("counts what it has", () => {
    const document = read(renderJunit([escaping, racing, held, unproven]));
    for (const where of ["//testsuites", "//testsuite[1]", "//testsuite[2]"]) {
      expect(attribute(document, where, "tests")).toBe(count(document, `${where}//testcase`));
      expect(attribute(document, where, "failures")).toBe(count(document, `${where}//failure`));
      expect(attribute(document, where, "errors")).toBe(count(document, `${where}//error`));
    }
  });

  test("has the seed, the options and the repeat command as properties, and virtual seconds", () => {
    const options = { ...racing.scenario.options, set: { "agent.commandWorkers": "2" } };
    const document = read(renderJunit([{ ...racing, scenario: { ...racing.scenario, options } }]));
    const property = (name: string) => attribute(document, `//property[@name="${name}"]`, "value");
    expect(property("seed")).toBe("6");
    expect(property("runs")).toBe("20");
    expect(property("repeat")).toBe(racing.repeat);
    expect(property("option.agent.commandWorkers")).toBe("2");
    const virtualMs = racing.runs.reduce((sum, { endMs }) => sum + endMs, 0);
    expect(Number(attribute(document, "//testsuite", "time"))).toBe(virtualMs / 1000);
  });

  const EVIL = ']]> <a b="c">&amp;\'\u0000\u0008\u001B[31m\uD800x\uDC00\uFFFF\u{1F600}\t\r\nend';

  test.each(["name", "says"] as const)("escapes the %s of a scenario, whatever it holds", (key) => {
    const scenario = { ...racing.scenario, [key]: EVIL };
    const document = read(renderJunit([{ ...racing, scenario }]));
    const found =
      key === "name"
        ? attribute(document, "//testsuite", "name")
        : attribute(document, `//property[@name="says"]`, "value");
    // What XML has no place for is U+FFFD; all else comes back as it was.
    expect(found).toBe(
      EVIL.replaceAll(/[\0\u0008\u001B\uFFFF]|\uD800(?=x)|(?<=x)\uDC00/g, "\uFFFD"),
    );
  });

  test("loses no complaint, not even one about nothing that it knows", () => {
    const odd = (kind: Complaint["kind"]): Complaint => ({ exit: 1, kind, says: `odd ${kind}` });
    const kinds = [
      ...(["property", "outcome", "finding.unexpected", "finding.missing"] as const),
      ...(["situation.missing", "step.unplayed", "unfinished", "nondeterminism"] as const),
    ];
    const result: ScenarioResult = { ...held, exit: 1, complaints: kinds.map(odd) };
    const messages = valuesOf(read(renderJunit([result])), "//failure/@message");
    expect(messages.sort()).toEqual(kinds.map((kind) => `odd ${kind}`).sort());
  });

  test("tells a defect of fleetsim as an error", () => {
    const says = "expected two runs of seed 7 to be the same; found line 3 once a and once b";
    const complaint = { exit: 70, kind: "nondeterminism", says, seed: "7" } as const;
    const document = read(renderJunit([{ ...held, exit: 70, complaints: [complaint] }]));
    expect(valuesOf(document, "//testcase[error]/@name")).toEqual([
      "the same seed gives the same trace",
    ]);
  });

  test("is held by a schema that says no", () => {
    const broken = renderJunit([held]).replace(' name="fleetsim"', "");
    expect(() => read(broken)).toThrow(/name/);
    expect(() => read(renderJunit([held]).replace("<testcase ", "<test "))).toThrow();
  });
});

function count(document: XmlDocument, xpath: string): string {
  return String(document.find(xpath).length);
}
