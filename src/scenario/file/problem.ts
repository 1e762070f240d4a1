/**
 * What is wrong with a scenario file: one line each, in the order of their places.
 */
import { nearest } from "../../world/nearest.ts";
import type { Place } from "../scenario.ts";
import { pathText } from "./path.ts";
import type { Path } from "./path.ts";

export interface Problem {
  readonly file: string;
  /** Of a text; a value that a program made has none. */
  readonly place?: Place;
  /** Such as `steps[2].at`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** The allowed word that is most like the one found. */
  readonly nearest?: string;
}

/** The first problems of a file, and how many more there are. */
export interface Problems {
  readonly problems: readonly Problem[];
  readonly more: number;
}

/** Something wrong, before it is known where in the text it stands. */
export interface Mistake {
  readonly path: Path;
  /** It is the key at the end of the path that is wrong, and not what stands behind it. */
  readonly isKey?: true;
  readonly expected: string;
  readonly found: string;
  /** The word that is wrong, and those that are allowed. */
  readonly word?: string;
  readonly words?: readonly string[];
  /** For what has a place and no path: text that can't be read. */
  readonly place?: Place;
}

export const PROBLEMS_MAX = 20;
/** Longer words are like nothing. */
const WORD_LENGTH_MAX = 60;

/** `file:line:column: path: expected X, found Y (the nearest is Z)`. */
export function problemText(problem: Problem): string {
  const { file, place } = problem;
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  return `${where}: ${claimText(problem)}`;
}

/** The same without the file: `path: expected X, found Y (the nearest is Z)`. */
export function claimText({ path, expected, found, nearest: near }: Problem): string {
  const what = path === "" ? "" : `${path}: `;
  const hint = near === undefined ? "" : ` (the nearest is ${near})`;
  return `${what}expected ${expected}, found ${found}${hint}`;
}

/** A line for each problem, and one that counts those that are left out. */
export function problemLines(file: string, { problems, more }: Problems): readonly string[] {
  const lines = problems.map(problemText);
  return more === 0 ? lines : [...lines, `${file}: and ${more} more`];
}

/** The mistakes of a file in the order of their places, the first of them. */
export function listProblems(
  mistakes: readonly Mistake[],
  file: string,
  placeOf: (path: Path, isKey: boolean) => Place | undefined,
): Problems {
  const placed = mistakes.map((mistake) => ({
    mistake,
    place: mistake.place ?? placeOf(mistake.path, mistake.isKey === true),
  }));
  placed.sort((one, other) => comparePlaces(one.place, other.place));
  const problems = placed.slice(0, PROBLEMS_MAX).map(({ mistake, place }): Problem => {
    const { path, isKey, expected, found } = mistake;
    const near = nearestOf(mistake);
    return {
      file,
      ...(place === undefined ? {} : { place }),
      path: pathText(isKey === true ? path.slice(0, -1) : path),
      expected,
      found,
      ...(near === undefined ? {} : { nearest: near }),
    };
  });
  return { problems, more: placed.length - problems.length };
}

function comparePlaces(one: Place | undefined, other: Place | undefined): number {
  if (one === undefined || other === undefined) return 0;
  return one.line - other.line || one.column - other.column;
}

/** The allowed word that is most like the one that is wrong. */
export function nearestOf({ word, words = [] }: Mistake): string | undefined {
  if (word === undefined || words.length === 0 || word.length > WORD_LENGTH_MAX) return undefined;
  return nearest(word, words);
}
