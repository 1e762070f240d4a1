/**
 * `ssm-fleet-sim/vitest`: a `test` that brings a fleet of its own to each test.
 *
 * What the fleet is like is the fixture `fleetSetup`: one node, and a seed of 1. Another one is
 * `test.override("fleetSetup", { nodes: 3 })`, for a file or for a `describe`.
 */
import { test as base } from "vitest";
import { createFleet } from "../fleet/create-fleet.ts";
import type { Fleet, FleetSetup } from "../fleet/create-fleet.ts";

export interface FleetFixtures {
  readonly fleetSetup: FleetSetup;
  /** Made anew for each test that asks for it. */
  readonly fleet: Fleet;
}

const ONE_NODE: FleetSetup = { nodes: 1 };

export const test = base.extend<FleetFixtures>({
  fleetSetup: ONE_NODE,
  fleet: async ({ fleetSetup }, use) => {
    await use(createFleet(fleetSetup));
  },
});
