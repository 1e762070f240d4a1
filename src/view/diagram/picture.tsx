/** The lines of the diagram that are in sight: lanes, bars, arrows, bands, marks. */
import type { Model } from "../model/model.ts";
import { placeKey } from "../model/fact.ts";
import { ArrowLine } from "./arrow-line.tsx";
import { Bands } from "./bands.tsx";
import { BarBox } from "./bar-box.tsx";
import { laneX } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { Mark } from "./mark.tsx";
import type { Timeline } from "./timeline.ts";

export interface Sight {
  /** Of the window, and of what is drawn, which is a little more. */
  readonly windowTop: number;
  readonly top: number;
  readonly bottom: number;
  /** Rows from the first to the one before the last. */
  readonly first: number;
  readonly last: number;
}

export interface PictureProps {
  readonly model: Model;
  readonly columns: Columns;
  readonly timeline: Timeline;
  readonly sight: Sight;
  /** Places of the events that decide, in their order. */
  readonly deciding: readonly number[];
  readonly selected: number | undefined;
  /** Whose bands are shown. */
  readonly command: string;
  /** Only messages of these commands; undefined: all. */
  readonly only: string | undefined;
  readonly showsAcks: boolean;
}

export function Picture(props: PictureProps) {
  const { columns, timeline, sight } = props;
  return (
    <svg aria-hidden="true" width={columns.width} height={timeline.height}>
      <Patterns />
      <Lanes columns={columns} sight={sight} />
      <Bars {...props} />
      <BandsInSight {...props} />
      <Between {...props} />
      <Arrows {...props} />
      <Marks {...props} />
    </svg>
  );
}

function Patterns() {
  return (
    <defs>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse">
        <path d="M-1,8L8,-1" class="hatch" />
      </pattern>
      <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1.1" class="dots" />
      </pattern>
    </defs>
  );
}

function Lanes({ columns, sight }: { readonly columns: Columns; readonly sight: Sight }) {
  const { others } = columns;
  const xs = [
    columns.client,
    columns.controller,
    ...columns.nodes.flatMap((n) => [n.agent, n.process]),
  ];
  return (
    <g class="lanes">
      {xs.map((x) => (
        <line key={x} x1={x} x2={x} y1={sight.top} y2={sight.bottom} />
      ))}
      {others === undefined ? null : (
        <line class="others" x1={others} x2={others} y1={sight.top} y2={sight.bottom} />
      )}
    </g>
  );
}

function isInSight({ top, bottom }: Sight, one: number, other: number): boolean {
  return Math.max(one, other) >= top && Math.min(one, other) <= bottom;
}

function Bars({ model, columns, timeline, sight, only }: PictureProps) {
  const { places, height } = timeline;
  const bars = model.bars.filter(({ from, to }) =>
    isInSight(sight, places[from] ?? 0, to === undefined ? height : (places[to] ?? 0)),
  );
  return (
    <g>
      {bars.map((bar) => (
        <BarBox
          key={`${bar.kind}${bar.from}`}
          {...{ bar, columns, timeline }}
          isDim={only !== undefined && bar.command !== undefined && bar.command !== only}
        />
      ))}
    </g>
  );
}

function Arrows(props: PictureProps) {
  const { model, columns, timeline, sight, deciding, selected, only, showsAcks } = props;
  const { places } = timeline;
  const inSight = model.arrows.filter(
    ({ from, to, kind }) =>
      isInSight(sight, places[from] ?? 0, places[to] ?? 0) &&
      (showsAcks || (kind !== "ack" && kind !== "progress") || changes(model, to)) &&
      isAbout(model, from, only),
  );
  const marked = new Set([...deciding, ...(selected === undefined ? [] : [selected])]);
  return (
    <g>
      {inSight.map((arrow) => (
        <ArrowLine
          key={`${arrow.kind}${arrow.from}`}
          {...{ arrow, columns, timeline }}
          isMarked={marked.has(arrow.from) || marked.has(arrow.to)}
        />
      ))}
    </g>
  );
}

/** Whether a report tells of what came of it. */
function changes({ entries }: Model, arrival: number): boolean {
  const [end, next] = [entries[arrival], entries[arrival + 1]];
  if (end?.isTold === true) return true;
  return next?.isTold === true && next.who === end?.who && next.event.atMs === end.event.atMs;
}

function isAbout({ entries }: Model, place: number, only: string | undefined): boolean {
  const command = entries[place]?.command;
  return only === undefined || command === undefined || command === only;
}

function BandsInSight({ model, columns, timeline, sight, command }: PictureProps) {
  return (
    <g>
      {columns.nodes.map((node) => {
        const invocation = model.invocations.get(placeKey(command, node.node));
        if (invocation === undefined) return null;
        return (
          <Bands
            key={node.node}
            {...{ invocation, columns: node, timeline }}
            top={sight.windowTop}
          />
        );
      })}
    </g>
  );
}

/** The stretch between the two events that decide. */
function Between({ model, columns, timeline, deciding }: PictureProps) {
  const [first, second] = deciding;
  if (first === undefined || second === undefined) return null;
  const y0 = timeline.places[first] ?? 0;
  const y1 = timeline.places[second] ?? 0;
  const ends = deciding.map((place) => {
    const entry = model.entries[place];
    return entry === undefined ? undefined : laneX(columns, entry.who, entry.node);
  });
  const [x0 = columns.gutter, x1 = columns.gutter] = ends;
  const path = `M${x0},${y0}H${columns.gutter + 4}V${y1}H${x1}`;
  return <path class="between" d={path} />;
}

function Marks({ model, columns, timeline, sight, deciding, selected }: PictureProps) {
  const { rows, ys } = timeline;
  const inSight = rows.slice(sight.first, sight.last);
  return (
    <g>
      {inSight.map((place, index) => {
        const entry = model.entries[place];
        const x = entry === undefined ? undefined : laneX(columns, entry.who, entry.node);
        if (entry === undefined || x === undefined) return null;
        return (
          <Mark
            key={place}
            {...{ x, y: ys[sight.first + index] ?? 0, tone: entry.tone }}
            deciding={deciding.indexOf(place) + 1}
            isSelected={selected === place}
          />
        );
      })}
    </g>
  );
}
