/** Which events a person wants to see. */
import type { Entry } from "./entry.ts";
import type { Kind } from "./kind.ts";
import type { Names } from "./names.ts";

export interface Filter {
  /** Ids; "" is all. */
  readonly node: string;
  readonly command: string;
  /** `told`: what a report tells of. */
  readonly kind: "told" | "all" | Kind;
  readonly text: string;
}

export const NO_FILTER: Filter = { node: "", command: "", kind: "told", text: "" };

/** Places of the entries that pass, in their order. What is about all nodes is about each. */
export function passing(
  entries: readonly Entry[],
  { node, command, kind, text }: Filter,
  names: Names,
): readonly number[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const passed: number[] = [];
  for (const [index, entry] of entries.entries()) {
    if (node !== "" && entry.node !== undefined && entry.node !== node) continue;
    if (command !== "" && entry.command !== undefined && entry.command !== command) continue;
    if (kind === "told" ? !entry.isTold : kind !== "all" && entry.kind !== kind) continue;
    if (words.length > 0 && !hasWords(entry, words, names)) continue;
    passed.push(index);
  }
  return passed;
}

/** In its words, its names, or anywhere in its JSON. */
function hasWords({ event, says, node, command }: Entry, words: readonly string[], names: Names) {
  const called = [node && names.node(node), command && names.command(command)].join(" ");
  const text = `${says} ${called} ${JSON.stringify(event)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
