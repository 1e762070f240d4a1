/**
 * Turns what `POST /_fleetsim/nodes` asks for into nodes to carry, or says why it can't.
 */
import type { AgentOptions } from "../../agent/options.ts";
import { drawNodeId } from "../../kernel/ids.ts";
import type { Prng } from "../../kernel/prng.ts";
import { LIVE_DEFAULTS } from "../../world/fleet-options.ts";
import type { LifeOptions, NodeDescription } from "../../world/managed-node.ts";
import { HOST_NODES_MAX } from "../host-channel/protocol.ts";
import type { NewNode } from "../host-channel/protocol.ts";
import type { HostRefusal } from "./host-refusal.ts";

/** What a profile's name stands for on this host. */
export interface NodeTemplate {
  readonly profile: string;
  readonly options: AgentOptions;
  readonly life: LifeOptions;
}

/** The template that a node gets which asks for no profile. */
export const DEFAULT_TEMPLATE: NodeTemplate = {
  profile: "amazon-ssm-agent",
  options: LIVE_DEFAULTS.agent,
  life: LIVE_DEFAULTS.life,
};

/** States that a node can be launched in: the others are on their way to somewhere. */
const BIRTH_STATES = ["Pending", "Running", "Stopped", "Terminated"];
/** Draws of an id before the range counts as used up. */
const DRAWS_MAX = 100;

export interface NewNodesParts {
  /** The first one is for nodes that ask for none. */
  readonly templates: readonly NodeTemplate[];
  readonly prng: Prng;
  readonly size: () => number;
  readonly has: (id: string) => boolean;
}

/**
 * The nodes that were asked for.
 *
 * Shape:  one to 10,000 nodes; ids are drawn unless given.
 * Errors: UnknownProfile, InvalidState, InvalidCount, NodeExists, TooManyNodes, as values.
 */
export function describeNewNodes(
  wanted: NewNode,
  parts: NewNodesParts,
): readonly NodeDescription[] | HostRefusal {
  const { templates } = parts;
  const count = wanted.count ?? 1;
  const state = wanted.state ?? "Running";
  const template = findTemplate(templates, wanted.profile);
  if (template === undefined) {
    const expected = templates.map(({ profile }) => profile).join(" or ");
    return { error: "UnknownProfile", expected, found: wanted.profile ?? "no profile" };
  }
  if (!BIRTH_STATES.includes(state)) {
    return { error: "InvalidState", expected: BIRTH_STATES.join(", "), found: state };
  }
  if (wanted.id !== undefined && count !== 1) {
    return { error: "InvalidCount", expected: "1 together with an id", found: String(count) };
  }
  if (wanted.id !== undefined && parts.has(wanted.id)) {
    return { error: "NodeExists", expected: "an id not in use", found: wanted.id };
  }
  if (parts.size() + count > HOST_NODES_MAX) {
    const expected = `at most ${HOST_NODES_MAX} nodes on a host`;
    return { error: "TooManyNodes", expected, found: String(parts.size() + count) };
  }
  const { profile, options, life } = template;
  const ids = wanted.id === undefined ? drawIds(count, parts) : [wanted.id];
  return ids.map((id, index) => {
    return { id, state, tags: tagsOf(wanted, index), profile, options, life };
  });
}

/** A name is the tag Name, numbered where a count was asked for. */
function tagsOf({ name, count, tags = {} }: NewNode, index: number) {
  if (name === undefined) return tags;
  return { Name: count === undefined ? name : `${name}${index + 1}`, ...tags };
}

function findTemplate(
  templates: readonly NodeTemplate[],
  profile: string | undefined,
): NodeTemplate | undefined {
  return profile === undefined
    ? templates[0]
    : templates.find((template) => template.profile === profile);
}

function drawIds(count: number, { prng, has }: NewNodesParts): string[] {
  const ids = new Set<string>();
  for (let draws = 0; ids.size < count && draws < count + DRAWS_MAX; draws += 1) {
    const id = drawNodeId(prng, "i-");
    if (!has(id)) ids.add(id);
  }
  return [...ids];
}
