/**
 * What a scenario is read from: a value, and where in its text each part of it stands.
 */
import type { Place } from "../scenario.ts";
import type { Path } from "./path.ts";

export interface Source {
  readonly value: unknown;
  /** Of what stands at the path, or of its key; of what is around it where nothing stands there. */
  placeOf(path: Path, isKey: boolean): Place | undefined;
}

/** Lists and objects in one another. */
export const DEPTH_MAX = 40;
/** Texts, numbers, lists and objects, those that stand for others counted again. */
export const VALUES_MAX = 200_000;
