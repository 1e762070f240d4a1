/**
 * Who is who in one run: a scenario's names of nodes, groups and commands, and their ids.
 *
 * Nodes have their ids from the start. A command has one from the moment at which it is accepted;
 * whether its client ever hears of it is another matter (client.ts).
 */
import type { EventPattern } from "../../faults/plan.ts";
import type { ScenarioNode } from "../scenario.ts";

export class Cast {
  private readonly ids = new Map<string, string>();
  private readonly groups = new Map<string, readonly string[]>();
  private readonly names = new Map<string, string>();
  private readonly commands = new Map<string, string>();

  /** `ids` stand in the order of the nodes. */
  constructor(nodes: readonly ScenarioNode[], ids: readonly string[]) {
    for (const [index, { name, group }] of nodes.entries()) {
      const id = ids[index] ?? "";
      this.ids.set(name, id);
      this.names.set(id, name);
      this.groups.set(group, [...(this.groups.get(group) ?? []), id]);
    }
  }

  /** By name. */
  get nodeIds(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.ids);
  }

  /** By name; those that were accepted. */
  get commandIds(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.commands);
  }

  /** The ids that a name stands for: one, or those of a whole group; an id stands for itself. */
  idsOf(name: string): readonly string[] {
    const id = this.ids.get(name);
    return id === undefined ? (this.groups.get(name) ?? [name]) : [id];
  }

  idsOfAll(names: readonly string[]): readonly string[] {
    return [...new Set(names.flatMap((name) => this.idsOf(name)))];
  }

  /** The name of a node; its id if it has none. */
  nodeName(id: string): string {
    return this.names.get(id) ?? id;
  }

  /** A command was accepted; a name that was used before stands for the latest. */
  nameCommand(name: string, id: string): void {
    this.commands.set(name, id);
  }

  commandId(name: string): string | undefined {
    return this.commands.get(name);
  }

  /**
   * A pattern with ids for names, one for each node that it means; undefined as long as the
   * command that it is about was not accepted.
   */
  bind(pattern: EventPattern): readonly EventPattern[] | undefined {
    const { node, command, ...rest } = pattern;
    const commandId = command === undefined ? undefined : this.commands.get(command);
    if (command !== undefined && commandId === undefined) return undefined;
    const bound = commandId === undefined ? rest : { ...rest, command: commandId };
    return node === undefined ? [bound] : this.idsOf(node).map((id) => ({ ...bound, node: id }));
  }
}
