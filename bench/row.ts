/**
 * One line of what `npm run bench` prints, and the table that it stands in.
 *
 * A row is a ratio wherever there is something to compare with in the same run: absolute speeds
 * of a shared machine are not worth keeping. Absolute ones stand in the note.
 */

export interface Row {
  /** What was measured, in one phrase. */
  readonly name: string;
  readonly value: number;
  /** Such as "x", "%", "bytes", "s". */
  readonly unit: string;
  /** In the unit of the value; without it nothing is asked of the number. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
  /** Absolute numbers and circumstances. */
  readonly note?: string;
}

/** Whether a row reaches its goal; undefined when it has none. */
export function isReached({ value, goal }: Row): boolean | undefined {
  if (goal === undefined) return undefined;
  return "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost;
}

/** The rows as a table for people, one line each. */
export function tableText(rows: readonly Row[]): string {
  const cells = [
    ["what", "measured", "goal", "reached", "note"],
    ...rows.map((row) => [
      row.name,
      `${numberText(row.value)} ${row.unit}`,
      goalText(row),
      reachedText(row),
      row.note ?? "",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function goalText({ goal, unit }: Row): string {
  if (goal === undefined) return "-";
  return "atLeast" in goal
    ? `>= ${numberText(goal.atLeast)} ${unit}`
    : `<= ${numberText(goal.atMost)} ${unit}`;
}

function reachedText(row: Row): string {
  const reached = isReached(row);
  return reached === undefined ? "-" : reached ? "yes" : "NO";
}

/** Three digits that count are more than such a measurement has. */
function numberText(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
