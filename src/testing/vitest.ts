/**
 * `ssm-fleet-sim/vitest`: a `test` that brings a fleet of its own to each test, and the matcher
 * `expect(fleet).toHoldEveryProperty()`, which an import of this module adds to vitest's `expect`.
 *
 * What the fleet is like is the fixture `fleetSetup`: one node, and a seed of 1. Another one is
 * `test.override("fleetSetup", { nodes: 3 })`, for a file or for a `describe`.
 */
import { expect, test as base } from "vitest";
import { createFleet } from "../fleet/create-fleet.ts";
import type { Fleet, FleetSetup, PropertyOptions } from "../fleet/create-fleet.ts";
import { holdEveryProperty } from "./hold-every-property.ts";

export interface FleetFixtures {
  readonly fleetSetup: FleetSetup;
  /** Made anew for each test that asks for it. */
  readonly fleet: Fleet;
}

declare module "vitest" {
  // The parameters are vitest's own: both declarations have to name the same.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Every property of docs/properties.md has held so far, but for those in `except`. */
    toHoldEveryProperty: (options?: PropertyOptions) => R;
  }
}

expect.extend({ toHoldEveryProperty: holdEveryProperty });

const ONE_NODE: FleetSetup = { nodes: 1 };

export const test = base.extend<FleetFixtures>({
  fleetSetup: ONE_NODE,
  fleet: async ({ fleetSetup }, use) => {
    await use(createFleet(fleetSetup));
  },
});
