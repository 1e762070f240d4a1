/**
 * The space-time diagram: time runs down, each row is an event on somebody's lane.
 *
 * It is a list to a keyboard and a screen reader: arrows go from event to event, Enter tells all of
 * one. Only what is in sight exists in the page, so a day of events costs no more than a minute.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { moment } from "../../kernel/time-text.ts";
import { nextRow } from "../hooks/list-key.ts";
import { useLatest } from "../hooks/use-latest.ts";
import { useScroll } from "../hooks/use-scroll.ts";
import { useSize } from "../hooks/use-size.ts";
import type { Model } from "../model/model.ts";
import { makeColumns } from "./columns.ts";
import { GapTimes } from "./gap-times.tsx";
import { LaneHeads } from "./lane-heads.tsx";
import { Picture } from "./picture.tsx";
import type { Sight } from "./picture.tsx";
import { Row } from "./row.tsx";
import { firstRowAt, makeTimeline } from "./timeline.ts";
import type { Timeline } from "./timeline.ts";
import { WORDS_FROM_PX, fitted, readable, zoomed } from "./zoom.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

export interface DiagramProps {
  readonly model: Model;
  /** Places of the events that have rows. */
  readonly rows: readonly number[];
  /** Ids, those that have to be seen first. */
  readonly nodes: readonly string[];
  /** Places of the events that decide. */
  readonly deciding: readonly number[];
  /** How far these are apart, in words. */
  readonly apart: string;
  readonly selected: number | undefined;
  readonly onSelect: (place: number) => void;
  readonly command: string;
  readonly only: string | undefined;
  readonly showsAcks: boolean;
}

/** What is drawn above and below the window, so that scrolling shows no holes. */
const OVERSCAN_PX = 240;

export function Diagram(props: DiagramProps) {
  const { model, rows, nodes, deciding, selected, onSelect } = props;
  const window = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(window);
  const { top, onScroll, scrollTo } = useScroll(window);
  const [zoomPx, setRowPx] = useState<number | undefined>(undefined);
  const rowPx = zoomPx ?? readable(width);
  const { value: active, now, set: setActive } = useLatest<number | undefined>(undefined);
  const anchor = useRef<{ readonly place: number; readonly offset: number } | undefined>(undefined);
  const timeline = useMemo(
    () => makeTimeline(model.entries, rows, rowPx),
    [model.entries, rows, rowPx],
  );
  const columns = useMemo(
    () => makeColumns({ width, timeLength: timeLength(model), nodes }),
    [width, model, nodes],
  );
  const sight = sightOf(timeline, top, height);
  const wishes = { rows: rows.length, height };

  const keepPlace = (clientY?: number) => {
    const offset =
      clientY === undefined
        ? height / 2
        : clientY - (window.current?.getBoundingClientRect().top ?? 0);
    const row = Math.min(firstRowAt(timeline, top + offset), rows.length - 1);
    const place = rows[row];
    if (place === undefined) return;
    anchor.current = { place, offset: (timeline.ys[row] ?? 0) - top };
  };
  const zoom = (to: number, clientY?: number) => {
    keepPlace(clientY);
    setRowPx(to);
  };
  useLayoutEffect(() => {
    const { place, offset } = anchor.current ?? {};
    anchor.current = undefined;
    if (place !== undefined) scrollTo((timeline.places[place] ?? 0) - (offset ?? 0));
  }, [timeline]);
  const show = (places: readonly number[]) => {
    const ys = places.map((place) => timeline.places[place] ?? 0);
    if (ys.length > 0 && height > 0) scrollTo(framed(Math.min(...ys), Math.max(...ys), height));
  };
  // What decides is in sight at first, and whenever something else does.
  useLayoutEffect(() => show(deciding), [deciding, height > 0]);
  useEffect(() => {
    if (selected === undefined) return;
    setActive(selected);
    const y = timeline.places[selected] ?? 0;
    if (y < top + rowPx || y > top + height - rowPx) show([selected]);
  }, [selected]);
  const wheel = useRef<((event: WheelEvent) => void) | undefined>(undefined);
  wheel.current = (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(zoomed(rowPx, event.deltaY < 0 ? 1 : -1, wishes), event.clientY);
  };
  useEffect(() => {
    const listen = (event: WheelEvent) => wheel.current?.(event);
    // A wheel that zooms must not scroll as well, and only an active listener can say so.
    window.current?.addEventListener("wheel", listen, { passive: false });
    return () => window.current?.removeEventListener("wheel", listen);
  }, []);

  const activeRow = active === undefined ? -1 : rows.indexOf(active);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") zoom(zoomed(rowPx, 1, wishes));
    else if (event.key === "-") zoom(zoomed(rowPx, -1, wishes));
    else if (event.key === "0") zoom(readable(width));
    else if ((event.key === "Enter" || event.key === " ") && now.current !== undefined) {
      onSelect(now.current);
    } else {
      const page = Math.max(1, Math.trunc(height / rowPx / 1.4));
      const row = now.current === undefined ? -1 : rows.indexOf(now.current);
      const next = nextRow(event.key, { active: row, count: rows.length, page });
      if (next === undefined) return;
      setActive(rows[next]);
      const y = timeline.ys[next] ?? 0;
      const at = window.current?.scrollTop ?? 0;
      if (y < at + rowPx) scrollTo(y - rowPx);
      if (y > at + height - rowPx) scrollTo(y - height + rowPx);
    }
    event.preventDefault();
  };

  const inSight = rows.slice(sight.first, sight.last);
  const drawsWords = rowPx >= WORDS_FROM_PX;
  return (
    <div class="diagram">
      <ZoomButtons
        onIn={() => zoom(zoomed(rowPx, 1, wishes))}
        onOut={() => zoom(zoomed(rowPx, -1, wishes))}
        onFit={() => zoom(fitted(wishes))}
        onDeciding={deciding.length === 0 ? undefined : () => show(deciding)}
      />
      <LaneHeads columns={columns} names={model.names} />
      <div
        ref={window}
        class="window"
        role="listbox"
        tabIndex={0}
        aria-label="Events of the run, in the order of time"
        aria-activedescendant={activeRow < 0 ? undefined : rowId(active)}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        onFocus={() => {
          if (active === undefined) setActive(deciding[0] ?? rows[sight.first]);
        }}
      >
        <div class="canvas" style={{ height: `${timeline.height}px` }}>
          {width === 0 ? null : (
            <Picture
              {...{ model, columns, timeline, sight, deciding, selected }}
              {...{ command: props.command, only: props.only, showsAcks: props.showsAcks }}
            />
          )}
          {drawsWords ? (
            <GapTimes {...{ timeline, sight, columns, entries: model.entries, rowPx }} />
          ) : null}
          <Apart {...{ deciding, timeline, apart: props.apart, gutter: columns.gutter }} />
          {inSight.map((place, index) => {
            const entry = model.entries[place];
            if (entry === undefined) return null;
            const row = sight.first + index;
            const before = rows[row - 1];
            const beforeMs = before === undefined ? -1 : model.entries[before]?.event.atMs;
            return (
              <Row
                key={place}
                id={rowId(place)}
                {...{ entry, place, columns, rowPx, names: model.names, onSelect }}
                y={timeline.ys[row] ?? 0}
                time={beforeMs === entry.event.atMs ? "" : moment(entry.event.atMs - model.readyMs)}
                drawsWords={drawsWords || deciding.includes(place)}
                deciding={deciding.indexOf(place) + 1}
                isActive={place === active}
                isSelected={place === selected}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <p class="nothing">No event passes the filter.</p> : null}
      {columns.hidden > 0 ? (
        <p class="note">
          {columns.hidden} more {columns.hidden === 1 ? "node has" : "nodes have"} no lane of{" "}
          {columns.hidden === 1 ? "its" : "their"} own: choose one above to see all of it.
        </p>
      ) : null}
    </div>
  );
}

function rowId(place: number | undefined): string {
  return `row-${place ?? ""}`;
}

function timeLength({ entries, readyMs }: Model): number {
  return moment((entries.at(-1)?.event.atMs ?? 0) - readyMs).length;
}

function sightOf(timeline: Timeline, top: number, height: number): Sight {
  const [from, to] = [top - OVERSCAN_PX, top + height + OVERSCAN_PX];
  const sight = { windowTop: top, top: Math.max(0, from), bottom: Math.min(timeline.height, to) };
  return { ...sight, first: firstRowAt(timeline, from), last: firstRowAt(timeline, to) };
}

/** Both in the middle; when they lie too far apart, the first at the top. */
function framed(top: number, bottom: number, height: number): number {
  return bottom - top > height - 60 ? top - 40 : (top + bottom) / 2 - height / 2;
}

/** How far apart the two are that decide, at the bracket between them. */
function Apart({
  deciding,
  timeline,
  apart,
  gutter,
}: {
  readonly deciding: readonly number[];
  readonly timeline: Timeline;
  readonly apart: string;
  readonly gutter: number;
}) {
  const [first, second] = deciding;
  if (first === undefined || second === undefined || apart === "") return null;
  const y = ((timeline.places[first] ?? 0) + (timeline.places[second] ?? 0)) / 2;
  return (
    <div class="apart" aria-hidden="true" style={{ top: `${y - 10}px`, left: `${gutter + 8}px` }}>
      {apart}
    </div>
  );
}
