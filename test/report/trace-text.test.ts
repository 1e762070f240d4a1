import { describe, expect, test } from "vitest";
import { Names } from "../../src/report/names.ts";
import { STORY_LINES_MAX, renderTraceText } from "../../src/report/trace-text.ts";
import type { TraceTextOptions } from "../../src/report/trace-text.ts";
import { appended, changed, inserted } from "../scenario/doctor.ts";
import { restlessRun } from "../scenario/property/restless.ts";
import { calmRun, cancelledRun, N0, N1, resurrectedRun } from "../scenario/runs.ts";
import { concurrencyRun, crashedAgentRun, lostCancelRun } from "../scenario/situation/runs.ts";
import { burstRun } from "./runs.ts";

const WIDE: TraceTextOptions = { width: 100, color: false };
const NAMED = new Names({ nodeIds: { a1: N0, a2: N1 }, commandIds: {} });

function text(events: Parameters<typeof renderTraceText>[0], options = WIDE): string {
  return `\n${renderTraceText(events, options).join("\n")}\n`;
}

describe("a trace as text", () => {
  test("shows a cancel that loses: the wire, the exit, the cancel that finds nothing", () => {
    const { events } = lostCancelRun();
    const seqOf = (name: string) => events.findLast(({ event }) => event === name)?.seq ?? -1;
    const deciding = [seqOf("process.exited"), seqOf("job.acked")];
    expect(text(events, { ...WIDE, names: NAMED, deciding })).toMatchInlineSnapshot(`
      "
         seconds     +ms controller                        |a1
           4.981         send accepted                     |
                         job sent -->                      |
           4.995     +14                                   |job started
           5.007     +12 status InProgress                 |
           5.187    +180                                   |process started
       !   5.981    +794                                   |fault: delay toAgent 1500 1500
       !   6.481    +500                                   |fault: delay toController 150~
                         cancel accepted                   |
                         status Cancelling                 |
                         cancel sent -->                   |
      1>   7.187    +706                                   |exited 0
           7.190      +3                                   |reply Success -->
      2>   7.998    +808                                   |--> cancel arrived
                                                           |cancel: no such job
           8.190    +192                                   |reply Success kept
           8.700    +510 status Success                    |
         seconds since the fleet was ready; +ms since the line above; 1> 2> the two events that decide;
         ! a fault, a loss or a death; --> on the wire
      "
    `);
  });

  test("has a lane for each node, and names the node of which the controller speaks", () => {
    const { events } = concurrencyRun();
    expect(text(events, { ...WIDE, names: NAMED })).toMatchInlineSnapshot(`
      "
         seconds     +ms controller                  |a1                      |a2
           4.981         send accepted               |                        |
                         a1 job sent -->             |                        |
           4.995     +14                             |job started             |
           5.007     +12 a1 status InProgress        |                        |
                         command InProgress          |                        |
           5.187    +180                             |process started         |
           6.981   +1794 a1 cancel accepted          |                        |
                         a1 status Cancelling        |                        |
                         a1 cancel sent -->          |                        |
           6.998     +17                             |--> cancel arrived      |
                                                     |cancel found job        |
           6.999      +1                             |signalled KILL          |
                                                     |killed by KILL          |
           7.006      +7                             |reply Cancelled -->     |
           7.016     +10 a1 status Cancelled         |                        |
                         a2 job sent -->             |                        |
           7.033     +17                             |                        |job started
           7.039      +6 a2 status InProgress        |                        |
           7.118     +79                             |                        |process started
         seconds since the fleet was ready; +ms since the line above; --> on the wire
      "
    `);
  });

  test("writes times of an hour and more as a clock does", () => {
    const { events } = lostCancelRun();
    const later = (atMs: number) => (atMs < 7000 ? atMs : atMs + 3_600_000 - 7000);
    const long = events.map((event) => ({ ...event, atMs: later(event.atMs) }));
    const lines = renderTraceText(long, { ...WIDE, names: NAMED, fromMs: 187, linesMax: 8 });
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
                time     +ms controller                        |a1
               4.813         send accepted                     |
                             job sent -->                      |
               4.827     +14                                   |job started
               4.839     +12 status InProgress                 |
                     ... 8 lines left out ...
         1:00:00.830                                           |--> cancel arrived
                                                               |cancel: no such job
         1:00:01.022    +192                                   |reply Success kept
         1:00:01.532    +510 status Success                    |
         time since the fleet was ready, in seconds, from an hour on h:mm:ss; +ms since the line above;
         ! a fault, a loss or a death; --> on the wire
      "
    `);
  });

  test("goes by ids where there are no names, and fits into 80 columns", () => {
    expect(text(calmRun().events, { width: 80, color: false })).toMatchInlineSnapshot(`
      "
         seconds     +ms controller            |i-000000000000000~|i-000000000000000~
           4.981         send accepted         |                  |
                         ~00001 job sent -->   |                  |
           4.995     +14                       |job started       |
           5.007     +12 ~00001 status InProgr~|                  |
                         command InProgress    |                  |
           5.187    +180                       |process started   |
           7.187   +2000                       |exited 0          |
           7.190      +3                       |reply Success --> |
           7.207     +17 ~00001 status Success |                  |
                         ~00002 job sent -->   |                  |
           7.224     +17                       |                  |job started
           7.230      +6 ~00002 status InProgr~|                  |
           7.309     +79                       |                  |process started
           9.309   +2000                       |                  |exited 0
           9.314      +5                       |                  |reply Success -->
           9.326     +12 ~00002 status Success |                  |
                         command Success       |                  |
         seconds since the fleet was ready; +ms since the line above; --> on the wire
      "
    `);
  });

  test("tells of one command, and counts the lines about others", () => {
    const { events, command } = resurrectedRun();
    expect(text(events, { ...WIDE, names: NAMED, command })).toMatchInlineSnapshot(`
      "
         seconds     +ms controller                        |a1
           4.981         send accepted                     |
                         job sent -->                      |
           4.999     +18                                   |job queued
           5.018     +19 status InProgress                 |
           6.981   +1963 cancel accepted                   |
                         status Cancelling                 |
                         cancel sent -->                   |
           6.990      +9                                   |--> cancel arrived
                                                           |cancel found job
          25.113  +18123                                   |job left, no reply
          64.981  +39868 status DeliveryTimedOut           |
       ! 106.981  +42000                                   |fault: restart
                                                           |channel closed
       !                                                   |agent down: crash
                                                           |agent up again
         107.005     +24                                   |job started
         107.049     +44                                   |channel open
         107.108     +59                                   |process started
         108.108   +1000                                   |exited 0
         108.116      +8                                   |reply Success -->
         108.132     +16 too late: Success                 |
         seconds since the fleet was ready; +ms since the line above; ! a fault, a loss or a death;
         --> on the wire
         left out: 40 lines about other commands
      "
    `);
  });

  test("names the commands when there are several", () => {
    const shown = renderTraceText(burstRun().events, { ...WIDE, linesMax: 8 });
    expect(`\n${shown.join("\n")}\n`).toMatchInlineSnapshot(`
      "
         seconds     +ms command  controller                        |i-00000000000000001
           4.981         d787b6d3 send accepted                     |
                         d787b6d3 job sent -->                      |
                         0a9da562 send accepted                     |
                         0a9da562 job sent -->                      |
                 ... 102 lines left out ...
           8.210         d787b6d3 status Success                    |
           8.224     +14 0a9da562                                   |exited 0
           8.227      +3 0a9da562                                   |reply Success -->
           8.239     +12 0a9da562 status Success                    |
         seconds since the fleet was ready; +ms since the line above; --> on the wire
      "
    `);
  });

  test("tells a kill before the end that it brought about", () => {
    const shown = text(cancelledRun().events);
    expect(shown.indexOf("signalled KILL")).toBeLessThan(shown.indexOf("killed by KILL"));
  });

  test("takes the frames of a cancel job for the command that is cancelled", () => {
    const { events, command } = crashedAgentRun();
    const shown = text(events, { ...WIDE, command });
    expect(shown).toContain("reply's ack lost");
    expect(shown).not.toContain("left out");
  });

  test("says so when there is nothing to tell", () => {
    expect(renderTraceText([], WIDE)).toEqual(["Nothing happened that a report tells of."]);
  });
});

describe("a long trace", () => {
  const events = restlessRun("3");

  test.each([80, 100, 132])("is bounded in lines and columns at a width of %i", (width) => {
    const lines = renderTraceText(events, { width, color: false });
    expect(lines.length).toBeLessThan(STORY_LINES_MAX + 10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test("keeps what decides, however far apart, and counts every line that it leaves out", () => {
    const all = renderTraceText(events, { ...WIDE, linesMax: 100_000 });
    const ends = events.filter(({ event, node }) => event === "status.changed" && node === N0);
    const deciding = [ends[0]!.seq, ends.at(-1)!.seq];
    const shown = renderTraceText(events, { ...WIDE, node: N0, deciding, linesMax: 20 });
    expect(shown.filter((line) => /^[12]> /.test(line))).toHaveLength(2);
    const gaps = shown.flatMap((line) => /\.\.\. (\d+) lines? left out/.exec(line)?.[1] ?? []);
    expect(gaps.length).toBeGreaterThan(1);
    const leftOut = gaps.reduce((sum, count) => sum + Number(count), 0);
    const whole = renderTraceText(events, { ...WIDE, node: N0, linesMax: 100_000 });
    expect(shown.length - gaps.length + leftOut).toBe(whole.length);
    expect(all.length).toBeGreaterThan(500);
  });

  test("of 100,000 events is told as briefly", () => {
    const many = Array.from({ length: 100_000 }, (_, seq) => ({
      ...events[seq % events.length]!,
      seq,
      atMs: seq * 864,
    }));
    const lines = renderTraceText(many, WIDE);
    expect(lines.length).toBeLessThan(STORY_LINES_MAX + 10);
    expect(lines.join("\n")).toMatch(/\.\.\. \d{4,} lines left out \.\.\./);
  });
});

describe("what comes from files and scripts", () => {
  test("can't move the cursor, break a line, or leave its column", () => {
    const { events, command } = cancelledRun();
    const evil = inserted(
      events,
      { event: "process.exited" },
      { event: "job.ended", node: N0, command, reason: "\u001B[2J\r\n\u0000x\u2028y" },
    );
    const names = new Names({
      nodeIds: { [`a\u001B[31m\n${"n".repeat(300)}`]: N0 },
      commandIds: { "\u0007bell": command },
    });
    const lines = renderTraceText(evil, { ...WIDE, names });
    expect(lines.join("")).not.toMatch(/\p{Cc}|\u2028/u);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("may have any form in a stored trace", () => {
    const { events } = cancelledRun();
    const odd = { to: 7, details: null, signal: [], pids: "x", code: {}, reason: 3, cancels: 9 };
    for (const { event } of new Set(events.map(({ event }) => ({ event })))) {
      const strange = changed(events, { event }, odd);
      expect(renderTraceText(strange, WIDE).length).toBeGreaterThan(1);
    }
    const bare = appended(events, { event: "status.changed" });
    expect(renderTraceText(bare, WIDE).length).toBeGreaterThan(1);
  });

  test("without colour is plain ASCII", () => {
    expect(text(restlessRun("5"))).toMatch(/^[\n -~]*$/);
  });

  test("with colour has the same text", () => {
    const { events } = lostCancelRun();
    const plain = renderTraceText(events, WIDE);
    const coloured = renderTraceText(events, { ...WIDE, color: true });
    expect(coloured.map((line) => line.replaceAll(/\u001B\[\d+m/g, ""))).toEqual(plain);
    expect(coloured).not.toEqual(plain);
  });
});
