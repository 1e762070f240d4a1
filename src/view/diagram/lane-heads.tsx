/** The names of the lanes, above them. */
import type { Names } from "../model/names.ts";
import { WIDE_FROM } from "./columns.ts";
import type { Columns } from "./columns.ts";

export function LaneHeads({
  columns,
  names,
}: {
  readonly columns: Columns;
  readonly names: Names;
}) {
  const { width, client, controller, others, nodes } = columns;
  return (
    <div class="lane-heads" aria-hidden="true">
      <Head x={client} says="client" />
      <Head x={controller} says="controller" />
      {others === undefined ? null : <OthersHead x={others} isWide={width >= WIDE_FROM} />}
      {nodes.map((one) => (
        <div key={one.node}>
          <div
            class="node-head"
            style={{ left: `${one.left}px`, width: `${one.right - one.left}px` }}
          >
            {names.node(one.node)}
          </div>
          <Head x={one.agent} says="agent" />
          <Head x={one.process} says="process" />
          <Head x={one.shown + one.bandPx / 2} says="API" />
          <Head x={one.truth + one.bandPx / 2} says="true" />
        </div>
      ))}
    </div>
  );
}

/** Where lanes are narrow it stands above its neighbours, beside the names of nodes. */
function OthersHead({ x, isWide }: { readonly x: number; readonly isWide: boolean }) {
  return (
    <span class={`lane-head${isWide ? "" : " raised"}`} style={{ left: `${x}px` }}>
      {isWide ? "other nodes" : "others"}
    </span>
  );
}

function Head({ x, says }: { readonly x: number; readonly says: string }) {
  return (
    <span class="lane-head" style={{ left: `${x}px` }}>
      {says}
    </span>
  );
}
