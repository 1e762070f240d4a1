/** One event of the diagram: its time, its words beside its mark; the whole row can be chosen. */
import type { Entry } from "../model/entry.ts";
import type { Names } from "../model/names.ts";
import { laneX } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { labelPlace } from "./label-place.ts";

export function Row({
  id,
  entry,
  place,
  columns,
  rowPx,
  y,
  time,
  names,
  drawsWords,
  deciding,
  isActive,
  isSelected,
  onSelect,
}: {
  readonly id: string;
  readonly entry: Entry;
  readonly place: number;
  readonly columns: Columns;
  readonly rowPx: number;
  readonly y: number;
  /** "" where it is that of the row above. */
  readonly time: string;
  readonly names: Names;
  readonly drawsWords: boolean;
  /** 1 or 2, else 0. */
  readonly deciding: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (place: number) => void;
}) {
  const x = laneX(columns, entry.who, entry.node);
  const isOthers = x !== undefined && x === columns.others;
  const says = isOthers ? otherWords(entry, names) : wordsOf(entry, columns, names);
  const isNamed = says !== entry.says;
  const unseenWhere = isNamed ? entry.who : whereOf(entry, names);
  const beside =
    x === undefined
      ? { left: `${columns.controller + 11}px` }
      : labelPlace(x, says, columns.gutter, columns.width);
  const state = `${deciding > 0 ? " deciding" : ""}${isActive ? " active" : ""}`;
  return (
    <div
      id={id}
      class={`row ${entry.tone}${state}${isOthers ? " others" : ""}`}
      role="option"
      aria-selected={isSelected}
      style={{ top: `${y - rowPx / 2}px`, height: `${rowPx}px` }}
      onClick={() => onSelect(place)}
    >
      <span class={drawsWords ? "time" : "unseen"} style={{ width: `${columns.gutter - 8}px` }}>
        {time}
      </span>
      <span class="unseen">
        {time === "" ? "" : time.includes(":") ? " " : " s "}
        {x === undefined ? "" : `${unseenWhere}: `}
      </span>
      <span class={drawsWords ? "words" : "unseen"} style={beside}>
        {x === undefined ? `${whereOf(entry, names)}: ${says}` : says}
      </span>
      {deciding > 0 ? <span class="unseen">, event {deciding} of the two that decide</span> : null}
    </div>
  );
}

/** In the lane of several nodes each event names its own, and whether it is of a process. */
function otherWords({ says, who, node = "" }: Entry, names: Names): string {
  return `${names.node(node)}${who === "process" ? " process" : ""}: ${says}`;
}

/** With several nodes in sight the controller says of which it speaks. */
function wordsOf({ says, who, node }: Entry, { nodes, hidden }: Columns, names: Names): string {
  const isAlone = nodes.length + hidden < 2;
  return who === "controller" && node !== undefined && !isAlone
    ? `${names.node(node)} ${says}`
    : says;
}

function whereOf({ who, node }: Entry, names: Names): string {
  return node === undefined || who === "client" ? who : `${names.node(node)} ${who}`;
}
