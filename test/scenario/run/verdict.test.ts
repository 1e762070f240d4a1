/** What a scenario expects, and what is said when it was otherwise. */
import { describe, expect, test } from "vitest";
import type { ScenarioResult } from "../../../src/scenario/result.ts";
import { runScenario } from "../../../src/scenario/run/run-scenario.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { judgeRuns } from "../../../src/scenario/verdict/verdict.ts";
import { setOption, VIRTUAL_DEFAULTS } from "../../../src/world/fleet-options.ts";
import { after, at, cancel, next, node, order, scenario, send } from "./scenario.ts";

function judged(one: Scenario, isStopped?: () => boolean): ScenarioResult {
  const run = runScenario({
    scenario: one,
    file: "test.yaml",
    repeat: (seed) => `fleetsim run test.yaml --seed ${seed} --runs 1`,
    checksItself: true,
    ...(isStopped === undefined ? {} : { isStopped }),
  });
  for (;;) {
    const turn = run.next();
    if (turn.done !== true) continue;
    if (turn.value === undefined) throw new Error("no run was over");
    return turn.value;
  }
}

/** A cancel at about the time at which its command ends by itself. */
const RACE = [
  at(0, send("deploy", "sleep 2")),
  after({ event: "process.started", command: "deploy" }, cancel("deploy"), [1_900, 2_100]),
];
/** A cancelled command whose child is in a session of its own. */
const ESCAPE = [at(0, send("deploy", "setsid sleep 60 & sleep 60")), at(5_000, cancel("deploy"))];
/** What amazon-ssm-agent breaks in such a race. */
const RACE_FINDINGS = ["ladder", "orderRule", "noSignalAfterDeath"].map((property) => ({
  property,
  nodes: undefined,
}));
const ESCAPE_FINDINGS = [
  ...["cancelledIsHonest", "escapeIsSaid", "wholeTree", "ladder"],
  "nothingLeaksAtAgent",
];

describe("a scenario that holds", () => {
  test("exits 0, with both orders of its race over some seeds", () => {
    const { exit, runs, complaints, shown } = judged(
      scenario(RACE, {
        options: { runs: 40 },
        expect: {
          outcomes: { deploy: { "*": ["Cancelled", "Success"] } },
          sometimes: ["cancelWon", "cancelLost"],
          findings: RACE_FINDINGS,
        },
      }),
    );
    expect(complaints).toEqual([]);
    expect(exit).toBe(0);
    expect(runs.map(({ seed }) => seed).slice(0, 3)).toEqual(["7", "8", "9"]);
    expect(shown.run).toBe(runs[39]);
    expect(shown.trace).toHaveLength(shown.run.events);
  });

  test("lists the findings that it shows", () => {
    const findings = ESCAPE_FINDINGS.map((property) => ({ property, nodes: ["a"] }));
    const { exit, complaints, runs } = judged(scenario(ESCAPE, { expect: { findings } }));
    expect(complaints).toEqual([]);
    expect(exit).toBe(0);
    expect(runs[0]?.outcomes).toMatchObject([{ status: "Cancelled", escaped: true }]);
  });
});

describe("a scenario that does not hold exits 1", () => {
  test("for a property that broke, with node, command, two events and the way to repeat it", () => {
    const { exit, complaints, repeat, shown } = judged(
      scenario(ESCAPE, { expect: { always: ["cancelledIsHonest"] } }),
    );
    const complaint = complaints.find(({ kind }) => kind === "property");
    expect(exit).toBe(1);
    expect(complaint).toMatchObject({ node: "a1", command: "deploy", seed: "7" });
    expect(complaint?.says).toMatch(
      /^expected cancelledIsHonest to hold always; found deploy on a1: .* \(events \d+ and \d+, seed 7\)$/,
    );
    const [since, seq] = complaint?.violation?.seqs ?? [];
    const events = [since, seq].map((at) => shown.trace[at ?? -1]?.event);
    expect(events).toEqual(["process.escaped", "reply.sent"]);
    expect(repeat).toBe("fleetsim run test.yaml --seed 7 --runs 1");
  });

  test("for a finding that it does not list, or lists for another node", () => {
    const nodes = [node("a1"), node("b1")];
    const findings = ESCAPE_FINDINGS.map((property) => ({
      property,
      nodes: property === "wholeTree" ? ["b"] : ["a1"],
    }));
    const { exit, complaints } = judged(scenario(ESCAPE, { nodes, expect: { findings } }));
    expect(exit).toBe(1);
    expect(complaints.map(({ kind, node: where }) => [kind, where])).toEqual([
      ["finding.unexpected", "a1"],
      ["finding.missing", undefined],
    ]);
    expect(complaints[1]?.says).toBe(
      "expected the finding wholeTree on b in the run; found that it held",
    );
  });

  test("for another outcome, with the first seed that shows it", () => {
    const { exit, complaints, shown } = judged(
      scenario(RACE, {
        options: { runs: 40 },
        expect: {
          outcomes: { deploy: { a1: ["Success"] } },
          findings: RACE_FINDINGS,
        },
      }),
    );
    expect(exit).toBe(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]?.says).toMatch(
      /^expected deploy on a1 to end as Success; found Cancelled \(seed \d+; \d+ of 40 runs\)$/,
    );
    expect(shown.run.seed).toBe(complaints[0]?.seed);
    expect(shown.run.outcomes).toMatchObject([{ status: "Cancelled" }]);
  });

  test("for a command that has not ended in time", () => {
    // What a faulty controller would leave behind: ours ends everything at its deadline.
    const one = scenario([at(0, send("deploy", "true"))]);
    const [run] = judged(one).runs;
    const open = { ...run!, outcomes: [{ ...run!.outcomes[0]!, status: "InProgress" }] };
    const left = { ...open, outcomes: [{ ...open.outcomes[0]!, details: "InProgress" }] };
    const { exit, complaints } = judgeRuns(one, [left], true);
    expect(exit).toBe(1);
    expect(complaints[0]).toMatchObject({ kind: "unfinished", command: "deploy", node: "a1" });
    expect(complaints[0]?.says).toMatch(
      /^expected deploy on a1 to end within 10m after the healing and its own deadline; found it /,
    );
  });

  test("for a node that does not come up", () => {
    const fleet = setOption(VIRTUAL_DEFAULTS, "latencyMs", "4000000");
    if ("problem" in fleet) throw new Error(fleet.problem);
    const { exit, complaints } = judged(
      scenario([at(0, order("stop", "a1"))], { options: { fleet } }),
    );
    expect(exit).toBe(1);
    const late = complaints.find(({ kind }) => kind === "unfinished");
    expect(late?.says).toBe(
      "expected every node that starts as Running to be Online before the first step; " +
        "found a1 missing after 1h (seed 7)",
    );
  });
});

describe("a scenario that proves nothing exits 2", () => {
  test("without a situation that it names", () => {
    const { exit, complaints } = judged(
      scenario([at(0, send("deploy", "sleep 2"))], { expect: { sometimes: ["cancelWon"] } }),
    );
    expect(exit).toBe(2);
    expect(complaints.map(({ says }) => says)).toEqual([
      "expected cancelWon to be seen in the run; found that it never was",
    ]);
  });

  test("with a step that was played in no run", () => {
    const { exit, complaints } = judged(
      scenario([
        at(0, send("deploy", "sleep 2")),
        after({ event: "process.escaped" }, cancel("deploy")),
      ]),
    );
    expect(exit).toBe(2);
    expect(complaints[0]?.says).toBe(
      "expected step 2 (cancel deploy) to be played in the run; found that what it waits for never came",
    );
  });

  test("with a command that was accepted in no run, unless its outcome is that refusal", () => {
    const steps = [at(0, send("deploy", "true", { DocumentName: "Mine" }))];
    const refused = judged(scenario(steps));
    expect(refused.exit).toBe(2);
    expect(refused.complaints[0]?.says).toMatch(
      /^expected step 1 \(send deploy\) to be accepted in the run; found InvalidDocument: /,
    );
    const outcomes = { deploy: { "*": ["InvalidDocument"] } };
    expect(judged(scenario(steps, { expect: { outcomes } })).exit).toBe(0);
  });

  test("with an outcome for a node that never had the command", () => {
    const outcomes = { deploy: { b1: ["Success"], "*": ["Success"] } };
    const nodes = [node("a1"), node("b1")];
    const steps = [at(0, send("deploy", "true"))];
    const { exit, complaints } = judged(scenario(steps, { nodes, expect: { outcomes } }));
    expect(exit).toBe(2);
    expect(complaints[0]?.says).toBe(
      "expected deploy to have b1 among its nodes; found that in not the run",
    );
  });

  test("but a failure counts more", () => {
    const { exit, complaints } = judged(
      scenario([at(0, send("deploy", "false")), next(cancel("deploy"))], {
        expect: {
          outcomes: { deploy: { "*": ["DeliveryTimedOut"] } },
          sometimes: ["childEscapesBySetsid"],
        },
      }),
    );
    expect(exit).toBe(1);
    expect(complaints.at(-1)?.kind).toBe("situation.missing");
  });
});

test("a scenario that is stopped is judged by the runs that are over, and misses nothing", () => {
  let asked = 0;
  const one = scenario([at(0, send("deploy", "sleep 2"))], {
    options: { runs: 1_000 },
    expect: { sometimes: ["cancelWon"] },
  });
  const { exit, runs, complaints } = judged(one, () => (asked += 1) > 3);
  expect(runs.length).toBe(4);
  expect({ exit, complaints }).toEqual({ exit: 0, complaints: [] });
});
