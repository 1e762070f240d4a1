/**
 * One fault in the words of a scenario file, about a fleet that is there: nodes by their ids or their
 * names, commands by their ids.
 */
import { FAULTS } from "../../faults/faults.ts";
import type { FaultPlan } from "../../faults/plan.ts";
import { faultForm } from "../../scenario/file/fault-form.ts";
import type { FaultEntry } from "../../scenario/file/fault-form.ts";
import { houseWords, mistakesOf } from "../../scenario/file/mistakes.ts";
import { NodeNames } from "../../scenario/file/node-names.ts";
import { pathText } from "../../scenario/file/path.ts";
import { nearestOf } from "../../scenario/file/problem.ts";
import type { Mistake } from "../../scenario/file/problem.ts";
import { readFault } from "../../scenario/file/read-fault.ts";
import { Reading } from "../../scenario/file/reading.ts";

/** A node and what it is called: the tag Name, and that without the number behind it. */
export interface NamedNode {
  readonly id: string;
  readonly names: readonly string[];
}

export interface Fleet {
  readonly nodes: readonly NamedNode[];
  /** Undefined: any id may be one. */
  readonly commands: readonly string[] | undefined;
}

/** Why there is no plan. */
export interface PlanMistake {
  /** It is right in itself, and about a node or a command that is not there. */
  readonly isOfFleet: boolean;
  readonly expected: string;
  readonly found: string;
}

const FORM = faultForm(FAULTS);

/** The plan with ids for names, or the first thing that is wrong with it. Never throws. */
export function readPlan(words: unknown, fleet: Fleet): FaultPlan | PlanMistake {
  const form = FORM.safeParse(words, { error: houseWords });
  if (!form.success) return mistakeOf(mistakesOf(form.error, words)[0], false);
  const reading = new Reading(words, FAULTS);
  const names = new NodeNames(named(fleet.nodes), { reading, isWhole: true });
  const commands = { words: fleet.commands ?? [], isWhole: fleet.commands !== undefined };
  const entry = withIds(form.data, fleet);
  const planned = readFault(entry, [], { around: { reading, names, commands }, place: undefined });
  const [mistake] = reading.mistakes;
  if (planned === undefined || mistake !== undefined) {
    return mistakeOf(mistake, OF_FLEET.test(pathText(mistake?.path ?? [])));
  }
  return planned;
}

export function isPlanMistake(read: FaultPlan | PlanMistake): read is PlanMistake {
  return "isOfFleet" in read;
}

/** Where a name of the fleet stands. */
const OF_FLEET = /^(node|nodes|link|command|on\.node|on\.command)\b/;

/** A name stands for nodes as a group does. */
function named(nodes: readonly NamedNode[]): { readonly name: string; readonly group: string }[] {
  return nodes.flatMap(({ id, names }) => {
    const groups = names.length === 0 ? [id] : names;
    return groups.map((group) => ({ name: id, group }));
  });
}

/** An event is of one node, which its own name stands for too. */
function withIds(entry: FaultEntry, { nodes }: Fleet): FaultEntry {
  const name = entry.on?.node;
  if (entry.on === undefined || name === undefined) return entry;
  const [one, ...more] = nodes.filter(({ names }) => names.includes(name));
  if (one === undefined || more.length > 0) return entry;
  return { ...entry, on: { ...entry.on, node: one.id } };
}

function mistakeOf(mistake: Mistake | undefined, isOfFleet: boolean): PlanMistake {
  const { path = [], isKey, expected = "one fault", found = "another value" } = mistake ?? {};
  const place = pathText(isKey === true ? path.slice(0, -1) : path);
  const near = mistake && nearestOf(mistake);
  return {
    isOfFleet,
    expected: place === "" ? expected : `${place}: ${expected}`,
    found: near === undefined ? found : `${found} (the nearest is ${near})`,
  };
}
