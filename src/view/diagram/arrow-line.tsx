/** A message: a line with a head; what was lost ends in a cross half-way. */
import type { Arrow } from "../model/arrow.ts";
import { laneX } from "./columns.ts";
import type { Columns } from "./columns.ts";
import type { Timeline } from "./timeline.ts";

/** How much above its arrival a call is drawn to leave: the trace does not tell when it did. */
const CALL_RISE = 9;

interface Ends {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export function ArrowLine({
  arrow,
  columns,
  timeline,
  isMarked,
}: {
  readonly arrow: Arrow;
  readonly columns: Columns;
  readonly timeline: Timeline;
  readonly isMarked: boolean;
}) {
  const ends = endsOf(arrow, columns, timeline);
  if (ends === undefined) return null;
  const { x0, y0, x1, y1 } = ends;
  const isLost = arrow.lost !== undefined;
  const name = `arrow ${arrow.kind}${isLost ? " lost" : ""}${isMarked ? " marked" : ""}`;
  return (
    <g class={name}>
      <line x1={x0} y1={y0} x2={x1} y2={y1} />
      {isLost ? <Cross x={x1} y={y1} /> : <Head {...ends} />}
    </g>
  );
}

function endsOf(arrow: Arrow, columns: Columns, { places }: Timeline): Ends | undefined {
  const y0 = places[arrow.from] ?? 0;
  const y1 = places[arrow.to] ?? 0;
  if (arrow.kind === "call" || arrow.kind === "answer") {
    const [from, to] =
      arrow.kind === "call"
        ? [columns.client, columns.controller]
        : [columns.controller, columns.client];
    return arrow.kind === "call"
      ? { x0: from, y0: y0 - CALL_RISE, x1: to, y1: y0 }
      : { x0: from, y0, x1: to, y1: y0 + CALL_RISE };
  }
  const agent = laneX(columns, "agent", arrow.node);
  if (agent === undefined) return undefined;
  const [x0, x1] = arrow.isToNode ? [columns.controller, agent] : [agent, columns.controller];
  // Of what is lost only that it left is known: it ends half-way.
  if (arrow.lost !== undefined) return { x0, y0, x1: (x0 + x1) / 2, y1: y0 + 8 };
  return { x0, y0, x1, y1 };
}

function Head({ x0, y0, x1, y1 }: Ends) {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - 8 * ux, y1 - 8 * uy];
  const points = [
    [x1, y1],
    [bx - 3.5 * uy, by + 3.5 * ux],
    [bx + 3.5 * uy, by - 3.5 * ux],
  ];
  return <polygon points={points.map((point) => point.join(",")).join(" ")} />;
}

function Cross({ x, y }: { readonly x: number; readonly y: number }) {
  return <path d={`M${x - 4},${y - 4}l8,8m0,-8l-8,8`} />;
}
