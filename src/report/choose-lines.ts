/**
 * Which lines of a long story are shown: those nearest to the ones that decide, so many in all.
 */
import type { StoryLine } from "./story.ts";

/** Lines that were left out, between two that are shown. */
export interface Gap {
  readonly leftOut: number;
}

export type ShownLine = StoryLine | Gap;

export function isGap(line: ShownLine): line is Gap {
  return "leftOut" in line;
}

export interface LineWishes {
  /** Lines at most. */
  readonly max: number;
  /** `seq` of what has to be there. */
  readonly around: readonly number[];
  /** Lines at most before the first of these. @defaultValue all */
  readonly lead?: number | undefined;
}

/** The lines that are shown, and the gaps between them. */
export function chooseLines(
  lines: readonly StoryLine[],
  { max, around, lead }: LineWishes,
): readonly ShownLine[] {
  const centres = centresOf(lines, around);
  const from = lead === undefined ? 0 : Math.max(0, Math.min(...centres) - lead);
  if (lines.length <= max && from === 0) return lines;
  const byDistance = distances(lines.length, centres)
    .map((distance, index) => ({ distance, index }))
    .filter(({ index }) => index >= from)
    .sort((left, right) => left.distance - right.distance || left.index - right.index);
  const kept = new Set(byDistance.slice(0, max).map(({ index }) => index));
  return withGaps(lines, kept);
}

/** The places of what decides; with nothing of the kind the two ends of the story. */
function centresOf(lines: readonly StoryLine[], around: readonly number[]): readonly number[] {
  const places = around.map((seq) => lines.findIndex((line) => line.seq === seq));
  const found = places.filter((place) => place >= 0);
  return found.length > 0 ? found : [0, lines.length - 1];
}

/** How far each line is from the nearest centre: two sweeps. */
function distances(length: number, centres: readonly number[]): readonly number[] {
  const found = Array.from({ length }, () => length);
  for (const centre of centres) found[centre] = 0;
  for (let index = 1; index < length; index += 1) {
    found[index] = Math.min(found[index] ?? length, (found[index - 1] ?? length) + 1);
  }
  for (let index = length - 2; index >= 0; index -= 1) {
    found[index] = Math.min(found[index] ?? length, (found[index + 1] ?? length) + 1);
  }
  return found;
}

function withGaps(lines: readonly StoryLine[], kept: ReadonlySet<number>): readonly ShownLine[] {
  const shown: ShownLine[] = [];
  let leftOut = 0;
  for (const [index, line] of lines.entries()) {
    if (!kept.has(index)) {
      leftOut += 1;
      continue;
    }
    if (leftOut > 0) shown.push({ leftOut });
    shown.push(line);
    leftOut = 0;
  }
  return leftOut > 0 ? [...shown, { leftOut }] : shown;
}
