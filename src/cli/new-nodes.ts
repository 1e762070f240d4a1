/** The nodes that a command is asked for, described for a host. */
import { drawNodeId } from "../kernel/ids.ts";
import { Prng } from "../kernel/prng.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import type { NodeDescription } from "../world/managed-node.ts";

export interface NodesWanted {
  readonly count: number;
  /** For one node. */
  readonly id?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly profile: string;
  readonly seed: string;
  readonly options: FleetOptions;
}

/** Running nodes named n1, n2, ... by their tag `Name`; ids are drawn from the seed. */
export function describeNodes(wanted: NodesWanted): NodeDescription[] {
  const prng = Prng.seeded(wanted.seed).fork("nodes");
  const { agent, life } = wanted.options;
  return Array.from({ length: wanted.count }, (_, index) => ({
    id: wanted.id ?? drawNodeId(prng, "i-"),
    tags: { Name: `n${index + 1}`, ...wanted.tags },
    profile: wanted.profile,
    state: "Running",
    options: agent,
    life,
  }));
}
