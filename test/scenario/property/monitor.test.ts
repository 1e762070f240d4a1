import { describe, expect, test } from "vitest";
import { Encoder } from "../../../src/kernel/encoder.ts";
import { traceLine } from "../../../src/kernel/trace.ts";
import { cancelledIsHonest } from "../../../src/scenario/property/cancelled-is-honest.ts";
import { Judge, judgeTrace } from "../../../src/scenario/property/judge.ts";
import { Marks } from "../../../src/scenario/property/marks.ts";
import { Retention } from "../../../src/scenario/property/retention.ts";
import { terminalIsFinal } from "../../../src/scenario/property/terminal-is-final.ts";
import { LIVE_VIEW, VIRTUAL_VIEW } from "../../../src/scenario/property/monitor.ts";
import type { Monitor, Violation } from "../../../src/scenario/property/monitor.ts";
import { PROPERTIES } from "../../../src/scenario/property/properties.ts";
import { readStoredTrace } from "../../../src/scenario/stored/stored-trace.ts";
import { VIRTUAL_DEFAULTS } from "../../../src/world/fleet-options.ts";
import { makeWorld, send } from "../../world/fixture.ts";
import { appended } from "../doctor.ts";
import { N0, calmRun } from "../runs.ts";
import { restlessRun } from "./restless.ts";

const events = restlessRun("7");
const middle = Math.floor(events.length / 2);

function hash(judged: Pick<Monitor, "encode">, nowMs = 0): number {
  const encoder = new Encoder(nowMs);
  judged.encode(encoder);
  return encoder.finish();
}

const FIELDS = PROPERTIES.flatMap((property) =>
  Object.entries(property.monitor(VIRTUAL_DEFAULTS, VIRTUAL_VIEW) as object)
    .filter(([, value]) => value instanceof Marks)
    .map(([field]) => ({ property, name: property.name, field })),
);

describe("a monitor", () => {
  test.each(FIELDS)("of $name has $field in its clone and in its encoding", (one) => {
    const monitor = one.property.monitor(VIRTUAL_DEFAULTS, VIRTUAL_VIEW);
    for (const event of events.slice(0, middle)) monitor.see(event);
    const before = hash(monitor);
    const copy = monitor.clone();
    expect(hash(copy)).toBe(before);
    const marks = (copy as unknown as Record<string, unknown>)[one.field];
    if (!(marks instanceof Marks)) throw new Error(`${one.field} is no Marks`);
    expect([...marks.entries()]).toEqual([
      ...((monitor as unknown as Record<string, Marks>)[one.field]?.entries() ?? []),
    ]);
    marks.set("x/y", 7, 1);
    expect(hash(copy)).not.toBe(before);
    expect(hash(monitor)).toBe(before);
  });

  test.each(PROPERTIES)("of $name goes on in a clone as it would have itself", (property) => {
    const judge = Judge.of([property]);
    for (const event of events.slice(0, middle)) judge.see(event);
    const copy = judge.clone();
    for (const event of events.slice(middle)) copy.see(event);
    expect(copy.end(events.at(-1)!.atMs)).toEqual(judgeTrace([property], events));
  });

  test("of the same run a while later has the same encoding", () => {
    const [early, late] = [0, 5000].map((shiftMs) => {
      const judge = Judge.of(PROPERTIES);
      for (const event of calmRun().events) {
        const facts = event as Partial<Record<string, number>>;
        const ends = Object.fromEntries(
          ["deliveryEndsMs", "expiresMs", "startMs", "endMs"].flatMap((key) => {
            const ms = facts[key];
            return ms === undefined ? [] : [[key, ms + shiftMs]];
          }),
        );
        judge.see({ ...event, seq: event.seq + shiftMs, atMs: event.atMs + shiftMs, ...ends });
      }
      return hash(judge, 20_000 + shiftMs);
    });
    expect(late).toBe(early);
  });
});

describe("a judge", () => {
  test.each(PROPERTIES)("shows the monitor of $name all that says something to it", (property) => {
    const monitor = property.monitor(VIRTUAL_DEFAULTS, VIRTUAL_VIEW);
    const found = events.flatMap((event) => [...monitor.see(event)]);
    const all = [...found, ...monitor.end(events.at(-1)!.atMs)];
    const judged = judgeTrace([property], events);
    const places = (list: readonly Violation[]) =>
      new Set(list.map(({ command = "", node = "" }) => `${command}/${node}`));
    expect(places(judged)).toEqual(places(all));
  });

  test("forgets the oldest commands that have ended when there are too many", () => {
    const run = calmRun();
    const few = Judge.of(PROPERTIES, VIRTUAL_DEFAULTS, { retention: new Retention(5) });
    const sizes: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const command = `00000000-0000-4000-8000-${String(round).padStart(12, "0")}`;
      const text = run.events.map(traceLine).join("\n").replaceAll(run.command, command);
      const stored = readStoredTrace(text);
      if ("problem" in stored) throw new Error(stored.problem);
      for (const event of stored.events) few.see(event);
      sizes.push(remembered(few));
    }
    expect(new Set(sizes.slice(3)).size).toBe(1);
    expect(few.violations.filter(({ property }) => property !== "incarnationFence")).toEqual([]);
  });

  test("goes by the options of the fleet", () => {
    const { agent } = VIRTUAL_DEFAULTS;
    const options = { ...VIRTUAL_DEFAULTS, agent: { ...agent, graceMs: 100 } };
    const { events: calm, command } = calmRun();
    const signal = { event: "process.signalled", node: N0, command, step: "s", delivered: true };
    const asked = appended(calm, { ...signal, signal: "SIGTERM" });
    const killed = appended(asked, { ...signal, signal: "SIGKILL" }, 100);
    expect(judgeTrace(PROPERTIES, killed, options)).toEqual([]);
    expect(judgeTrace(PROPERTIES, killed).map(({ property }) => property)).toEqual(["ladder"]);
  });

  test("keeps so many violations of a property, and counts the others", () => {
    const judge = Judge.of([terminalIsFinal]);
    for (let round = 0; round < 1100; round += 1) {
      const move = { atMs: 0, source: "controller", event: "status.changed", node: N0 } as const;
      for (const to of ["Failed", "Success"])
        judge.see({ ...move, seq: 0, command: `c${round}`, to });
    }
    expect(judge.violations.length).toBe(1000);
    expect(judge.countOf("terminalIsFinal")).toBe(1100);
  });
});

/** How many things the monitors of a judge remember. */
function remembered(judge: Judge): number {
  const { monitors } = judge as unknown as { monitors: readonly object[] };
  const fields = monitors.flatMap((monitor) => Object.values(monitor) as unknown[]);
  return fields.reduce<number>(
    (sum, field) => sum + (field instanceof Marks ? [...field.entries()].length : 0),
    0,
  );
}

describe("a trace", () => {
  test("is judged alike inside a world and from its stored lines", () => {
    const made = makeWorld();
    const judge = Judge.of(PROPERTIES);
    made.world.readTrace((event) => {
      judge.see(event);
    });
    made.world.runUntil(5000);
    send(made.world, "kill -9 $$", { InstanceIds: [N0] });
    made.world.runUntil(20_000);
    const text = ['{"v":1,"seed":"1"}', ...made.events.map(traceLine), ""].join("\n");
    const stored = readStoredTrace(text);
    if ("problem" in stored) throw new Error(stored.problem);
    const found = judge.end(made.events.at(-1)!.atMs);
    expect(found.map(({ property }) => property)).toEqual(["expectedReason"]);
    expect(judgeTrace(PROPERTIES, stored.events)).toEqual(found);
  });

  test.each(["nonsense", "7", '{"seq":0,"atMs":0,"event":"no.such"}', '{"event":"job.acked"}'])(
    "with the line %s is not judged",
    (line) => {
      expect(readStoredTrace(`{"v":1}\n${line}\n`)).toEqual({
        line: 2,
        problem: `expected an event of a trace, found ${line}; nothing of it is reported`,
      });
    },
  );
});

describe("of a live trace cancelledIsHonest", () => {
  const invocation = { node: N0, command: "c" };
  /** Has seen the report, and no end of the process. */
  const reported = (): Judge => {
    const judge = Judge.of([cancelledIsHonest], VIRTUAL_DEFAULTS, { view: LIVE_VIEW });
    const lines = [
      { atMs: 100, event: "process.started" },
      { atMs: 200, event: "reply.sent", topic: "aws.ssm.sendCommand", status: "Cancelled" },
    ] as const;
    for (const [seq, line] of lines.entries()) {
      judge.see({ seq, source: "agent", ...invocation, ...line });
    }
    return judge;
  };
  const lived = (exitedMs: number): number => {
    const judge = reported();
    judge.see({ seq: 2, source: "agent", ...invocation, atMs: exitedMs, event: "process.exited" });
    return judge.end(exitedMs).length;
  };

  test("takes an end that is noticed shortly behind the report", () => {
    expect(lived(200 + LIVE_VIEW.noticedWithinMs)).toBe(0);
  });

  test("tells of one that comes later", () => {
    expect(lived(201 + LIVE_VIEW.noticedWithinMs)).toBe(1);
  });

  test("tells of one that never came only when there was time for it", () => {
    expect(reported().end(200 + LIVE_VIEW.noticedWithinMs).length).toBe(0);
    expect(reported().end(201 + LIVE_VIEW.noticedWithinMs).length).toBe(1);
  });
});
