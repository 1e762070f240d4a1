/**
 * The nodes of a file by their names and the names of their groups.
 */
import type { ScenarioNode } from "../scenario.ts";
import type { Path } from "./path.ts";
import type { Reading } from "./reading.ts";

export const EVERY_NODE = "*";
/** Names that lists of a file stand for, all together: a few short words can stand for many. */
const NAMES_MAX = 2_000_000;

export class NodeNames {
  readonly all: readonly string[];
  /** False: some nodes could not be read, so a name that is not known may be one of theirs. */
  readonly isWhole: boolean;
  private readonly reading: Reading;
  private readonly groups = new Map<string, string[]>();
  private readonly nodes: ReadonlySet<string>;
  private named = 0;

  constructor(
    nodes: readonly Pick<ScenarioNode, "name" | "group">[],
    parts: { readonly reading: Reading; readonly isWhole: boolean },
  ) {
    this.reading = parts.reading;
    this.isWhole = parts.isWhole;
    this.all = nodes.map(({ name }) => name);
    this.nodes = new Set(this.all);
    for (const { name, group } of nodes) {
      const members = this.groups.get(group);
      if (members === undefined) this.groups.set(group, [name]);
      else members.push(name);
    }
  }

  /** The nodes that a list of names and groups stands for, each once; `*` is every node. */
  expand(words: readonly string[], path: Path): readonly string[] {
    const distinct = [...new Set(words)];
    const lists = distinct.map((word) => this.nodesOf(word, this.pathOf(word, words, path)));
    const [only = []] = lists;
    if (lists.length === 1) return only;
    this.named += lists.reduce((sum, list) => sum + list.length, 0);
    if (this.named > NAMES_MAX) {
      this.reading.refuse(path, `at most ${NAMES_MAX} nodes named in a file`, "more");
      return [];
    }
    return [...new Set(lists.flat())];
  }

  /** The same for a scope: undefined is every node. */
  scope(words: readonly string[] | undefined, path: Path): readonly string[] | undefined {
    if (words === undefined) return undefined;
    const nodes = this.expand(words, path);
    return words.includes(EVERY_NODE) ? undefined : nodes;
  }

  /** One node; a group of several won't do. */
  checkNode(name: string, path: Path): void {
    if (this.nodes.has(name)) return;
    const members = this.groups.get(name);
    if (members !== undefined) {
      this.reading.refuse(path, "the name of one node", `the group ${name} of ${members.length}`);
    } else this.reading.checkName(path, "the name of a node", name, this.vocabulary(this.all));
  }

  /** A key of an object: a node, a group or `*`. */
  checkNodesKey(path: Path): void {
    const word = String(path.at(-1));
    if (word === EVERY_NODE || this.nodes.has(word) || this.groups.has(word)) return;
    const words = [...this.all, ...this.groups.keys()];
    this.reading.checkKey(path, 'a node, a group or "*"', this.vocabulary(words));
  }

  private nodesOf(word: string, path: Path): readonly string[] {
    if (word === EVERY_NODE) return this.all;
    const group = this.groups.get(word);
    if (group !== undefined) return group;
    if (this.nodes.has(word)) return [word];
    const words = [...this.all, ...this.groups.keys()];
    this.reading.checkName(path, "the name of a node or a group", word, this.vocabulary(words));
    return [];
  }

  /** A text stands at the path itself, a member of a list below it. */
  private pathOf(word: string, words: readonly string[], path: Path): Path {
    return this.reading.isList(path) ? [...path, words.indexOf(word)] : path;
  }

  private vocabulary(words: readonly string[]) {
    return { words, isWhole: this.isWhole };
  }
}
