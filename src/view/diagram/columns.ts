/**
 * Where the lanes stand: the client, the controller, and for each node that is shown its agent, its
 * processes, and two bands: what the API shows, what is true.
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
const BAND = { narrow: 24, wide: 30, open: 92 };
const SPACE = 6;

export function makeColumns({ width, timeLength, nodes }: ColumnWishes): Columns {
  const isWide = width >= WIDE_FROM;
  const lane = isWide ? LANE.wide : LANE.narrow;
  const gutter = 14 + Math.ceil(timeLength * (isWide ? 7.6 : 7.2));
  const client = gutter + (isWide ? 36 : 26);
  const controller = client + lane;
  const left = controller + lane + (isWide ? 30 : 4);
  const band = isWide ? BAND.wide : BAND.narrow;
  const least = 2 * (isWide ? LANE.node : lane) + 2 * (band + SPACE);
  const count = Math.max(1, Math.min(nodes.length, Math.floor((width - left) / least)));
  const each = (width - left) / count;
  const bandPx = isWide && count === 1 ? BAND.open : band;
  const shown = nodes.slice(0, count).map((node, index) => {
    const start = left + index * each;
    return nodeColumns(node, start, each, bandPx);
  });
  return { width, gutter, client, controller, nodes: shown, hidden: nodes.length - shown.length };
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

/** Undefined for a node that has no lane. */
export function laneX(columns: Columns, who: Who, node: string | undefined): number | undefined {
  if (who === "client") return columns.client;
  if (who === "controller") return columns.controller;
  return columns.nodes.find((one) => one.node === node)?.[who];
}
