/**
 * Every event as a row of a table: the same as the diagram, for whoever can't see that.
 *
 * Only the rows in sight exist; the table says how many there are. One row can be reached by Tab, the
 * arrow keys go on from it, Enter tells all of the event.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { moment } from "../../kernel/time-text.ts";
import { nextRow } from "../hooks/list-key.ts";
import { useLatest } from "../hooks/use-latest.ts";
import { useScroll } from "../hooks/use-scroll.ts";
import { useSize } from "../hooks/use-size.ts";
import type { Entry } from "../model/entry.ts";
import type { Model } from "../model/model.ts";

const ROW_PX = 30;
const OVERSCAN = 8;

export function EventTable({
  model,
  rows,
  deciding,
  selected,
  onSelect,
}: {
  readonly model: Model;
  readonly rows: readonly number[];
  readonly deciding: readonly number[];
  readonly selected: number | undefined;
  readonly onSelect: (place: number) => void;
}) {
  const window = useRef<HTMLDivElement>(null);
  const { height } = useSize(window);
  const { top, onScroll, scrollTo } = useScroll(window);
  const { value: active, now, set: setActive } = useLatest(0);
  const takesFocus = useRef(false);
  const first = Math.max(0, Math.floor(top / ROW_PX) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW_PX) + OVERSCAN);
  const reach = Math.min(active, rows.length - 1);
  // A row that is out of sight can't be reached by Tab: the first one in sight stands in for it.
  const tabStop = reach >= first && reach < last ? reach : first + OVERSCAN;

  const goTo = (row: number) => {
    setActive(row);
    const y = row * ROW_PX;
    const at = window.current?.scrollTop ?? 0;
    if (y < at) scrollTo(y);
    else if (y + 2 * ROW_PX > at + height) scrollTo(y - height + 2 * ROW_PX);
  };
  useLayoutEffect(() => {
    const row = selected === undefined ? -1 : rows.indexOf(selected);
    if (row >= 0) goTo(row);
  }, [selected]);
  // At once: an effect that waits for a frame may come when the next key has been pressed.
  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    takesFocus.current = false;
    window.current?.querySelector<HTMLElement>(`[data-row="${active}"]`)?.focus();
  }, [active, first, last]);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / ROW_PX) - 2);
    const at = takesFocus.current ? now.current : tabStop;
    const next = nextRow(event.key, { active: at, count: rows.length, page });
    const place = rows[at];
    if (next !== undefined) {
      takesFocus.current = true;
      goTo(next);
    } else if ((event.key === "Enter" || event.key === " ") && place !== undefined) onSelect(place);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={window} class="table-window" onScroll={onScroll} onKeyDown={onKeyDown}>
      <table role="grid" class="events" aria-label="Events" aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map(([name, className]) => (
              <th key={name} scope="col" class={className}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space rows={first} />
          {rows.slice(first, last).map((place, index) => {
            const entry = model.entries[place];
            const row = first + index;
            if (entry === undefined) return null;
            return (
              <tr
                key={place}
                data-row={row}
                class={`${entry.tone}${deciding.includes(place) ? " deciding" : ""}`}
                aria-rowindex={row + 2}
                aria-selected={place === selected}
                tabIndex={row === tabStop ? 0 : -1}
                onClick={() => {
                  setActive(row);
                  onSelect(place);
                }}
              >
                <Cells {...{ entry, model, deciding: deciding.indexOf(place) + 1 }} />
              </tr>
            );
          })}
          <Space rows={rows.length - last} />
        </tbody>
      </table>
    </div>
  );
}

const COLUMNS = [
  ["seq", "number wide"],
  ["time", "number"],
  ["what", "what"],
  ["node", ""],
  ["command", "wide"],
  ["who", "wide"],
  ["event", "wide"],
] as const;

/** Room for rows that are out of sight. It has one cell: columns that are hidden get no width by it. */
function Space({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" class="space">
      <td style={{ height: `${rows * ROW_PX}px` }} />
    </tr>
  );
}

function Cells({
  entry: { event, says, node, command },
  model: { names, readyMs },
  deciding,
}: {
  readonly entry: Entry;
  readonly model: Model;
  readonly deciding: number;
}) {
  return (
    <>
      <td class="number wide">{event.seq}</td>
      <td class="number">{moment(event.atMs - readyMs)}</td>
      <td class="what">
        {deciding > 0 ? <span class="badge small">{deciding}</span> : null}
        {says}
      </td>
      <td>{node === undefined ? "" : names.node(node)}</td>
      <td class="wide">{command === undefined ? "" : names.command(command)}</td>
      <td class="wide">{event.source}</td>
      <td class="wide">{event.event}</td>
    </>
  );
}
