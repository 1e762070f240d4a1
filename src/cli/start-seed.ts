/** The seed of a run that was given none: drawn once, printed, and good for --seed. */
import { randomInt } from "node:crypto";

const SEED_MAX = 1_000_000_000;

export function startSeed(given: string | undefined): string {
  return given ?? String(randomInt(SEED_MAX));
}
