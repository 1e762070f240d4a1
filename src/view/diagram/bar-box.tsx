/** What lasts, as a box on its lane. */
import type { Bar } from "../model/bar.ts";
import { ownLaneX } from "./columns.ts";
import type { Columns } from "./columns.ts";
import type { Timeline } from "./timeline.ts";

const WIDTHS: Readonly<Record<Bar["kind"], number>> = {
  ...{ queued: 6, job: 8, process: 14, escaped: 14, down: 18, cut: 4 },
};

export function BarBox({
  bar,
  columns,
  timeline,
  isDim,
}: {
  readonly bar: Bar;
  readonly columns: Columns;
  readonly timeline: Timeline;
  readonly isDim: boolean;
}) {
  // In the lane of several nodes bars of all of them would lie on each other.
  const x = ownLaneX(columns, bar.who, bar.node);
  if (x === undefined) return null;
  const y = timeline.places[bar.from] ?? 0;
  const end = bar.to === undefined ? timeline.height : (timeline.places[bar.to] ?? 0);
  const width = WIDTHS[bar.kind];
  return (
    <rect
      class={`bar ${bar.kind}${isDim ? " dim" : ""}`}
      {...{ x: x - width / 2, y, width, height: Math.max(2, end - y) }}
      rx={3}
    />
  );
}
