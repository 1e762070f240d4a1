import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { exitOf, renderJson } from "../../src/report/render-json.ts";
import { LISTED_MAX, reportForm } from "../../src/report/report-form.ts";
import type { Report } from "../../src/report/report-form.ts";
import { cancelledRun } from "../scenario/runs.ts";
import {
  brokenResult,
  escapingResult,
  heldResult,
  racingResult,
  unprovenResult,
} from "./results.ts";

const results = [escapingResult(), racingResult(), heldResult(), unprovenResult()];

function read(text: string): Report {
  return reportForm.parse(JSON.parse(text));
}

describe("the JSON report", () => {
  test("has the form that its schema says, to the last field", () => {
    const text = renderJson(results);
    expect(read(text)).toEqual(JSON.parse(text));
    expect(reportForm.safeParse({ ...read(text), more: 1 }).success).toBe(false);
  });

  test("says of each scenario how it came out, and the first of 70, 1, 2, 0 for all", () => {
    const report = read(renderJson(results));
    expect(report.exit).toBe(1);
    expect(report.scenarios.map(({ verdict, exit }) => [verdict, exit])).toEqual([
      ["failed", 1],
      ["failed", 1],
      ["held", 0],
      ["nothingProven", 2],
    ]);
    const exits = (...all: (0 | 1 | 2 | 70)[]) => exitOf(all.map((exit) => ({ exit })));
    expect([exits(), exits(0, 2), exits(2, 1, 0), exits(1, 70)]).toEqual([0, 2, 1, 70]);
  });

  test("has of a complaint the property, the place and both events as the trace has them", () => {
    const [escaping] = read(renderJson(results)).scenarios;
    const [complaint] = escaping!.complaints;
    expect(complaint).toMatchObject({
      kind: "finding.unexpected",
      property: "cancelledIsHonest",
      seed: "7",
      node: { name: "a1", id: results[0]!.shown.run.nodeIds["a1"] },
      command: { name: "deploy", id: results[0]!.shown.run.commandIds["deploy"] },
      events: [{ event: "process.escaped" }, { event: "reply.sent", status: "Cancelled" }],
    });
    const { trace } = results[0]!.shown;
    for (const event of complaint!.events) expect(trace[event.seq]).toEqual(event);
  });

  test("has of a complaint about another run the ids that it has there", () => {
    const result = brokenResult();
    const { complaints } = read(renderJson([result])).scenarios[0]!;
    const others = complaints.filter(({ seed }) => seed !== result.shown.run.seed);
    expect(others.length).toBeGreaterThan(0);
    for (const { seed, node, command } of others) {
      const run = result.runs.find((one) => one.seed === seed)!;
      expect(command).toEqual({ name: "deploy", id: run.commandIds["deploy"] });
      expect(node?.id).toBe(run.nodeIds[node?.name ?? ""]);
    }
  });

  test("has every run, and the races of the one that is shown", () => {
    const [, , held] = read(renderJson(results)).scenarios;
    expect(held!.runs.map(({ seed }) => seed)).toEqual(results[2]!.runs.map(({ seed }) => seed));
    expect(held!.shown.races.map(({ kind, node }) => [node.name, kind])).toMatchInlineSnapshot(`
      [
        [
          "a1",
          "cancelAfterEnd",
        ],
        [
          "a2",
          "cancelAfterEnd",
        ],
      ]
    `);
  });

  test("is bounded: what has no place is counted", () => {
    const [, racing] = results;
    const { events, command } = cancelledRun();
    const trace = Array.from({ length: LISTED_MAX + 5 }, (_, index) =>
      events.map((event) => ({
        ...event,
        ...(event.command === command ? { command: `c${index}` } : {}),
      })),
    ).flat();
    const many = {
      ...racing!,
      complaints: [],
      runs: Array.from({ length: LISTED_MAX + 2 }, () => racing!.runs[0]!),
      shown: { ...racing!.shown, trace },
    };
    const [report] = read(renderJson([many])).scenarios;
    expect([report!.runs.length, report!.runsLeftOut]).toEqual([LISTED_MAX, 2]);
    expect(report!.shown.races).toHaveLength(LISTED_MAX);
    expect(report!.shown.racesLeftOut).toBeGreaterThan(0);
  });

  test("of live runs says so, and has the same keys: its times are real ones", () => {
    const [, , held] = results;
    const live = { processes: "simulated" } as const;
    const [virtual, real] = read(renderJson([held!, { ...held!, live }])).scenarios;
    expect(real).toEqual({ ...virtual, live });
    const lastedMs = held!.runs.reduce((sum, { endMs }) => sum + endMs, 0);
    expect(real!.counts.virtualMs).toBe(lastedMs);
    const described = JSON.stringify(z.toJSONSchema(reportForm.shape.scenarios));
    expect(described).toContain("real ones where there is `live`, whatever the name says");
  });

  test("is the same bytes every time", () => {
    expect(renderJson([racingResult()])).toBe(renderJson([racingResult()]));
  });
});

/**
 * To make it anew: `node --input-type=module -e 'import { z } from "zod"; import { reportForm } from
 * "./src/report/report-form.ts"; console.log(JSON.stringify(z.toJSONSchema(reportForm)))'` into the
 * file, and `npx prettier --write` on it.
 */
test("docs/report.schema.json is what the schema of the code gives", () => {
  const page = readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(page)).toEqual(z.toJSONSchema(reportForm));
});
