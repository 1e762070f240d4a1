import { describe, expect, test } from "vitest";
import { reportOf } from "../../src/report/render-json.ts";
import { renderSummary } from "../../src/report/render-summary.ts";
import { renderTerminal } from "../../src/report/render-terminal.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { restlessRun } from "../scenario/property/restless.ts";
import {
  brokenResult,
  escapingResult,
  heldResult,
  racingResult,
  unprovenResult,
} from "./results.ts";

const escaping = escapingResult();
const racing = racingResult();
const held = heldResult();

/** What a person sees without scrolling. */
function firstScreen(result: ScenarioResult, width = 100): string {
  return `\n${renderTerminal(result, { width }).slice(0, 24).join("\n")}\n`;
}

describe("the first screen", () => {
  test("of a property that does not hold names it, the node, both events and the repeat", () => {
    expect(firstScreen(escaping)).toMatchInlineSnapshot(`
      "
      FAILED  a cancel ends everything  scenarios/a-test.yaml
      expected cancelledIsHonest to hold, as no finding names it; found deploy on a1: it was reported
      Cancelled while a process of it lived (events 37 and 45, seed 7)
      also: expected nothingLeaksAtAgent to hold, as no finding names it; found deploy on a1: the command~

      property   cancelledIsHonest (judged on the agent)
                 When the agent reports Cancelled and says of no escape, nothing of the command lives.
      where      node a1 (i-183ed0e7f8628f702), command deploy (3b70f8e2-d63f-4b63-84f7-8720d8616a25)
      event 1>     3.037 s  process     escaped: pid 1002 (process.escaped, seq 37)
      event 2>     3.046 s  agent       reply Cancelled, 9 ms later (reply.sent, seq 45)
      race       'signalled KILL' came in the same millisecond as 'escaped: pid 1002', and before it.
      otherwise  a kill before the survivor left its group would have ended it, too.
      repeat     fleetsim run scenarios/a-test.yaml --seed 7 --runs 1

      The run with seed 7
         seconds     +ms controller                        |a1
                 ... 8 lines left out ...
           3.028                                           |--> cancel arrived
                                                           |cancel found job
           3.037      +9                                   |signalled KILL
                                                           |killed by KILL
      1>   3.037                                           |escaped: pid 1002
      2>   3.046      +9                                   |reply Cancelled -->
           3.064     +18 status Cancelled                  |
      "
    `);
  });

  test("of an end that is not allowed shows the race that it lost", () => {
    expect(firstScreen(racing)).toMatchInlineSnapshot(`
      "
      FAILED  a cancel always wins  scenarios/a-test.yaml
      expected deploy on a1 to end as Cancelled; found Success (seed 6; 10 of 20 runs)

      where      node a1 (i-6341239ee95e6c046), command deploy (7ee9cbf8-700a-43ba-95b3-7aec91d1a8e9)
      event 1>     2.124 s  process     exited 0 (process.exited, seq 42)
      event 2>     2.143 s  agent       cancel arrived, 19 ms later (job.acked, seq 69)
      race       'exited 0' came 19 ms before 'cancel arrived'.
      otherwise  report and cancel crossed on the wire; had the cancel come first, the process would have
                 been killed: Cancelled.
      repeat     fleetsim run scenarios/a-test.yaml --seed 6 --runs 1

      The run with seed 6, one of 20 runs
         seconds     +ms controller                  |a1                      |a2
                 ... 6 lines left out ...
           0.038         command InProgress          |                        |
           0.042      +4 a1 status InProgress        |                        |
           0.124     +82                             |process started         |
           0.191     +67                             |                        |process started
      1>   2.124   +1933                             |exited 0                |
           2.126      +2                             |reply Success -->       |
           2.132      +6 a1 cancel accepted          |                        |
                         a1 status Cancelling        |                        |
                         command Cancelling          |                        |
                         a1 cancel sent -->          |                        |
      "
    `);
  });

  test("of a run that proved nothing says what was not seen", () => {
    const result = unprovenResult();
    expect(firstScreen(result)).toMatchInlineSnapshot(`
      "
      NOTHING PROVEN  a cancel always wins  scenarios/a-test.yaml
      expected secondCancelInGrace to be seen in the run; found that it never was

      missing    secondCancelInGrace: A command was cancelled once more between SIGTERM and its end.
      race       deploy on a1: 'cancel arrived' came 9 ms before 'killed by KILL'; when it would have
                 ended by itself is not known; had it ended before the cancel came, its own exit code
                 would count.
      race       deploy on a2: 'exited 0' came 32 ms before 'cancel accepted'; had the cancel come first,
                 the process would have been killed: Cancelled.

      The run with seed 7
         seconds     +ms controller                  |a1                      |a2
           0.010         send accepted               |                        |
                         a1 job sent -->             |                        |
                         a2 job sent -->             |                        |
           0.025     +15                             |job started             |
           0.030      +5                             |                        |job started
           0.045     +15 a1 status InProgress        |                        |
                         command InProgress          |                        |
           0.050      +5 a2 status InProgress        |                        |
           0.131     +81                             |                        |process started
           0.293    +162                             |process started         |
           2.131   +1838                             |                        |exited 0
           2.134      +3                             |                        |reply Success -->
      "
    `);
  });

  test("fits into 80 columns", () => {
    expect(firstScreen(racing, 80)).toMatchInlineSnapshot(`
      "
      FAILED  a cancel always wins  scenarios/a-test.yaml
      expected deploy on a1 to end as Cancelled; found Success (seed 6; 10 of 20 runs)

      where      node a1 (i-6341239ee95e6c046), command deploy
                 (7ee9cbf8-700a-43ba-95b3-7aec91d1a8e9)
      event 1>     2.124 s  process     exited 0 (process.exited, seq 42)
      event 2>     2.143 s  agent       cancel arrived, 19 ms later (job.acked, seq 6~
      race       'exited 0' came 19 ms before 'cancel arrived'.
      otherwise  report and cancel crossed on the wire; had the cancel come first, the
                 process would have been killed: Cancelled.
      repeat     fleetsim run scenarios/a-test.yaml --seed 6 --runs 1

      The run with seed 6, one of 20 runs
         seconds     +ms controller            |a1                |a2
                 ... 6 lines left out ...
           0.038         command InProgress    |                  |
           0.042      +4 a1 status InProgress  |                  |
           0.124     +82                       |process started   |
           0.191     +67                       |                  |process started
      1>   2.124   +1933                       |exited 0          |
           2.126      +2                       |reply Success --> |
           2.132      +6 a1 cancel accepted    |                  |
                         a1 status Cancelling  |                  |
                         command Cancelling    |                  |
      "
    `);
    for (const line of renderTerminal(racing, { width: 80 })) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test("has the story of a scenario that held, with how each cancel went", () => {
    const lines = renderTerminal(held);
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      ok  cancel meets exit  scenarios/a-test.yaml
      A command that is cancelled is Cancelled.

      race       deploy on a1: 'exited 0' came 121 ms before 'cancel accepted'; had the cancel come first,
                 the process would have been killed: Cancelled.
      race       deploy on a2: 'exited 0' came 116 ms before 'cancel accepted'; had the cancel come first,
                 the process would have been killed: Cancelled.

      The run with seed 25, one of 20 runs
         seconds     +ms controller                  |a1                      |a2
           0.009         send accepted               |                        |
                         a1 job sent -->             |                        |
                         a2 job sent -->             |                        |
           0.021     +12                             |                        |job started
           0.025      +4                             |job started             |
           0.034      +9 a2 status InProgress        |                        |
                         command InProgress          |                        |
           0.040      +6 a1 status InProgress        |                        |
           0.143    +103                             |process started         |
           0.148      +5                             |                        |process started
      1>   2.143   +1995                             |exited 0                |
           2.148      +5                             |                        |exited 0
                                                     |reply Success -->       |
           2.154      +6                             |                        |reply Success -->
           2.158      +4 a1 status Success           |                        |
           2.166      +8 a2 status Success           |                        |
                         command Success             |                        |
      2>   2.264     +98 a1 cancel accepted          |                        |
                         a1 too late: cancel         |                        |
                         a2 cancel accepted          |                        |
                         a2 too late: cancel         |                        |
         seconds since the fleet was ready; +ms since the line above; 1> 2> the two events that decide;
         --> on the wire

      Over 20 runs
      outcomes    deploy on a1: Cancelled 11, Success 9
                  deploy on a2: Cancelled 12, Success 8
      situations  cancelWon in 13, cancelLost in 3
      also seen   exitBeforeCancelReceived in 2
      findings    ladder on a2, a1 in 13, expected
                  noSignalAfterDeath on a1, a2 in 2, expected
                  orderRule on a1 in 1, expected
      played      20 runs, 45.552 s of virtual time, 1772 events
      "
    `);
  });
});

describe("the report", () => {
  test("counts over its runs how each command ended, what was seen and what was found", () => {
    const lines = renderTerminal(racing, { story: false });
    expect(`\n${lines.slice(lines.indexOf("Over 20 runs")).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      Over 20 runs
      outcomes    deploy on a1: Cancelled 11, Success 9
                  deploy on a2: Cancelled 12, Success 8
      also seen   cancelLost in 3, cancelWon in 13, exitBeforeCancelReceived in 2
      findings    ladder on a2, a1 in 13, expected
                  noSignalAfterDeath on a1, a2 in 2, expected
                  orderRule on a1 in 1, expected
      played      20 runs, 45.552 s of virtual time, 1772 events
      "
    `);
  });

  test("never breaks the command that is to be copied", () => {
    const repeat = `fleetsim run ${"long/".repeat(40)}x.yaml --seed 1`;
    const complaints = racing.complaints.map((complaint) => ({ ...complaint, repeat }));
    expect(renderTerminal({ ...racing, complaints })).toContain(`repeat     ${repeat}`);
  });

  test("has for every complaint the command that repeats the run which shows it", () => {
    const broken = brokenResult();
    const lines = renderTerminal(broken, { width: 60 });
    const shownSeed = broken.shown.run.seed;
    const others = broken.complaints.filter(({ seed }) => seed !== shownSeed);
    expect(lines).toContain(`repeat     ${broken.repeat}`);
    const seeds = new Set(others.map(({ seed }) => seed));
    expect(seeds.size).toBeGreaterThan(1);
    for (const seed of seeds) {
      const command = `fleetsim run scenarios/a-test.yaml --seed ${seed} --runs 1`;
      expect(lines).toContain(`      repeat  ${command}`);
    }
    const json = reportOf([broken]).scenarios[0]!.complaints;
    expect(json.map(({ repeat }) => repeat)).toEqual(broken.complaints.map((one) => one.repeat));
  });

  test("repeats the shown run once, however many complaints it shows", () => {
    const lines = renderTerminal(escaping);
    expect(escaping.complaints.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.includes("--seed"))).toHaveLength(1);
  });

  test("counts the complaints that have no place", () => {
    const complaints = Array.from({ length: 30 }, (_, index) => ({
      ...({ exit: 1, kind: "unfinished" } as const),
      says: `complaint ${index}`,
    }));
    const lines = renderTerminal({ ...racing, complaints });
    expect(lines.slice(0, 7)).toContain("and 26 more complaints");
  });

  test("of a complaint about another run than the shown one tells no events of this one", () => {
    const complaints = racing.complaints.map((complaint) => ({ ...complaint, seed: "another" }));
    const lines = renderTerminal({ ...racing, complaints }, { story: false });
    expect(lines.filter((line) => line.startsWith("event"))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("race"))).toEqual([]);
  });

  test("of a soak is bounded, and says how much it left out", () => {
    const events = restlessRun("3");
    const trace = Array.from({ length: 100_000 }, (_, seq) => ({
      ...events[seq % events.length]!,
      ...{ seq, atMs: seq * 864 },
    }));
    const outcomes = Array.from({ length: 5000 }, (_, index) => ({
      ...{ command: `c${index}`, node: "a1", status: "Success", details: "Success" },
      escaped: false,
    }));
    const run = { ...racing.shown.run, outcomes };
    const soak = {
      ...racing,
      complaints: [],
      exit: 0,
      runs: [run],
      shown: { run, trace },
    } as const;
    const lines = renderTerminal(soak);
    expect(lines.length).toBeLessThan(120);
    expect(lines.join("\n")).toMatch(/\.\.\. \d{4,} lines left out \.\.\./);
    expect(lines.join("\n")).toContain("and 4988 more lines of the kind");
  });

  test("shows text from files without its control characters", () => {
    const evil = "\u001B[2J\u0007\r\nx";
    const scenario = { ...racing.scenario, name: evil, says: evil };
    const lines = renderTerminal({ ...racing, scenario, file: evil });
    expect(lines.join("")).not.toMatch(/\p{Cc}/u);
  });

  test("is the same every time", () => {
    expect(renderTerminal(racingResult())).toEqual(renderTerminal(racing));
  });

  test("has colours only where they are asked for, and the same text with them", () => {
    const coloured = renderTerminal(racing, { color: true });
    expect(coloured).not.toEqual(renderTerminal(racing));
    expect(coloured.map((line) => line.replaceAll(/\u001B\[\d+m/g, ""))).toEqual(
      renderTerminal(racing),
    );
    expect(renderTerminal(racing).join("\n")).toMatch(/^[\n -~]*$/);
  });
});

describe("the summary of several scenarios", () => {
  test("has a line for each, why it failed, and how many came out how", () => {
    const nothing = unprovenResult();
    const lines = renderSummary([held, escaping, racing, nothing], { width: 80 });
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      ok              cancel meets exit            20 runs  45.552 s
      FAILED          a cancel ends everything       1 run  3150 ms
                      expected cancelledIsHonest to hold, as no finding names it; fou~
      FAILED          a cancel always wins         20 runs  45.552 s
                      expected deploy on a1 to end as Cancelled; found Success (seed ~
      NOTHING PROVEN  a cancel always wins           1 run  2294 ms
                      expected secondCancelInGrace to be seen in the run; found that ~

      4 scenarios: 1 ok, 2 FAILED, 1 NOTHING PROVEN
      "
    `);
  });

  test("of none says so", () => {
    expect(renderSummary([])).toEqual(["0 scenarios"]);
  });
});
