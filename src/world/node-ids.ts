/**
 * The ids of a fleet's nodes: those that its owner gives, and else drawn from the seed.
 */
import { drawNodeId } from "../kernel/ids.ts";
import { Prng } from "../kernel/prng.ts";

/** One id a place; undefined stands where none is given. */
export function nodeIdsOf(seed: string, given: readonly (string | undefined)[]): string[] {
  const prng = Prng.seeded(seed).fork("nodes");
  return given.map((id) => {
    // Drawn for every node, so that an id that is given changes no other one.
    const drawn = drawNodeId(prng, "i-");
    return id ?? drawn;
  });
}
