/**
 * The seeds of the runs of a scenario: a number counts up, a text gets the run's number behind it.
 */

/**
 * The seed of run k, from 0. That of run 0 is the scenario's own, so that any run is repeated as
 * the first one of its seed. After 2^53-1 comes 0.
 *
 * @example
 * runSeed("7", 2); // "9"
 * runSeed("storm", 2); // "storm/2"
 */
export function runSeed(seed: string, index: number): string {
  if (index === 0) return seed;
  if (!isCount(seed)) return `${seed}/${index}`;
  const left = Number.MAX_SAFE_INTEGER - Number(seed);
  return String(index <= left ? Number(seed) + index : index - left - 1);
}

function isCount(seed: string): boolean {
  return /^\d+$/.test(seed) && Number.isSafeInteger(Number(seed));
}
