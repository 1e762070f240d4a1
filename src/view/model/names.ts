/** What nodes and commands are called; who has no name goes by a part of its id. */
import type { Named } from "../page-data.ts";

export interface Names {
  node(id: string): string;
  command(id: string): string;
}

export function makeNames(nodes: readonly Named[], commands: readonly Named[]): Names {
  const known = new Map([...nodes, ...commands].map(({ id, name }) => [id, name]));
  return {
    node: (id) => known.get(id) ?? id,
    command: (id) => known.get(id) ?? id.slice(0, 8),
  };
}
