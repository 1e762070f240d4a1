/**
 * What a fleet is to be like, as a user writes it, read into what the world takes.
 *
 * Nothing is guessed: a word that is not known is an error that names the nearest one.
 */
import { withProfile } from "../agent/options.ts";
import { PROFILES } from "../agent/profile.ts";
import type { ProfileName } from "../agent/profile.ts";
import type { MatchedBehaviour } from "../process/behaviour.ts";
import { claimText } from "../scenario/file/problem.ts";
import { readBehaviours } from "../scenario/file/read-behaviours.ts";
import { isNodeId } from "../ssm/node-id.ts";
import { NODE_STATES } from "../ssm/node-state.ts";
import type { NodeState } from "../ssm/node-state.ts";
import { setOption, VIRTUAL_DEFAULTS } from "../world/fleet-options.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import type { NodeDescription } from "../world/managed-node.ts";
import { nearest } from "../world/nearest.ts";
import { nodeIdsOf } from "../world/node-ids.ts";
import type { BehaviourSetup } from "./behaviour-setup.ts";
import { FleetError, shown } from "./fleet-error.ts";

/** One node of a fleet; whatever is left out is drawn or has the fleet's value. */
export interface NodeSetup {
  /** Its tag `Name`, and what `fleet.node` finds it by. @defaultValue n1, n2, ... */
  readonly name?: string;
  /** `i-` or `mi-` and 17 hex digits. @defaultValue drawn from the seed */
  readonly id?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The state that it is born in. @defaultValue Running */
  readonly state?: NodeState;
  readonly profile?: ProfileName;
}

export interface FleetSetup {
  /** How many nodes, or each of them: 1 to 10,000. */
  readonly nodes: number | readonly NodeSetup[];
  /** A whole number or any text; the same seed gives the same run. @defaultValue 1 */
  readonly seed?: number | string;
  /** How the agents behave. @defaultValue amazon-ssm-agent */
  readonly profile?: ProfileName;
  /** Any option of docs/defaults.md, as `--set` takes it: `{ spawnMs: "50..270" }`. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** What commands do, on every node; the first whose `match` is in a command counts. */
  readonly behaviours?: readonly BehaviourSetup[];
}

/** A setup after it was read: complete, and right. */
export interface FleetPlan {
  readonly seed: string;
  readonly options: FleetOptions;
  readonly nodes: readonly NodeDescription[];
  readonly behaviours: readonly MatchedBehaviour[];
}

const SETUP_WORDS = ["nodes", "seed", "profile", "options", "behaviours"];
const NODE_WORDS = ["name", "id", "tags", "state", "profile"];
const NODES_MAX = 10_000;
const SEED_LENGTH_MAX = 256;
const NAME_LENGTH_MAX = 256;

/** Errors: throws FleetError, with what was expected and what was found. */
export function readSetup(setup: FleetSetup): FleetPlan {
  checkWords("createFleet", setup, SETUP_WORDS);
  const seed = readSeed(setup.seed ?? 1);
  const options = readOptions(setup.options ?? {});
  const profile = readProfile("profile", setup.profile ?? "amazon-ssm-agent");
  const listed = listNodes(setup.nodes);
  const drawn = nodeIdsOf(
    seed,
    listed.map(() => undefined),
  );
  const nodes = listed.map((node, index) =>
    describe(node, { index, drawnId: drawn[index] ?? "", profile, options }),
  );
  checkUnique(
    "id",
    nodes.map(({ id }) => id),
  );
  checkUnique(
    "name",
    nodes.map(({ tags }) => tags["Name"] ?? ""),
  );
  return { seed, options, nodes, behaviours: knownBehaviours(setup.behaviours) };
}

function checkWords(where: string, value: unknown, words: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(where, `an object with ${words.join(", ")}`, value);
  }
  for (const word of Object.keys(value)) {
    if (words.includes(word)) continue;
    refuse(where, `only ${words.join(", ")} (the nearest is ${nearest(word, words)})`, word);
  }
}

function readSeed(seed: number | string): string {
  const isNumber = typeof seed === "number" && Number.isSafeInteger(seed) && seed >= 0;
  const isText = typeof seed === "string" && seed.length > 0 && seed.length <= SEED_LENGTH_MAX;
  if (isNumber || isText) return String(seed);
  refuse("seed", `a whole number >= 0 or a text of 1..${SEED_LENGTH_MAX} characters`, seed);
}

function readOptions(options: Readonly<Record<string, string | number | boolean>>): FleetOptions {
  const isRecord = typeof options === "object" && !Array.isArray(options);
  if (!isRecord) refuse("options", "an object of names and values", options);
  let read = VIRTUAL_DEFAULTS;
  for (const [name, value] of Object.entries(options)) {
    const set = setOption(read, name, String(value));
    if ("problem" in set) throw new FleetError(`options: ${set.problem}; no fleet was made`);
    read = set;
  }
  return read;
}

function readProfile(where: string, profile: string): ProfileName {
  const known = PROFILES.find((name) => name === profile);
  return known ?? refuse(where, PROFILES.join(" or "), profile);
}

/** As a scenario file has them; all that is wrong is said at once, a line each. */
function knownBehaviours(behaviours: unknown): readonly MatchedBehaviour[] {
  const read = readBehaviours(behaviours);
  if ("behaviours" in read) return read.behaviours;
  const more = read.more === 0 ? [] : [`and ${read.more} more`];
  const lines = [...read.problems.map(claimText), ...more];
  throw new FleetError(`${lines.join("\n")}; no fleet was made`);
}

function listNodes(nodes: FleetSetup["nodes"]): readonly NodeSetup[] {
  const expected = `1..${NODES_MAX} nodes, as a whole number or a list`;
  const count: unknown = Array.isArray(nodes) ? nodes.length : nodes;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1 || count > NODES_MAX) {
    refuse("nodes", expected, nodes);
  }
  return typeof nodes === "number" ? Array.from({ length: count }, () => ({})) : nodes;
}

interface NodePlace {
  readonly index: number;
  readonly drawnId: string;
  readonly profile: ProfileName;
  readonly options: FleetOptions;
}

function describe(node: NodeSetup, place: NodePlace): NodeDescription {
  const where = `nodes[${place.index}]`;
  checkWords(where, node, NODE_WORDS);
  const { name = `n${place.index + 1}`, id = place.drawnId, state = "Running", tags = {} } = node;
  if (typeof name !== "string" || name.length === 0 || name.length > NAME_LENGTH_MAX) {
    refuse(`${where}.name`, `a text of 1..${NAME_LENGTH_MAX} characters`, name);
  }
  if (typeof id !== "string" || !isNodeId(id)) {
    refuse(`${where}.id`, "i- or mi- and 17 hex digits", id);
  }
  if (!Object.hasOwn(NODE_STATES, state)) {
    refuse(`${where}.state`, Object.keys(NODE_STATES).join(", "), state);
  }
  const profile = readProfile(`${where}.profile`, node.profile ?? place.profile);
  const { agent, life } = place.options;
  return {
    id,
    tags: { Name: name, ...readTags(`${where}.tags`, tags) },
    profile,
    state,
    options: withProfile(agent, profile),
    life,
  };
}

function readTags(where: string, tags: unknown): Readonly<Record<string, string>> {
  const isRecord = typeof tags === "object" && tags !== null && !Array.isArray(tags);
  if (!isRecord || Object.values(tags).some((value) => typeof value !== "string")) {
    refuse(where, "an object of texts", tags);
  }
  if ("Name" in tags) refuse(where, "the name of a node in its `name`", "a tag Name");
  return tags as Readonly<Record<string, string>>;
}

function checkUnique(what: string, values: readonly string[]): void {
  const seen = new Set<string>();
  const twice = values.find((value) => seen.size === seen.add(value).size);
  if (twice !== undefined) refuse("nodes", `an ${what} for each node alone`, `${twice} twice`);
}

function refuse(where: string, expected: string, found: unknown): never {
  throw new FleetError(`${where}: expected ${expected}; found ${shown(found)}; no fleet was made`);
}
