/** The trace-event file of a run, read back by another program, and held to Perfetto's rules. */
import { describe, expect, test } from "vitest";
import { frameWays } from "../../../src/report/frame-ways.ts";
import { renderPerfetto } from "../../../src/report/perfetto/render-perfetto.ts";
import { numberOf } from "../../../src/scenario/property/fact.ts";
import type { ScenarioResult } from "../../../src/scenario/result.ts";
import { playOnce, SHIPPED } from "../../scenario/shipped-results.ts";
import { readWithDevTools } from "./devtools.ts";
import type { RawEntry } from "./devtools.ts";
import { brokenRules } from "./rules.ts";

function entriesOf(text: string): readonly RawEntry[] {
  return (JSON.parse(text) as { readonly traceEvents: readonly RawEntry[] }).traceEvents;
}

function withEntries(text: string, change: (entries: RawEntry[]) => readonly RawEntry[]): string {
  const file = JSON.parse(text) as { readonly traceEvents: RawEntry[] };
  return JSON.stringify({ ...file, traceEvents: change(file.traceEvents) });
}

function countOf({ shown }: ScenarioResult, event: string): number {
  return shown.trace.filter((one) => one.event === event).length;
}

describe("the file of every shipped scenario", () => {
  test.each(SHIPPED)("%s reads back whole, and keeps Perfetto's rules", async (file) => {
    const result = playOnce(file);
    const text = renderPerfetto(result);
    const entries = entriesOf(text);
    const read = await readWithDevTools(text);
    expect(brokenRules(entries)).toEqual([]);
    expect(read.slices).toHaveLength(entries.filter(({ ph }) => ph === "b").length);
    expect(read.slices.every(({ dur }) => dur >= 0)).toBe(true);
    const ways = frameWays(result.shown.trace);
    const told = ways.filter(({ arrived, lost }) => arrived !== undefined || lost !== undefined);
    expect(read.flows).toHaveLength(told.length);
    expect(read.flows.every((flow) => flow.length === 2)).toBe(true);
    const nodes = Object.entries(result.shown.run.nodeIds).map(([name, id]) => `${name} (${id})`);
    const names = [...read.processes.values()];
    expect(names.slice(0, 2)).toEqual(["client", "controller"]);
    expect(new Set(names.slice(2))).toEqual(new Set(nodes));
  });
});

describe("what stands in it", () => {
  const result = playOnce("scenarios/survivor-escapes.yaml");
  const entries = entriesOf(renderPerfetto(result));
  const slices = (cat: string) => entries.filter((one) => one.ph === "b" && one.cat === cat);

  test("an invocation with its statuses within it", () => {
    expect(slices("invocation").map(({ name }) => name)).toEqual([
      ...["deploy on web", "Pending", "InProgress", "Cancelling"],
    ]);
  });

  test("the job, its process and what has escaped of it, on the threads of their node", async () => {
    expect(slices("job running")).toHaveLength(countOf(result, "job.started"));
    expect(slices("process")).toHaveLength(countOf(result, "process.started"));
    expect(slices("escaped")).toHaveLength(countOf(result, "process.escaped"));
    const { threads } = await readWithDevTools(renderPerfetto(result));
    expect(threads).toEqual(expect.arrayContaining(["3/agent", "3/process", "3/link"]));
  });

  test("signals as moments, at their time in microseconds", () => {
    const signal = result.shown.trace.find(({ event }) => event === "process.signalled")!;
    const moment = entries.find(({ ph, cat }) => ph === "i" && cat === "process.signalled");
    expect(moment).toMatchObject({ name: "signalled KILL", ts: signal.atMs * 1000 });
    expect(moment?.args).toMatchObject({ seq: signal.seq, signal: "SIGKILL" });
  });

  test("how many processes run, and invocations are open", () => {
    const counts = (name: string) =>
      entries.filter((one) => one.ph === "C" && one.name === name).map(({ args }) => args?.[name]);
    expect(counts("running processes")).toEqual([1, 0]);
    expect(counts("open invocations")).toEqual([1, 0]);
  });

  test("faults, as slices while they last and as moments when they act", () => {
    const soak = playOnce("scenarios/24-hour-soak.yaml");
    const file = entriesOf(renderPerfetto(soak));
    const fired = soak.shown.trace.filter(({ event }) => event === "fault.fired");
    const moments = file.filter(({ ph, cat }) => ph === "i" && cat === "fault.fired");
    const ends = fired.filter(({ phase }) => phase === "end");
    expect(moments).toHaveLength(fired.length - ends.length);
    const ignored = file.filter(({ ph, cat }) => ph === "i" && cat === "event.ignored");
    expect(ignored).toHaveLength(countOf(soak, "event.ignored"));
  });

  test("a lost frame ends on the link that it left", () => {
    const lost = playOnce("scenarios/lost-reply.yaml");
    const file = entriesOf(renderPerfetto(lost));
    const found = file.filter(({ ph, name }) => ph === "X" && name.startsWith("lost: "));
    expect(found).toHaveLength(countOf(lost, "frame.dropped"));
    expect(found[0]).toMatchObject({ name: "lost: agent_job_reply Cancelled", pid: 3 });
  });

  test("the same bytes each time", () => {
    expect(renderPerfetto(result)).toBe(
      renderPerfetto(playOnce("scenarios/survivor-escapes.yaml")),
    );
  });
});

describe("a file that is not right is found out:", () => {
  const text = renderPerfetto(playOnce("scenarios/cancel-wins.yaml"));

  test("text that is no JSON", async () => {
    await expect(readWithDevTools(text.slice(0, -10))).rejects.toThrow(SyntaxError);
  });

  test("a slice without an end", async () => {
    const broken = withEntries(text, (all) =>
      all.filter(({ ph, cat }) => ph !== "e" || cat !== "process"),
    );
    const begun = entriesOf(broken).filter(({ ph }) => ph === "b");
    expect((await readWithDevTools(broken)).slices).toHaveLength(begun.length - 1);
    expect(brokenRules(entriesOf(broken))).toEqual([expect.stringContaining("never ends")]);
  });

  test("an arrow to nowhere", async () => {
    const before = (await readWithDevTools(text)).flows.length;
    const isFirst = ({ ph, id }: RawEntry) => ph === "f" && id === "0x1";
    const broken = withEntries(text, (all) =>
      all.map((one) => (isFirst(one) ? { ...one, ts: one.ts + 500 } : one)),
    );
    expect((await readWithDevTools(broken)).flows).toHaveLength(before - 1);
    expect(brokenRules(entriesOf(broken))).toContain("0x1 is at no slice");
  });

  test("entries that are not in order, and slices that overlap", () => {
    const swapped = withEntries(text, (all) => all.toReversed());
    expect(brokenRules(entriesOf(swapped)).length).toBeGreaterThan(10);
    const long = withEntries(text, (all) => all.map((one) => ({ ...one, dur: 1_000_000_000 })));
    expect(brokenRules(entriesOf(long)).join()).toContain("overlaps");
  });
});

test("a day of events takes well under a second", () => {
  const soak = playOnce("scenarios/24-hour-soak.yaml");
  const trace = Array.from({ length: 3 }, () => soak.shown.trace).flat();
  const renumbered = trace.map((event, seq) => ({ ...event, seq }));
  expect(renumbered.length).toBeGreaterThan(10_000);
  const before = process.cpuUsage();
  const text = renderPerfetto({ ...soak, shown: { ...soak.shown, trace: renumbered } });
  const { user, system } = process.cpuUsage(before);
  expect(text.length).toBeGreaterThan(1_000_000);
  expect((user + system) / 1000).toBeLessThan(1_000);
  expect(numberOf(renumbered.at(-1)!, "atMs")).toBe(soak.shown.run.endMs);
});
