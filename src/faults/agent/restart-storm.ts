import { z } from "zod";
import { spanSchema, type MsSpan } from "../duration.ts";
import type { StateFault } from "../fault.ts";

interface RestartStorm {
  readonly restarts: number;
  readonly gap: MsSpan;
}

const RESTARTS_MAX = 100;

/** A service that does not stay up, and a manager that does not give up. */
export const restartStorm: StateFault<RestartStorm> = {
  name: "restartStorm",
  seam: "state",
  says: "The agent is restarted `restarts` times, each `gap` after the one before.",
  params: z.strictObject({
    restarts: z.int().min(1).max(RESTARTS_MAX).describe("how many"),
    gap: spanSchema.describe("how long after the one before"),
  }),
  examples: [
    { restarts: 5, gap: "2s" },
    { restarts: 20, gap: ["100ms", "4s"] },
  ],
  begin: (_params, node, hands) => hands.restartAgent(node),
  // An even turn is a restart, which takes no time; an odd one the gap behind it.
  turnMs: ({ restarts, gap }, turn, draw) => {
    if (turn >= 2 * (restarts - 1)) return undefined;
    return turn % 2 === 0 ? 0 : draw.range(gap.minMs, gap.maxMs);
  },
};
