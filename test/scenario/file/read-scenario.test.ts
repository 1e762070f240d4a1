import fc from "fast-check";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { documentFiles } from "../../../src/cli/document-file.ts";
import { problemLines } from "../../../src/scenario/file/problem.ts";
import { readScenario, readScenarioValue } from "../../../src/scenario/file/read-scenario.ts";
import type { ScenarioReading } from "../../../src/scenario/file/read-scenario.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { PROPERTIES } from "../../../src/scenario/property/properties.ts";
import { BROKEN, VALID } from "./examples.ts";

const FLEET = "fleet: { nodes: [{ name: a, count: 2 }, { name: b }] }\n";

function scenarioOf(reading: ScenarioReading): Scenario {
  if ("scenario" in reading) return reading.scenario;
  throw new Error(problemLines("the file", reading).join("\n"));
}

function linesOf(reading: ScenarioReading): readonly string[] {
  return "scenario" in reading ? [] : problemLines("x.yaml", reading);
}

function read(text: string): Scenario {
  return scenarioOf(readScenario(text, "some/folder/x.yaml"));
}

describe("a valid file", () => {
  test.each(VALID)("$name is read", ({ name, text }) => {
    const readFile = documentFiles(fileURLToPath(new URL(`valid/${name}`, import.meta.url)));
    expect(scenarioOf(readScenario(text, name, { readFile })).fleet.nodes.length).toBeGreaterThan(
      0,
    );
  });

  test("has for all that it leaves out a default", () => {
    expect(read("fleet: { nodes: [{ name: a }] }")).toMatchObject({
      name: "x",
      says: "",
      options: { seed: "1", runs: 1, lastsMs: undefined, set: {} },
      fleet: {
        nodes: [
          {
            name: "a",
            group: "a",
            id: undefined,
            state: "Running",
            profile: "amazon-ssm-agent",
            tags: { Name: "a" },
          },
        ],
        behaviours: [],
      },
      documents: [],
      steps: [],
      faults: [],
      swarm: undefined,
      expect: { eventuallyMs: 600_000, outcomes: {}, sometimes: [], findings: [] },
    });
  });

  test("without `always` watches every property that is judged on the controller", () => {
    const finding = "expect: { findings: [{ property: terminalIsFinal }] }\n";
    const judged = PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller");
    const names = judged.map(({ name }) => name);
    expect(read(FLEET).expect.always).toEqual(names);
    const rest = names.filter((name) => name !== "terminalIsFinal");
    expect(read(FLEET + finding).expect.always).toEqual(rest);
  });

  test("gives a node its own words before those of the fleet and of the options", () => {
    const { nodes } = read(`
options: { profile: ideal }
fleet:
  defaults: { state: Stopped, tags: { role: web, stage: test } }
  nodes:
    - { name: a, count: 2, tags: { role: db } }
    - { name: b, state: Pending, profile: amazon-ssm-agent }
`).fleet;
    expect(nodes).toMatchObject([
      { name: "a1", group: "a", state: "Stopped", profile: "ideal" },
      { name: "a2", group: "a", state: "Stopped", profile: "ideal" },
      { name: "b", group: "b", state: "Pending", profile: "amazon-ssm-agent" },
    ]);
    expect(nodes[1]!.tags).toEqual({ Name: "a2", role: "db", stage: "test" });
  });

  test("makes of a send the request of SendCommand, with names for ids", () => {
    const [first, second] = read(`${FLEET}
steps:
  - send: { as: one, nodes: [a, b, a1], commands: "ls\\nls", timeout: 1m, executionTimeout: 90s }
  - send: { as: two, targets: { tag:role: web }, commands: [ls], maxConcurrency: 5, maxErrors: 10% }
`).steps;
    expect(first!.action).toEqual({
      do: "send",
      as: "one",
      request: {
        DocumentName: "AWS-RunShellScript",
        InstanceIds: ["a1", "a2", "b"],
        Parameters: { commands: ["ls\nls"], executionTimeout: ["90"] },
        TimeoutSeconds: 60,
      },
    });
    expect(second!.action).toMatchObject({
      request: {
        Targets: [{ Key: "tag:role", Values: ["web"] }],
        MaxConcurrency: "5",
        MaxErrors: "10%",
      },
    });
  });

  test("says for each step when it is taken, and where it stands", () => {
    const { steps } = read(`${FLEET}
steps:
  - { at: 10s, stop: b }
  - { at: [1s, 3s], start: b }
  - { after: { event: job.queued, node: a1 }, plus: [0, 5], crash: { agents: a, restart: 1s } }
  - restart: "*"
`);
    expect(steps.map(({ when }) => when)).toEqual([
      { kind: "at", time: { minMs: 10_000, maxMs: 10_000 } },
      { kind: "at", time: { minMs: 1_000, maxMs: 3_000 } },
      {
        kind: "after",
        event: { event: "job.queued", node: "a1", count: 1 },
        plus: { minMs: 0, maxMs: 5 },
      },
      { kind: "next" },
    ]);
    expect(steps.map(({ action }) => action)).toEqual([
      { do: "stop", nodes: ["b"] },
      { do: "start", nodes: ["b"] },
      { do: "crash", nodes: ["a1", "a2"], restartMs: 1_000 },
      { do: "restart", nodes: ["a1", "a2", "b"] },
    ]);
    expect(steps.map(({ place }) => place)).toEqual(
      [4, 5, 6, 7].map((line) => ({ line, column: 5 })),
    );
  });

  test("says for each fault where, when and how often it acts", () => {
    const { faults } = read(`${FLEET}
faults:
  - { drop: {}, link: a, direction: toAgent, message: agent_job, from: 1s, for: 2s, chance: 1/10 }
  - { delay: [1, 5], node: "*", on: { event: job.queued }, for: 2s, times: 3 }
`);
    expect(faults.map(({ fault, place: _, ...plan }) => ({ ...plan, fault: fault.name }))).toEqual([
      {
        fault: "drop",
        params: {},
        scope: { nodes: ["a1", "a2"], direction: "toAgent", messages: ["agent_job"] },
        fromMs: 1_000,
        untilMs: 3_000,
        chance: { numerator: 1, denominator: 10 },
      },
      {
        fault: "delay",
        params: { minMs: 1, maxMs: 5 },
        scope: {},
        fromMs: 0,
        on: { event: "job.queued", count: 1 },
        forMs: 2_000,
        times: 3,
      },
    ]);
  });

  test("keeps what it expects of nodes, of groups, and of all others", () => {
    const { outcomes } = read(`${FLEET}
steps: [{ send: { as: deploy, nodes: a, commands: ls } }]
expect: { outcomes: { deploy: { a2: Failed, a: [Success, Cancelled], "*": TimedOut } } }
`).expect;
    expect(outcomes).toEqual({
      deploy: { a2: ["Failed"], a: ["Success", "Cancelled"], "*": ["TimedOut"] },
    });
  });

  test("sets options as --set does", () => {
    const { options } = read(`${FLEET}options: { spawnMs: [5, 9], failFast: true }`);
    expect(options.set).toEqual({ spawnMs: "5..9", failFast: "true" });
    expect(options.fleet.agent.spawnMs).toEqual({ minMs: 5, maxMs: 9 });
    expect(options.fleet.controller.failFast).toBe(true);
  });

  test("without numbers lets the swarm draw from all under which promises can be kept", () => {
    const { swarm } = read(`${FLEET}options: { lasts: 2h }\nswarm: {}\n`);
    expect(swarm).toMatchObject({ fromMs: 0, untilMs: 7_200_000, count: { min: 1 } });
    expect(swarm!.faults).toContain("delay");
    expect(swarm!.faults).not.toContain("corrupt");
  });
});

describe("a broken file", () => {
  test.each(BROKEN)("$name gets its one line", ({ name, text, expected }) => {
    const reading = readScenario(text, name);
    expect("scenario" in reading ? "no problem" : problemLines(name, reading)).toEqual([
      `${name}:${expected}`,
    ]);
  });

  test("is told of all that is wrong at once, in the order of the lines", () => {
    const lines = linesOf(
      readScenario(
        "fleet: { nodes: [{ name: a }] }\nsteps:\n  - { stop: b }\n  - { at: x, stop: a }\n  - { start: c }\n",
        "x.yaml",
      ),
    );
    expect(lines.map((line) => line.split(": expected")[0])).toEqual([
      "x.yaml:3:13: steps[0].stop",
      "x.yaml:4:11: steps[1].at",
      "x.yaml:5:14: steps[2].start",
    ]);
  });

  test("with nodes that can't be read is not told that other nodes are missing", () => {
    const lines = linesOf(
      readScenario("fleet: { nodes: [{ name: 7 }] }\nsteps: [{ stop: b }]\n", "x.yaml"),
    );
    expect(lines).toHaveLength(1);
  });

  test("with very many mistakes is told of the first, and of how many more there are", () => {
    const steps = Array.from({ length: 50 }, () => "  - { stop: z }\n").join("");
    const lines = linesOf(readScenario(`${FLEET}steps:\n${steps}`, "x.yaml"));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("x.yaml: and 30 more");
  });
});

describe("a value that a program made", () => {
  test("is read as a text is", () => {
    const value = {
      fleet: { nodes: [{ name: "a", count: 2, tags: undefined }] },
      steps: [{ at: 500, stop: "a" }],
    };
    const scenario = scenarioOf(readScenarioValue(value, "x.ts"));
    expect(scenario.steps).toEqual([
      {
        when: { kind: "at", time: { minMs: 500, maxMs: 500 } },
        action: { do: "stop", nodes: ["a1", "a2"] },
        place: undefined,
      },
    ]);
  });

  const knot: Record<string, unknown> = {};
  knot["fleet"] = knot;
  const trap = Object.defineProperty({}, "fleet", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  test.each([
    [undefined, "x.yaml: expected an object, found nothing"],
    [() => 5, "x.yaml: expected an object, found a function"],
    [
      { fleet: { nodes: [{ name: Symbol("a") }] } },
      "fleet.nodes[0].name: expected a name: a letter",
    ],
    [{ fleet: { nodes: [{ name: "a", count: 5n }] } }, "found 5"],
    [{ fleet: { nodes: [{ name: "a" }] }, steps: [{ at: -1, stop: "a" }] }, "x.yaml: steps[0].at:"],
    [knot, "that holds itself"],
    [trap, "one that throws when it is read"],
    [{ fleet: { nodes: new Array(300_000) } }, "more than 200000 values"],
  ])("%# with a mistake names the path", (value, expected) => {
    const reading = readScenarioValue(value, "x.yaml");
    expect(linesOf(reading).join("\n")).toContain(expected);
  });
});

describe("any text", () => {
  const bombs = {
    deep: "[".repeat(20_000),
    "deep keys": "? ".repeat(2_000),
    "deep but closed": `a: ${"[".repeat(60)}${"]".repeat(60)}`,
    aliases: `a: &a [x, x]\nb: [${"*a, ".repeat(200)}]`,
    laughs:
      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]",
    itself: "a: &a [*a]",
    long: `# ${"x".repeat(1_000_001)}`,
    "many keys": Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n"),
    "many names": `${FLEET}steps:\n  - { stop: [${"a, ".repeat(9_000)}z] }\n`,
    proto: "__proto__: { fleet: 1 }\nconstructor: 1\n",
    "odd characters": "\u0000\ud800",
  };
  test.each(Object.entries(bombs))("of the kind %s is refused", (_, text) => {
    expect(linesOf(readScenario(text, "x.yaml")).length).toBeGreaterThan(0);
  });

  test("is read or refused, and nothing is thrown", () => {
    const words = readFileSync(
      fileURLToPath(new URL("valid/every-key.yaml", import.meta.url)),
      "utf8",
    ).split(/(?<=[\s:,{}[\]])/);
    const change = fc.record({
      at: fc.nat(words.length),
      remove: fc.nat(3),
      insert: fc.oneof(fc.constantFrom(...words), fc.string()),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const mutated = [...words];
        for (const { at, remove, insert } of changes) mutated.splice(at, remove, insert);
        const reading = readScenario(mutated.join(""), "x.yaml");
        if ("problems" in reading) {
          for (const line of linesOf(reading)) expect(line).toMatch(/^x\.yaml(:\d+:\d+)?: /);
        }
      }),
      { numRuns: 200 },
    );
  });
});
