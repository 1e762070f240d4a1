/**
 * What a scenario calls the nodes and commands of a run; who has no name goes by its id.
 */
import type { RunResult } from "../scenario/result.ts";
import { printable } from "./text.ts";

export class Names {
  private readonly nodes: ReadonlyMap<string, string>;
  private readonly commands: ReadonlyMap<string, string>;

  constructor({ nodeIds, commandIds }: Pick<RunResult, "nodeIds" | "commandIds">) {
    this.nodes = byId(nodeIds);
    this.commands = byId(commandIds);
  }

  static readonly none = new Names({ nodeIds: {}, commandIds: {} });

  node(id: string): string {
    return this.nodes.get(id) ?? printable(id);
  }

  /** For places where an id does not fit. */
  nodeInShort(id: string): string {
    return this.nodes.get(id) ?? `~${printable(id.slice(-5))}`;
  }

  /** Without a name the first part of its id. */
  command(id: string): string {
    return this.commands.get(id) ?? printable(id.slice(0, 8));
  }

  /** The name and the id behind it, if the name is not the id. */
  nodeInFull(id: string): string {
    return inFull(this.node(id), printable(id));
  }

  commandInFull(id: string): string {
    return inFull(this.commands.get(id) ?? printable(id), printable(id));
  }
}

function byId(ids: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(ids).map(([name, id]) => [id, printable(name)]));
}

function inFull(name: string, id: string): string {
  return name === id ? id : `${name} (${id})`;
}
