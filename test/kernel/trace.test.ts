import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TRACE_EVENTS } from "../../src/kernel/trace-event.ts";
import { TRACE_SOURCES, Trace, traceLine } from "../../src/kernel/trace.ts";

describe("trace", () => {
  test("a line has its keys in a fixed order, whatever the order of the fact's", () => {
    const lines: string[] = [];
    const trace = new Trace();
    trace.read((event) => lines.push(traceLine(event)));
    trace.write(5, "agent", { command: "c1", event: "job.acked", code: "200", node: "i-1" });
    trace.write(6, "kernel", { event: "trace.dropped", count: 3 });
    expect(lines).toEqual([
      '{"seq":0,"atMs":5,"source":"agent","event":"job.acked","node":"i-1","command":"c1","code":"200"}',
      '{"seq":1,"atMs":6,"source":"kernel","event":"trace.dropped","count":3}',
    ]);
  });

  test("is off while nobody reads it", () => {
    const trace = new Trace();
    expect(trace.enabled).toBe(false);
    trace.read(() => {});
    expect(trace.enabled).toBe(true);
  });

  test("docs/trace.md names every event and every source, with the words of the code", () => {
    const page = readFileSync(new URL("../../docs/trace.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `([a-zA-Z.]+)` +\| (.+?) +\|$/gm)].map((row) => [
      row[1],
      row[2],
    ]);
    const events = rows.filter(([name]) => name?.includes("."));
    expect(Object.fromEntries(events)).toEqual(TRACE_EVENTS);
    for (const source of TRACE_SOURCES) expect(page).toContain(`\`${source}\``);
  });

  test("every event of the table is written somewhere", () => {
    const sources = sourceTexts(new URL("../../src/", import.meta.url));
    const unused = Object.keys(TRACE_EVENTS).filter(
      (name) => sources.filter((text) => text.includes(`"${name}"`)).length < 2,
    );
    expect(unused).toEqual([]);
  });
});

function sourceTexts(directory: URL): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name, directory), "utf8"));
}
