/**
 * The frames of a trace as short slices on the links of both ends, and arrows between them.
 */
import { textOf } from "../../scenario/property/fact.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { frameWays } from "../frame-ways.ts";
import type { FrameWay } from "../frame-ways.ts";
import type { Pen } from "./read-events.ts";
import type { Track } from "./tracks.ts";

export function drawFrames(events: readonly TraceEvent[], pen: Pen): void {
  // In the order of time, so that the slices of a link stand one behind the other. Of an arrow
  // Perfetto takes no id but a number.
  const ways = frameWays(events);
  const ends = ways.flatMap((way, index) => endsOf(way, `0x${(index + 1).toString(16)}`, pen));
  ends.sort(
    (left, right) => left.event.atMs - right.event.atMs || left.event.seq - right.event.seq,
  );
  for (const { event, track, name, ph, id } of ends) {
    const ts = pen.pages.tick(track, event, name);
    if (id !== undefined) pen.pages.flow(ph, track, id, ts);
  }
}

interface End {
  readonly event: TraceEvent;
  readonly track: Track;
  readonly name: string;
  readonly ph: "s" | "f";
  /** Undefined of a frame of which nobody knows whether it has arrived. */
  readonly id: string | undefined;
}

function endsOf(way: FrameWay, flow: string, { tracks }: Pen): readonly End[] {
  const { sent, arrived, lost, message, node, isCancel, isToAgent } = way;
  const [here, there] = [tracks.ofController("link"), tracks.ofNode(node, "link")];
  const [from, to] = isToAgent ? [here, there] : [there, here];
  const kind = isCancel ? `${message} (cancel)` : message;
  const name = [kind, textOf(sent, "documentStatus")].filter((word) => word !== "").join(" ");
  const end = lost ?? arrived;
  const id = end === undefined ? undefined : flow;
  const leaving: End = { event: sent, track: from, name, ph: "s", id };
  if (end === undefined) return [leaving];
  const isLost = lost !== undefined;
  const arriving = { name: isLost ? `lost: ${name}` : name, track: isLost ? from : to };
  return [leaving, { event: end, ...arriving, ph: "f", id }];
}
