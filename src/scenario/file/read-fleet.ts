/**
 * The fleet of a file: groups become nodes, and what all have in common becomes each node's own.
 */
import type { ProfileName } from "../../agent/profile.ts";
import type { ScenarioNode } from "../scenario.ts";
import { NODES_MAX } from "./fleet-form.ts";
import type { DefaultsForm, NodeGroupForm } from "./fleet-form.ts";
import { NodeNames } from "./node-names.ts";
import type { Path } from "./path.ts";
import type { Reading } from "./reading.ts";

export interface FleetReading {
  readonly nodes: readonly ScenarioNode[];
  readonly names: NodeNames;
}

interface FleetForm {
  readonly nodes: readonly (NodeGroupForm | undefined)[];
  readonly defaults: DefaultsForm | undefined;
  readonly profile: ProfileName | undefined;
}

export function readFleet(form: FleetForm, reading: Reading): FleetReading {
  const nodes: ScenarioNode[] = [];
  checkTags(form.defaults, ["fleet", "defaults"], reading);
  const seen = new Seen(reading);
  for (const [index, group] of form.nodes.entries()) {
    if (group === undefined) continue;
    const path: Path = ["fleet", "nodes", index];
    checkTags(group, path, reading);
    if (group.id !== undefined && group.count !== undefined) {
      reading.refuse([...path, "id"], "no id beside count");
    }
    if (nodes.length + (group.count ?? 1) > NODES_MAX) {
      const found = `${nodes.length + (group.count ?? 1)}`;
      reading.refuse([...path, "count"], `at most ${NODES_MAX} nodes in all`, found);
      break;
    }
    const members = membersOf(group, form);
    if (seen.takes(group, members, path)) nodes.push(...members);
  }
  const isWhole = form.nodes.length > 0 && form.nodes.every((group) => group !== undefined);
  const names = new NodeNames(nodes, { reading, isWhole: isWhole && seen.isWhole });
  return { nodes, names };
}

function membersOf(group: NodeGroupForm, { defaults, profile }: FleetForm): ScenarioNode[] {
  const { name, count, id } = group;
  const names = count === undefined ? [name] : numbered(name, count);
  const common = {
    group: name,
    id,
    state: group.state ?? defaults?.state ?? "Running",
    profile: group.profile ?? defaults?.profile ?? profile ?? "amazon-ssm-agent",
  } as const;
  const tags = { ...defaults?.tags, ...group.tags };
  return names.map((own) => ({ name: own, ...common, tags: { Name: own, ...tags } }));
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
}

function checkTags(
  form: { readonly tags?: Readonly<Record<string, string>> | undefined } | undefined,
  path: Path,
  reading: Reading,
): void {
  if (form?.tags === undefined || !Object.hasOwn(form.tags, "Name")) return;
  reading.refuse([...path, "tags", "Name"], "the name of a node in its `name`", "a tag Name");
}

/** Names and ids so far: each may be there once. */
class Seen {
  isWhole = true;
  private readonly reading: Reading;
  private readonly names = new Map<string, string>();
  private readonly ids = new Map<string, string>();

  constructor(reading: Reading) {
    this.reading = reading;
  }

  takes(group: NodeGroupForm, members: readonly ScenarioNode[], path: Path): boolean {
    this.takeId(group, path);
    const own = new Set([group.name, ...members.map(({ name }) => name)]);
    const twice = [...own].find((name) => this.names.has(name));
    if (twice !== undefined) {
      const other = this.names.get(twice) ?? "";
      const found = twice === group.name ? `${twice} again` : `${twice}, which is ${other} too`;
      this.reading.refuse([...path, "name"], "names that no other node or group has", found);
      this.isWhole = false;
      return false;
    }
    for (const name of own) this.names.set(name, `one of ${pathName(path)}`);
    return true;
  }

  private takeId({ id, name }: NodeGroupForm, path: Path): void {
    if (id === undefined) return;
    const other = this.ids.get(id);
    if (other !== undefined) {
      this.reading.refuse(
        [...path, "id"],
        "an id for each node alone",
        `${id}, which ${other} has`,
      );
    }
    this.ids.set(id, name);
  }
}

function pathName(path: Path): string {
  return `nodes[${String(path.at(-1))}]`;
}
