import { describe, expect, test } from "vitest";
import { renderSummary } from "../../src/report/render-summary.ts";
import { renderTerminal } from "../../src/report/render-terminal.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { restlessRun } from "../scenario/property/restless.ts";
import {
  escapingResult,
  heldResult,
  nothingProven,
  racingResult,
  racingScenario,
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
      cancelledIsHonest does not hold on a1: it was reported Cancelled while a process of it lived.

      property   cancelledIsHonest (judged on the agent)
                 When the agent reports Cancelled and says of no escape, nothing of the command lives.
      where      node a1 (i-183ed0e7f8628f702), command deploy (3b70f8e2-d63f-4b63-84f7-8720d8616a25)
      event 1>     3.043 s  process     escaped: pid 1002 (process.escaped, seq 32)
      event 2>     3.065 s  agent       reply Cancelled, 22 ms later (reply.sent, seq 39)
      race       'signalled KILL' came in the same millisecond as 'escaped: pid 1002', and before it.
      otherwise  a kill before the survivor left its group would have ended it, too.
      repeat     fleetsim run scenarios/a-test.yaml --seed 7 --runs 1

      The run with seed 7
         seconds     +ms controller                        |a1
                 ... 9 lines left out ...
           3.034                                           |--> cancel arrived
                                                           |cancel found job
           3.043      +9                                   |signalled KILL
                                                           |killed by KILL
      1>                                                   |escaped: pid 1002
      2>   3.065     +22                                   |reply Cancelled -->
           3.070      +5 status Cancelled                  |
         seconds since the fleet was ready; +ms since the line above; 1> 2> the two events that decide;
         ! a fault, a loss or a death; --> on the wire
      "
    `);
  });

  test("of an end that is not allowed shows the race that it lost", () => {
    expect(firstScreen(racing)).toMatchInlineSnapshot(`
      "
      FAILED  a cancel always wins  scenarios/a-test.yaml
      deploy on a2 ended as Success, expected Cancelled. (12 of 20 runs)
      also: deploy on a1 ended as Success, expected Cancelled. (12 of 20 runs)

      expected   Cancelled; found Success
      where      node a2 (i-794b8556bd5b45beb), command deploy (3b70f8e2-d63f-4b63-84f7-8720d8616a25)
      event 1>     2.131 s  process     exited 0 (process.exited, seq 44)
      event 2>     2.169 s  agent       cancel arrived, 38 ms later (job.acked, seq 63)
      race       'exited 0' came 38 ms before 'cancel arrived'.
      otherwise  report and cancel crossed on the wire; had the cancel come first, the process would have
                 been killed: Cancelled.
      repeat     fleetsim run scenarios/a-test.yaml --seed 7 --runs 1

      The run with seed 7, one of 20 runs
         seconds     +ms controller                  |a1                      |a2
                 ... 14 lines left out ...
           0.049                                     |                        |--> job: 51405
           0.051      +2                             |--> job: 51405          |
           0.131     +80                             |                        |process started
           0.298    +167                             |process started         |
      1>   2.131   +1833                             |                        |exited 0
           2.159     +28                             |                        |reply Success -->
           2.162      +3 a1 cancel accepted          |                        |
                         a1 status Cancelling        |                        |
      "
    `);
  });

  test("of a run that proved nothing says what was not seen", () => {
    const result = nothingProven(
      racingScenario({ expect: { sometimes: ["secondCancelInGrace"] } }),
      "secondCancelInGrace",
    );
    expect(firstScreen(result)).toMatchInlineSnapshot(`
      "
      NOTHING PROVEN  a cancel always wins  scenarios/a-test.yaml
      secondCancelInGrace was not seen in any run: nothing is proven.

      missing    secondCancelInGrace: A command was cancelled once more between SIGTERM and its end.
      event 1>     2.169 s  agent       cancel arrived (job.acked, seq 58)
      event 2>     2.178 s  process     killed by KILL, 9 ms later (process.exited, seq 72)
      race       'cancel arrived' came 9 ms before 'killed by KILL'.
      otherwise  when it would have ended by itself is not known; had it ended before the cancel came, its
                 own exit code would count.
      repeat     fleetsim run scenarios/a-test.yaml --seed 7 --runs 1

      The run with seed 7
         seconds     +ms controller                  |a1                      |a2
                 ... 23 lines left out ...
           2.162         a1 cancel sent -->          |                        |
                         a2 cancel accepted          |                        |
                         a2 status Cancelling        |                        |
                         a2 cancel sent -->          |                        |
      1>   2.169      +7                             |--> cancel arrived      |
                                                     |cancel found job        |
                                                     |                        |--> cancel arrived
                                                     |                        |cancel: no such job
           2.174      +5 a2 status Success           |                        |
           2.178      +4                             |signalled KILL          |
      "
    `);
  });

  test("fits into 80 columns", () => {
    expect(firstScreen(racing, 80)).toMatchInlineSnapshot(`
      "
      FAILED  a cancel always wins  scenarios/a-test.yaml
      deploy on a2 ended as Success, expected Cancelled. (12 of 20 runs)
      also: deploy on a1 ended as Success, expected Cancelled. (12 of 20 runs)

      expected   Cancelled; found Success
      where      node a2 (i-794b8556bd5b45beb), command deploy
                 (3b70f8e2-d63f-4b63-84f7-8720d8616a25)
      event 1>     2.131 s  process     exited 0 (process.exited, seq 44)
      event 2>     2.169 s  agent       cancel arrived, 38 ms later (job.acked, seq 6~
      race       'exited 0' came 38 ms before 'cancel arrived'.
      otherwise  report and cancel crossed on the wire; had the cancel come first, the
                 process would have been killed: Cancelled.
      repeat     fleetsim run scenarios/a-test.yaml --seed 7 --runs 1

      The run with seed 7, one of 20 runs
         seconds     +ms controller            |a1                |a2
                 ... 14 lines left out ...
           0.049                               |                  |--> job: 51405
           0.051      +2                       |--> job: 51405    |
           0.131     +80                       |                  |process started
           0.298    +167                       |process started   |
      1>   2.131   +1833                       |                  |exited 0
           2.159     +28                       |                  |reply Success -->
           2.162      +3 a1 cancel accepted    |                  |
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

      race       deploy on a1: 'exited 0' came 14 ms before 'cancel arrived'; had the cancel come first,
                 the process would have been killed: Cancelled.
      race       deploy on a2: 'cancel arrived' came 7 ms before 'killed by KILL'; when it would have
                 ended by itself is not known; had it ended before the cancel came, its own exit code
                 would count.

      The run with seed 26, one of 20 runs
         seconds     +ms controller                  |a1                      |a2
           0.007         send accepted               |                        |
                         a1 job sent -->             |                        |
                         a2 job sent -->             |                        |
           0.021     +14                             |job started             |
           0.025      +4                             |                        |job started
           0.031      +6                             |                        |channel open
                         a2 status Delayed           |                        |
                         a2 job sent -->             |                        |
                         a2 status InProgress        |                        |
                         command InProgress          |                        |
           0.032      +1                             |channel open            |
                         a1 status Delayed           |                        |
                         a1 job sent -->             |                        |
           0.038      +6 a1 status InProgress        |                        |
           0.047      +9                             |                        |--> job: 51405
           0.050      +3                             |--> job: 51405          |
           0.102     +52                             |process started         |
           0.250    +148                             |                        |process started
           2.096   +1846 a1 cancel accepted          |                        |
                         a1 status Cancelling        |                        |
                         command Cancelling          |                        |
                         a1 cancel sent -->          |                        |
                         a2 cancel accepted          |                        |
                         a2 status Cancelling        |                        |
                         a2 cancel sent -->          |                        |
      1>   2.102      +6                             |exited 0                |
           2.106      +4                             |                        |--> cancel arrived
                                                     |                        |cancel found job
           2.113      +7                             |                        |signalled KILL
                                                     |                        |killed by KILL
      2>   2.116      +3                             |--> cancel arrived      |
                                                     |cancel: no such job     |
           2.135     +19                             |reply Success -->       |
           2.142      +7 a1 status Success           |                        |
           2.146      +4                             |                        |reply Cancelled -->
           2.157     +11 a2 status Cancelled         |                        |
                         command Cancelled           |                        |
         seconds since the fleet was ready; +ms since the line above; 1> 2> the two events that decide;
         --> on the wire

      Over 20 runs
      outcomes    deploy on a1, a2: Success 12, Cancelled 8
      situations  cancelWon in 9, cancelLost in 7
      also seen   cancelCrossingTheReportOnTheWire in 3, exitBeforeCancelReceived in 7
      findings    ladder on a1, a2 in 9, expected
      played      20 runs, 44.844 s of virtual time, 1481 events

      repeat  fleetsim run scenarios/a-test.yaml --seed 26 --runs 1
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
      outcomes    deploy on a1, a2: Success 12, Cancelled 8
      also seen   cancelCrossingTheReportOnTheWire in 3, cancelLost in 7, cancelWon in 9,
                  exitBeforeCancelReceived in 7
      findings    ladder on a1, a2 in 9, expected
      played      20 runs, 44.844 s of virtual time, 1481 events

      repeat  fleetsim run scenarios/a-test.yaml --seed 7 --runs 1
      "
    `);
  });

  test("ends with the command that repeats the run that is shown", () => {
    expect(renderTerminal(racing).at(-1)).toBe(`repeat  ${racing.repeat}`);
  });

  test("never breaks the command that is to be copied", () => {
    const repeat = `fleetsim run ${"long/".repeat(40)}x.yaml --seed 1`;
    expect(renderTerminal({ ...racing, repeat }).at(-1)).toContain(repeat);
  });

  test("says the same of equal complaints once, and how often", () => {
    const lines = renderTerminal(racing).slice(0, 5);
    expect(lines.filter((line) => line.includes("deploy on a2 ended"))).toHaveLength(1);
    expect(lines.join("\n")).toMatch(/\(\d+ of 20 runs\)/);
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
    const [complaint] = racing.complaints.filter(({ seed }) => seed !== racing.shown.run.seed);
    const lines = renderTerminal({ ...racing, complaints: [complaint!] }, { story: false });
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
    const nothing = nothingProven(
      racingScenario({ expect: { sometimes: ["secondCancelInGrace"] } }),
      "secondCancelInGrace",
    );
    const lines = renderSummary([held, escaping, racing, nothing], { width: 80 });
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      ok              cancel meets exit            20 runs  44.844 s
      FAILED          a cancel ends everything       1 run  3107 ms
                      cancelledIsHonest does not hold on a1: it was reported Cancelle~
      FAILED          a cancel always wins         20 runs  44.844 s
                      deploy on a2 ended as Success, expected Cancelled.
      NOTHING PROVEN  a cancel always wins           1 run  2276 ms
                      secondCancelInGrace was not seen in any run: nothing is proven.

      4 scenarios: 1 ok, 2 FAILED, 1 NOTHING PROVEN
      "
    `);
  });

  test("of none says so", () => {
    expect(renderSummary([])).toEqual(["0 scenarios"]);
  });
});
