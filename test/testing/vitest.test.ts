/**
 * The fixture of `ssm-fleet-sim/vitest`.
 */
import { describe, expect } from "vitest";
import { test } from "../../src/testing/vitest.ts";
import { clientOf, sendScript } from "../fleet/clients.ts";

const seen = new Set<unknown>();

describe("test", () => {
  test("brings a fleet of one node", async ({ fleet }) => {
    seen.add(fleet);
    expect(fleet.nodes).toHaveLength(1);
    await sendScript(fleet, clientOf(fleet), "echo hello");
    await fleet.settle();
  });

  test("brings another one to each test", ({ fleet }) => {
    expect(seen.has(fleet)).toBe(false);
    expect(fleet.trace.some(({ event }) => event === "command.accepted")).toBe(false);
  });

  describe("with another setup", () => {
    test.override("fleetSetup", { nodes: 3, seed: "other", profile: "ideal" });

    test("brings that one", ({ fleet }) => {
      expect(fleet.nodes).toHaveLength(3);
      expect(fleet.seed).toBe("other");
    });
  });
});
