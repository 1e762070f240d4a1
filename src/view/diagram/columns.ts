/**
 * Where the lanes stand: the client, the controller, and for each node that is shown its agent, its
 * processes, and two bands: what the API shows, what is true. All nodes for which there is no room have
 * one lane together, so that nothing of theirs stands in the controller's.
 */
import type { Who } from "../model/entry.ts";

export interface NodeColumns {
  readonly node: string;
  readonly left: number;
  readonly right: number;
  readonly agent: number;
  readonly process: number;
  readonly shown: number;
  readonly truth: number;
  readonly bandPx: number;
}

export interface Columns {
  readonly width: number;
  /** Where the times end. */
  readonly gutter: number;
  readonly client: number;
  readonly controller: number;
  /** The lane of the nodes without one of their own; undefined when there are none. */
  readonly others: number | undefined;
  readonly nodes: readonly NodeColumns[];
  readonly hidden: number;
}

export interface ColumnWishes {
  readonly width: number;
  /** Characters of the longest time. */
  readonly timeLength: number;
  /** Ids, those that have to be seen first. */
  readonly nodes: readonly string[];
}

export const WIDE_FROM = 640;
/** A lane's least width, and that of a band with its text turned by 90 degrees. */
const LANE = { narrow: 50, wide: 104, node: 72 };
/** The lane of all other nodes: the room that it takes, and how far it stands before the first node. */
const OTHERS = { narrow: { room: 14, before: 18 }, wide: { room: 60, before: 47 } };
const BAND = { narrow: 24, wide: 30, open: 92 };
const SPACE = 6;

export function makeColumns({ width, timeLength, nodes }: ColumnWishes): Columns {
  const isWide = width >= WIDE_FROM;
  const lane = isWide ? LANE.wide : LANE.narrow;
  const gutter = 14 + Math.ceil(timeLength * (isWide ? 7.6 : 7.2));
  const client = gutter + (isWide ? 36 : 26);
  const controller = client + lane;
  const start = controller + lane + (isWide ? 30 : 4);
  const band = isWide ? BAND.wide : BAND.narrow;
  const least = 2 * (isWide ? LANE.node : lane) + 2 * (band + SPACE);
  const { room, before } = isWide ? OTHERS.wide : OTHERS.narrow;
  const fitsAll = nodes.length <= Math.max(1, Math.floor((width - start) / least));
  const left = fitsAll ? start : start + room;
  const count = Math.max(1, Math.min(nodes.length, Math.floor((width - left) / least)));
  const each = (width - left) / count;
  const bandPx = isWide && count === 1 ? BAND.open : band;
  const shown = nodes.slice(0, count).map((node, index) => {
    return nodeColumns(node, left + index * each, each, bandPx);
  });
  const others = fitsAll ? undefined : left - before;
  const hidden = nodes.length - shown.length;
  return { width, gutter, client, controller, others, nodes: shown, hidden };
}

function nodeColumns(node: string, left: number, width: number, bandPx: number): NodeColumns {
  const right = left + width - SPACE;
  const lanes = width - 2 * (bandPx + SPACE) - SPACE;
  return {
    ...{ node, left, right, bandPx },
    agent: left + Math.min(26, lanes * 0.2),
    process: left + lanes * 0.62,
    shown: right - 2 * bandPx - SPACE / 2,
    truth: right - bandPx,
  };
}

/** Whose lane it is that an event stands in; a node's that is not shown is that of all such nodes. */
export function laneX(columns: Columns, who: Who, node: string | undefined): number | undefined {
  if (who === "client") return columns.client;
  if (who === "controller") return columns.controller;
  return ownLaneX(columns, who, node) ?? columns.others;
}

/** Undefined for a node that has no lane of its own. */
export function ownLaneX(
  { nodes }: Columns,
  who: "agent" | "process",
  node: string | undefined,
): number | undefined {
  return nodes.find((one) => one.node === node)?.[who];
}
