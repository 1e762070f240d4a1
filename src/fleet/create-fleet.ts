/**
 * The main export of the package: a fleet in virtual time for the user's own tests.
 */
import { Fleet } from "./fleet.ts";
import { readSetup } from "./fleet-setup.ts";
import type { FleetSetup } from "./fleet-setup.ts";

export type { ProfileName } from "../agent/profile.ts";
export type { TraceEvent } from "../kernel/trace.ts";
export type { ProcessListing } from "../process/process-event.ts";
export type { NodeState } from "../ssm/node-state.ts";
export type { BehaviourSetup, Span } from "./behaviour-setup.ts";
export type { ClientConfig } from "./client-config.ts";
export type { Duration } from "./duration.ts";
export { FleetError } from "./fleet-error.ts";
export type { FleetViolation, PropertyOptions } from "./fleet-judge.ts";
export type { FleetNode } from "./fleet-node.ts";
export type { FleetSetup, NodeSetup } from "./fleet-setup.ts";
export type { Fleet };

/**
 * Makes a fleet whose Running nodes are Online.
 *
 * Errors: throws FleetError for anything that is wrong in the setup.
 *
 * @example
 * const fleet = createFleet({ nodes: 3, seed: 42 });
 * const ssm = new SSMClient(fleet.clientConfig());
 */
export function createFleet(setup: FleetSetup): Fleet {
  return new Fleet(readSetup(setup));
}
