/**
 * What createFleet takes, and what it says to all else.
 */
import { describe, expect, test } from "vitest";
import { createFleet, FleetError } from "../../src/fleet/create-fleet.ts";
import type { FleetSetup } from "../../src/fleet/create-fleet.ts";

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
      "createFleet: expected an object with nodes, seed, profile, options; found undefined",
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
