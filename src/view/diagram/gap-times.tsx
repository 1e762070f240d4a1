/** How long nothing happened, between two rows, where that is a second or more. */
import { shortLength } from "../../kernel/time-text.ts";
import type { Entry } from "../model/entry.ts";
import type { Columns } from "./columns.ts";
import type { Sight } from "./picture.tsx";
import type { Timeline } from "./timeline.ts";

const TOLD_FROM_MS = 1000;

export function GapTimes({
  timeline: { rows, ys },
  sight,
  columns,
  entries,
  rowPx,
}: {
  readonly timeline: Timeline;
  readonly sight: Sight;
  readonly columns: Columns;
  readonly entries: readonly Entry[];
  readonly rowPx: number;
}) {
  if (rowPx < 20) return null;
  return (
    <>
      {rows.slice(sight.first, sight.last).map((place, index) => {
        const row = sight.first + index;
        const after = entries[rows[row + 1] ?? -1];
        const ms = (after?.event.atMs ?? 0) - (entries[place]?.event.atMs ?? 0);
        if (after === undefined || ms < TOLD_FROM_MS) return null;
        const y = ((ys[row] ?? 0) + (ys[row + 1] ?? 0)) / 2;
        const style = { top: `${y - 8}px`, width: `${columns.gutter - 6}px` };
        return (
          <div key={place} class="gap-time" aria-hidden="true" style={style}>
            +{shortLength(ms)}
          </div>
        );
      })}
    </>
  );
}
