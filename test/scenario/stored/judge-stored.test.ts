/** A stored trace gives what its run gave: verdict, outcomes, findings and sightings. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { traceLine } from "../../../src/kernel/trace.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { reportForm } from "../../../src/report/report-form.ts";
import { reportOf } from "../../../src/report/render-json.ts";
import { renderTerminal } from "../../../src/report/render-terminal.ts";
import type { RunResult, ScenarioResult } from "../../../src/scenario/result.ts";
import { effectiveScenario, traceHeader } from "../../../src/scenario/run/trace-header.ts";
import { judgeStored } from "../../../src/scenario/stored/judge-stored.ts";
import { readHeader } from "../../../src/scenario/stored/read-header.ts";
import { readStoredTrace } from "../../../src/scenario/stored/stored-trace.ts";
import { escapingResult, racingResult } from "../../report/results.ts";
import { playOnce, readShipped, SHIPPED } from "../shipped-results.ts";

const CALM = playOnce("scenarios/cancel-wins.yaml");

/** As JSON has it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function stored(result: ScenarioResult): string {
  const { scenario, file, shown } = result;
  const header = traceHeader(scenario, shown.run, { version: "0.0.0", file, set: {} });
  return `${[header, ...shown.trace.map(traceLine)].join("\n")}\n`;
}

function judged(text: string, repeat = ""): ScenarioResult {
  const read = readStoredTrace(text);
  if ("problem" in read) throw new Error(read.problem);
  const origin = readHeader(read.header);
  if ("problem" in origin) throw new Error(origin.problem);
  return judgeStored({ origin, events: read.events, file: "a.jsonl", repeat, readyMs: 0 });
}

describe("a stored trace gives the same as its run:", () => {
  test.each(SHIPPED)("%s", (file) => {
    const result = playOnce(file);
    const again = judged(stored(result), result.repeat);
    expect(again.runs).toEqual(result.runs);
    expect(again.complaints).toEqual(result.complaints);
    expect(again.exit).toBe(result.exit);
    expect(renderTerminal(again)).toEqual(renderTerminal(result));
  });

  test("a day of random faults, over many seeds", () => {
    for (let seed = 100; seed < 104; seed += 1) {
      const result = playOnce("scenarios/24-hour-soak.yaml", String(seed));
      const again = judged(stored(result), result.repeat);
      expect(again.runs).toEqual(result.runs);
      expect(again).toMatchObject({ exit: result.exit, complaints: result.complaints });
    }
  });

  test("a run that failed, with its complaints", () => {
    const result = escapingResult();
    expect(result.exit).toBe(1);
    const again = judged(stored(result), result.repeat);
    expect(again).toMatchObject({ exit: 1, complaints: result.complaints, runs: result.runs });
  });
});

describe("the header", () => {
  test.each([...SHIPPED, "test/scenario/file/valid/every-key.yaml"])(
    "holds the whole scenario of %s, and reads back as it was",
    (file) => {
      const scenario = readShipped(file);
      const { run } = CALM.shown;
      const text = traceHeader(scenario, run, {
        version: "0.0.0",
        file,
        set: { failFast: "true" },
      });
      const read = readHeader(JSON.parse(text) as Record<string, unknown>);
      if ("problem" in read || read.kind === "fleet") throw new Error(JSON.stringify(read));
      expect(plain(effectiveScenario(read.scenario))).toEqual(plain(effectiveScenario(scenario)));
      expect(read.scenario.options.fleet).toEqual(scenario.options.fleet);
      expect(read.scenario.faults.map(({ fault }) => fault)).toEqual(
        scenario.faults.map(({ fault }) => fault),
      );
      expect(read).toMatchObject({ file, set: { failFast: "true" }, seed: run.seed });
    },
  );

  test("has the keys that docs/trace.md names", () => {
    const page = readFileSync("docs/trace.md", "utf8").split("\n## ")[0] ?? "";
    const table = page.slice(page.indexOf("writes the header of a run:"));
    const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key);
    expect(Object.keys(good())).toEqual(named);
  });

  const good = () => {
    const text = stored(CALM);
    return JSON.parse(text.slice(0, text.indexOf("\n"))) as Record<string, unknown>;
  };

  test.each([
    ["v", { v: 2 }, "header: v: "],
    ["seed", { seed: 7 }, "header: seed: "],
    ["an option", { options: { spawnMs: "never" } }, "header: option spawnMs: expected "],
    ["an unknown option", { options: { spawn: "1" } }, "header: unknown option spawn; the nearest"],
    ["the scenario", { scenario: { name: "x" } }, "header: scenario."],
  ])("names %s when that is wrong", (_what, wrong, says) => {
    expect(readHeader({ ...good(), ...wrong })).toEqual({
      problem: expect.stringContaining(says) as string,
    });
  });

  test("names a fault that is not there", () => {
    const header = good();
    const scenario = header["scenario"] as object;
    const faults = [{ fault: "gremlin", params: {}, scope: {}, fromMs: 0 }];
    expect(readHeader({ ...header, scenario: { ...scenario, faults } })).toEqual({
      problem: "header: expected the name of a fault, found gremlin",
    });
  });
});

describe("one run of several", () => {
  test("is not blamed for what only all of them show", () => {
    const result = racingResult();
    const wanting = { ...result.scenario.expect, sometimes: ["secondCancelInGrace"] };
    const scenario = { ...result.scenario, expect: wanting };
    const text = stored({ ...result, scenario });
    expect(judged(text).complaints.map(({ kind }) => kind)).toEqual(["outcome"]);
  });
});

describe("a trace that is not whole", () => {
  const text = stored(CALM);

  test("proves nothing, and blames no command that had not ended yet", () => {
    const lines = text.split("\n");
    const cut = judged(`${lines.slice(0, 20).join("\n")}\n`);
    expect(cut.exit).toBe(2);
    expect(cut.complaints.map(({ says }) => says)).toEqual([
      "expected the whole trace of the run; found that it breaks off after 19 events",
    ]);
  });

  test("still shows what broke before it broke off", () => {
    const bad = stored(escapingResult()).split("\n").slice(0, -2);
    const cut = judged(`${bad.join("\n")}\n`);
    expect(cut.exit).toBe(1);
    expect(cut.complaints.map(({ kind }) => kind)).toContain("finding.unexpected");
    expect(cut.complaints.at(-1)).toMatchObject({ exit: 2, kind: "unfinished" });
  });

  test("without its beginning judges no property", () => {
    const [header = "", ...lines] = text.trimEnd().split("\n");
    const gap = { seq: 24, atMs: 60, source: "kernel", event: "trace.dropped", count: 25 };
    const late = [header, JSON.stringify(gap), ...lines.slice(25)].join("\n");
    const { exit, complaints, runs } = judged(late);
    expect(exit).toBe(2);
    expect(runs[0]?.violations).toEqual([]);
    expect(complaints[0]?.says).toContain("its first 25 events are not there");
  });

  test("without its beginning, and without a word about it, judges no property either", () => {
    const [header = "", ...lines] = text.trimEnd().split("\n");
    const late = [header, ...lines.slice(25)].join("\n");
    const { exit, complaints, runs } = judged(late);
    expect(exit).toBe(2);
    expect(runs[0]?.violations).toEqual([]);
    expect(complaints.map(({ says }) => says)).toEqual([
      "expected the whole trace of the run; found that its first 25 events are not there; no property was judged",
    ]);
    expect(judged(lines.slice(25).join("\n")).exit).toBe(2);
  });
});

describe("a run that was told to end", () => {
  const brokenOff = (result: ScenarioResult, events: number, changes: Partial<RunResult> = {}) => {
    const { run, trace } = result.shown;
    const part = { ...run, ...changes, isBrokenOff: true } as const;
    return { ...result, shown: { run: part, trace: trace.slice(0, events) } };
  };
  const toldToEnd = (events: number): string =>
    `expected the run to play to its end; found that it was told to end after ${events} events: ` +
    "what has not been seen is not judged";

  test("is blamed for nothing that might have come", () => {
    const wanting = { ...CALM.scenario.expect, outcomes: { deploy: { "*": ["Failed"] } } };
    const scenario = {
      ...CALM.scenario,
      expect: { ...wanting, sometimes: ["secondCancelInGrace"] },
    };
    const part = brokenOff({ ...CALM, scenario }, 30, { unplayed: [0, 1], notReady: ["web"] });
    const { exit, complaints, runs } = judged(stored(part));
    expect(complaints.map(({ says }) => says)).toEqual([toldToEnd(30)]);
    expect(exit).toBe(2);
    expect(runs[0]).toMatchObject({ isBrokenOff: true, events: 30 });
  });

  test("is not taken for a whole one when its last event is there", () => {
    const { length } = CALM.shown.trace;
    expect(judged(stored(brokenOff(CALM, length)))).toMatchObject({
      ...{ exit: 2, complaints: [{ kind: "unfinished", says: toldToEnd(length) }] },
    });
  });

  test("has broken what it had broken by then", () => {
    const result = escapingResult();
    const { exit, complaints } = judged(stored(brokenOff(result, result.shown.trace.length - 1)));
    expect(exit).toBe(1);
    expect(complaints.map(({ kind }) => kind)).toContain("finding.unexpected");
    expect(complaints.at(-1)).toMatchObject({ exit: 2, kind: "unfinished" });
  });
});

describe("a live fleet's trace", () => {
  const events = escapingResult().shown.trace;
  const header = { v: 1, seed: "9", options: { controller: { offerRetryMs: 500, region: "x" } } };
  const lines = (list: readonly TraceEvent[]) => list.map(traceLine).join("\n");

  test("expects nothing but what is judged on the controller, and tells the findings", () => {
    const live = judged(`${JSON.stringify(header)}\n${lines(events)}`);
    expect(live).toMatchObject({ exit: 0, complaints: [], file: "a.jsonl" });
    expect(live.scenario.options.fleet.controller.offerRetryMs).toBe(500);
    const found = live.runs[0]?.violations.map(({ property }) => property);
    expect(found).toContain("cancelledIsHonest");
    expect(renderTerminal(live).join("\n")).toContain("findings");
  });

  test("has real times, and reports say so", () => {
    const live = judged(lines(events));
    expect(renderTerminal(live).join("\n")).toMatch(/played +1 run, .* of real time/);
    const report = reportOf([live]);
    expect(reportForm.parse(report)).toEqual(report);
    expect(report.scenarios[0]?.live).toEqual({});
  });

  test("may have no header, and may be asked for in the midst of a command", () => {
    const live = judged(lines(events.slice(0, 25)));
    expect(live).toMatchObject({ exit: 0, complaints: [] });
    expect(live.runs[0]?.outcomes[0]?.status).toBe("InProgress");
  });

  test("fails by a property of the controller", () => {
    const move = events.find((one) => one.event === "status.changed" && one["to"] === "Cancelled");
    const { seq, atMs } = events.at(-1)!;
    const broken = { ...move!, seq: seq + 1, atMs, from: "Cancelled", to: "Success" };
    const live = judged(lines([...events, broken]));
    expect(live.exit).toBe(1);
    expect(live.complaints[0]?.violation?.property).toBe("terminalIsFinal");
  });
});
