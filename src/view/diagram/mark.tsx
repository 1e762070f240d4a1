/** The mark of an event on its lane: by its shape what it means, by its colour once more. */
import type { PageTone } from "../page-data.ts";

export function Mark({
  x,
  y,
  tone,
  deciding,
  isSelected,
}: {
  readonly x: number;
  readonly y: number;
  readonly tone: PageTone;
  /** 1 or 2 of those that decide, else 0. */
  readonly deciding: number;
  readonly isSelected: boolean;
}) {
  return (
    <g class={`mark ${tone}${deciding > 0 ? " deciding" : ""}`}>
      {isSelected ? <circle class="halo" cx={x} cy={y} r={12} /> : null}
      {deciding > 0 ? (
        <>
          <circle cx={x} cy={y} r={9} />
          <text x={x} y={y + 4}>
            {deciding}
          </text>
        </>
      ) : (
        <Shape x={x} y={y} tone={tone} />
      )}
    </g>
  );
}

function Shape({
  x,
  y,
  tone,
}: {
  readonly x: number;
  readonly y: number;
  readonly tone: PageTone;
}) {
  if (tone === "mishap") return <path d={`M${x},${y - 6}l6,6l-6,6l-6,-6z`} />;
  if (tone === "bad") return <rect x={x - 4.5} y={y - 4.5} width={9} height={9} />;
  return <circle cx={x} cy={y} r={tone === "good" ? 5 : 3.5} />;
}
