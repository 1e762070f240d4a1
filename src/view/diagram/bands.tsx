/** What the API shows of one invocation beside what is true, and where the two do not agree. */
import type { Disagreement, Invocation } from "../model/invocation.ts";
import { statusTone } from "../status-tone.ts";
import type { NodeColumns } from "./columns.ts";
import type { Timeline } from "./timeline.ts";

export function Bands({
  invocation,
  columns,
  timeline,
  top,
}: {
  readonly invocation: Invocation;
  readonly columns: NodeColumns;
  readonly timeline: Timeline;
  /** Of the window: words stand below it. */
  readonly top: number;
}) {
  const { shown, truths, disagreements } = invocation;
  return (
    <g class="bands">
      {shown.map(({ from, status }, index) => (
        <Segment
          key={`shown${from}`}
          {...{ text: status, tone: `status-${statusTone(status)}` }}
          {...spanOf(timeline, from, shown[index + 1]?.from)}
          {...{ x: columns.shown, width: columns.bandPx, top }}
        />
      ))}
      {truths.map(({ from, kind, says }, index) => (
        <Segment
          key={`truth${from}`}
          {...{ text: says, tone: `truth-${kind}` }}
          {...spanOf(timeline, from, truths[index + 1]?.from)}
          {...{ x: columns.truth, width: columns.bandPx, top }}
        />
      ))}
      {disagreements.map((one) => (
        <Clash key={`clash${one.from}`} {...{ disagreement: one, columns, timeline }} />
      ))}
    </g>
  );
}

interface Span {
  readonly y: number;
  readonly height: number;
}

function spanOf({ places, height }: Timeline, from: number, to: number | undefined): Span {
  const y = places[from] ?? 0;
  return { y, height: Math.max(0, (to === undefined ? height : (places[to] ?? 0)) - y) };
}

/** Its words where they fit: across, or turned by 90 degrees. */
function Segment({
  text,
  tone,
  x,
  width,
  y,
  height,
  top,
}: Span & {
  readonly text: string;
  readonly tone: string;
  readonly x: number;
  readonly width: number;
  readonly top: number;
}) {
  if (height <= 0) return null;
  const length = text.length * 6.2 + 8;
  const from = Math.max(y, top);
  const room = y + height - from;
  const isAcross = width >= length && room >= 14;
  const isTurned = !isAcross && room >= length;
  return (
    <g class={`segment ${tone}`}>
      <rect {...{ x, y, width, height }} rx={2} />
      {isAcross ? (
        <text x={x + 6} y={from + Math.min(room / 2 + 4, 15)}>
          {text}
        </text>
      ) : null}
      {isTurned ? (
        <text transform={`translate(${x + width / 2 + 4},${from + length - 3}) rotate(-90)`}>
          {text}
        </text>
      ) : null}
    </g>
  );
}

function Clash({
  disagreement: { kind, from, to },
  columns: { shown, truth, bandPx },
  timeline,
}: {
  readonly disagreement: Disagreement;
  readonly columns: NodeColumns;
  readonly timeline: Timeline;
}) {
  const { y, height } = spanOf(timeline, from, to);
  if (height <= 0) return null;
  const right = truth + bandPx;
  return (
    <g class={`clash ${kind}`}>
      <rect x={shown - 2} y={y} width={right - shown + 4} height={height} rx={3} />
      <text x={(shown + right) / 2} y={y + Math.min(height / 2 + 4, 40)}>
        {height >= 12 ? (kind === "false" ? "≠" : "…") : ""}
      </text>
    </g>
  );
}
