/**
 * What lasts: a job at its agent, a process, what has escaped of it, an agent or a link that is down.
 */
import type { Entry } from "./entry.ts";
import { isPowerOff, textOf } from "./fact.ts";

export type BarKind = "queued" | "job" | "process" | "escaped" | "down" | "cut";

export interface Bar {
  readonly kind: BarKind;
  readonly node: string;
  readonly who: "agent" | "process";
  readonly command: string | undefined;
  /** Places in the list of entries; `to` is undefined for what lasts to the end. */
  readonly from: number;
  readonly to: number | undefined;
}

export function makeBars(entries: readonly Entry[]): readonly Bar[] {
  const open = new Map<string, Bar>();
  const bars: Bar[] = [];
  const end = (key: string, to: number) => {
    const bar = open.get(key);
    if (bar !== undefined && open.delete(key)) bars.push({ ...bar, to });
  };
  for (const [index, entry] of entries.entries()) {
    const { node } = entry;
    if (node === undefined) continue;
    if (isPowerOff(entry.event)) {
      const doomed = [...open].filter(([, bar]) => bar.node === node && bar.kind !== "cut");
      for (const [key] of doomed) end(key, index);
    }
    for (const kind of endsBy(entry)) end(keyOf(kind, entry), index);
    const kind = STARTS[entry.event.event];
    if (kind === undefined || open.has(keyOf(kind, entry))) continue;
    const who = kind === "process" || kind === "escaped" ? "process" : "agent";
    const command = kind === "down" || kind === "cut" ? undefined : entry.command;
    open.set(keyOf(kind, entry), { kind, node, who, command, from: index, to: undefined });
  }
  return [...bars, ...open.values()].sort((one, other) => one.from - other.from);
}

const STARTS: Readonly<Record<string, BarKind>> = {
  "job.queued": "queued",
  "job.started": "job",
  "process.started": "process",
  "process.escaped": "escaped",
  "agent.stopped": "down",
  "link.cut": "cut",
};

const ENDS: Readonly<Record<string, readonly BarKind[]>> = {
  "job.started": ["queued"],
  "job.ended": ["job", "queued"],
  "job.abandoned": ["job"],
  "job.skipped": ["job", "queued"],
  "process.exited": ["process"],
  "process.gone": ["escaped"],
  "agent.started": ["down"],
  "agent.restarted": ["down"],
  "link.healed": ["cut"],
};

function endsBy({ event }: Entry): readonly BarKind[] {
  return ENDS[event.event] ?? [];
}

function keyOf(kind: BarKind, { node, command = "", event }: Entry): string {
  if (kind === "down" || kind === "cut") return [kind, node].join("|");
  const step = kind === "process" ? textOf(event, "step") : "";
  return [kind, node, command, step].join("|");
}
