/** The nodes that a command is asked for, described for a host. */
import { withProfile } from "../agent/options.ts";
import { PROFILES } from "../agent/profile.ts";
import type { ProfileName } from "../agent/profile.ts";
import type { NodeTemplate } from "../io/host/new-nodes.ts";
import { drawNodeId } from "../kernel/ids.ts";
import { Prng } from "../kernel/prng.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import type { NodeDescription } from "../world/managed-node.ts";

export interface NodesWanted {
  readonly count: number;
  /** For one node. */
  readonly id?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly profile: ProfileName;
  readonly seed: string;
  readonly options: FleetOptions;
}

/** Running nodes named n1, n2, ... by their tag `Name`; ids are drawn from the seed. */
export function describeNodes(wanted: NodesWanted): NodeDescription[] {
  const prng = Prng.seeded(wanted.seed).fork("nodes");
  const { life } = wanted.options;
  const options = withProfile(wanted.options.agent, wanted.profile);
  return Array.from({ length: wanted.count }, (_, index) => ({
    id: wanted.id ?? drawNodeId(prng, "i-"),
    tags: { Name: `n${index + 1}`, ...wanted.tags },
    profile: wanted.profile,
    state: "Running",
    options,
    life,
  }));
}

/** What nodes that are added later may be: of the profile asked for unless they name another. */
export function nodeTemplates(first: ProfileName, { agent, life }: FleetOptions): NodeTemplate[] {
  const profiles = [first, ...PROFILES.filter((profile) => profile !== first)];
  return profiles.map((profile) => ({ profile, options: withProfile(agent, profile), life }));
}
