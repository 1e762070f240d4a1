/**
 * What createFleet takes, and what it says to all else.
 */
import { SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { createFleet, FleetError } from "../../src/fleet/create-fleet.ts";
import type { BehaviourSetup, FleetSetup } from "../../src/fleet/create-fleet.ts";
import { behaviourSchema } from "../../src/scenario/file/behaviour-schema.ts";
import { problemText } from "../../src/scenario/file/problem.ts";
import { readScenarioValue } from "../../src/scenario/file/read-scenario.ts";

describe("createFleet", () => {
  test("makes nodes that are Online, named n1, n2, ...", () => {
    const fleet = createFleet({ nodes: 3 });
    expect(fleet.nodes.map(({ name }) => name)).toEqual(["n1", "n2", "n3"]);
    for (const node of fleet.nodes) {
      expect(node).toMatchObject({ state: "Running", pingStatus: "Online", isConnected: true });
      expect(node.id).toMatch(/^i-[0-9a-f]{17}$/);
    }
    expect(fleet.nowMs).toBeLessThan(1_000);
  });

  test("makes each node as it is described", () => {
    const id = "mi-0123456789abcdef0";
    const fleet = createFleet({
      nodes: [{ id, name: "web" }, { state: "Stopped" }, { state: "Pending", profile: "ideal" }],
    });
    expect(fleet.nodes.map(({ state }) => state)).toEqual(["Running", "Stopped", "Pending"]);
    expect(fleet.nodes.map(({ profile }) => profile)).toEqual([
      "amazon-ssm-agent",
      "amazon-ssm-agent",
      "ideal",
    ]);
    expect(createFleet({ nodes: 1, profile: "ideal" }).node("n1").profile).toBe("ideal");
    expect(fleet.node("web").id).toBe(id);
    expect(fleet.node(id).name).toBe("web");
    // The ids that are drawn are those of a fleet in which none is given.
    expect(fleet.node("n2").id).toBe(createFleet({ nodes: 3 }).node("n2").id);
  });

  test("takes 10,000 nodes", () => {
    expect(createFleet({ nodes: 10_000 }).nodes).toHaveLength(10_000);
  });

  test("takes a seed of either kind", () => {
    expect(createFleet({ nodes: 1 }).seed).toBe("1");
    const first = (seed: number | string) => createFleet({ nodes: 1, seed }).nodes[0]?.id;
    expect(first("7")).toBe(first(7));
    expect(first("seven")).not.toBe(first(7));
  });

  const LOOP: { self?: unknown } = {};
  LOOP.self = LOOP;

  test.each([
    [
      undefined,
      "createFleet: expected an object with nodes, seed, profile, options, behaviours; found undefined",
    ],
    [{}, "nodes: expected 1..10000 nodes, as a whole number or a list; found undefined"],
    [{ nodes: 0 }, "nodes: expected 1..10000 nodes, as a whole number or a list; found 0"],
    [{ nodes: -1 }, "found -1"],
    [{ nodes: 1.5 }, "found 1.5"],
    [{ nodes: 10_001 }, "found 10001"],
    [{ nodes: [] }, "found []"],
    [{ nodes: LOOP }, "found an object"],
    [{ nodes: 1, sed: 1 }, 'the nearest is seed); found "sed"'],
    [{ nodes: 1, seed: -1 }, "seed: expected a whole number >= 0 or a text of 1..256 characters"],
    [{ nodes: 1, seed: "" }, 'found ""'],
    [{ nodes: 1, seed: null }, undefined],
    [{ nodes: 1, profile: "idea" }, 'profile: expected amazon-ssm-agent or ideal; found "idea"'],
    [
      { nodes: 1, options: { grace: 1 } },
      "options: unknown option grace; the nearest one is graceMs",
    ],
    [
      { nodes: 1, options: { graceMs: "soon" } },
      'expected a whole number 0..2592000000, found "soon"',
    ],
    [{ nodes: 1, options: 5 }, "options: expected an object of names and values; found 5"],
    [{ nodes: [{ state: "Broken" }] }, "nodes[0].state: expected Pending, Running"],
    [
      { nodes: [{}, { id: "i-1" }] },
      'nodes[1].id: expected i- or mi- and 17 hex digits; found "i-1"',
    ],
    [{ nodes: [{ name: "" }] }, "nodes[0].name: expected a text of 1..256 characters"],
    [{ nodes: [{ tags: { a: 1 } }] }, "nodes[0].tags: expected an object of texts"],
    [{ nodes: [{ tags: { Name: "a" } }] }, "expected the name of a node in its `name`"],
    [{ nodes: [{ profile: "x" }] }, "nodes[0].profile: expected amazon-ssm-agent or ideal"],
    [{ nodes: [{ count: 2 }] }, "nodes[0]: expected only name, id, tags, state, profile"],
    [{ nodes: [{ name: "a" }, { name: "a" }] }, "expected an name for each node alone"],
    [{ nodes: [5] }, "nodes[0]: expected an object"],
    [
      { nodes: 1, behaviours: [{ match: "a" }, { match: "b", last: "2s" }] },
      'behaviours[1]: expected a word that is allowed here, found "last" (the nearest is lasts)',
    ],
    [{ nodes: 1, behaviours: null }, "behaviours: expected a list, found an empty value"],
  ])("%j is refused, or what it leaves out is filled in", (setup, message) => {
    const create = () => createFleet(setup as FleetSetup);
    if (message === undefined) {
      expect(create().seed).toBe("1");
      return;
    }
    expect(create).toThrow(FleetError);
    expect(create).toThrow(message);
    expect(create).toThrow("no fleet was made");
  });

  test("says so when the agents can't come online", () => {
    const create = () => createFleet({ nodes: 1, options: { latencyMs: 86_400_000 } });
    expect(create).toThrow(/expected every Running node to be Online within an hour/);
  });
});

describe("behaviours of commands", () => {
  /** The type knows every field, in each form that a length of time is written in. */
  const EVERY: Required<BehaviourSetup> = {
    ...{ match: "a", lasts: true, exitCode: 3, output: "x\n", ignores: ["TERM", "HUP"] },
    ...{ traps: "2s", trapExitCode: 9, exitsLate: ["50ms", 20_000], exitsWhileKilled: 0 },
    ...{ escapes: true, doubleForks: "60s", holdsPipe: [1, 30], forksWhenSignalled: 30_000 },
    ...{ floods: 2_000_000, brokenUtf8: true, outOfMemoryAfter: 3_000, stopsAfter: "2s" },
    ...{ uninterruptible: ["1s", "2s"], spawnError: "Cannot allocate memory" },
  };

  test("have every field that a scenario's file has", () => {
    expect(Object.keys(EVERY)).toEqual(Object.keys(behaviourSchema.shape));
    expect(createFleet({ nodes: 1, behaviours: [EVERY] }).nodes).toHaveLength(1);
  });

  test("hold on every node, of two that fit the first one", async () => {
    const behaviours = [
      { match: "backup.sh --full", exitCode: 3 },
      { match: "backup.sh", exitCode: 4 },
    ];
    const fleet = createFleet({ nodes: 2, behaviours });
    const send = new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: fleet.nodes.map(({ id }) => id),
      Parameters: { commands: ["backup.sh --full"] },
    });
    await new SSMClient(fleet.clientConfig()).send(send);
    await fleet.settle();
    const exits = fleet.trace.filter(({ event }) => event === "process.exited");
    expect(exits.map(({ code }) => code)).toEqual([3, 3]);
  });

  test.each([
    [5],
    [[{}]],
    [[{ match: "a", last: "2s" }]],
    [
      [
        { match: "", lasts: "soon", ignores: ["KILL"] },
        { match: "a", floods: 0 },
      ],
    ],
    [[{ match: "a", lasts: ["4s", "2s"] }]],
    [Array.from({ length: 1_001 }, () => ({ match: "a" }))],
    [Array.from({ length: 30 }, () => ({}))],
  ])("are refused with the words that a file gets: %j", (behaviours) => {
    const fleet = { nodes: [{ name: "a" }], behaviours };
    const reading = readScenarioValue({ fleet }, "file");
    const { problems, more } = reading as Exclude<typeof reading, { scenario: unknown }>;
    const lines = problems.map((problem) => problemText(problem).replace("file: fleet.", ""));
    const text = [...lines, ...(more === 0 ? [] : [`and ${more} more`])].join("\n");
    const create = () => createFleet({ nodes: 1, behaviours: behaviours as BehaviourSetup[] });
    expect(lines.length).toBeGreaterThan(0);
    expect(create).toThrow(new FleetError(`${text}; no fleet was made`));
  });
});
