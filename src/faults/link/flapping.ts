import { z } from "zod";
import { spanSchema } from "../duration.ts";
import type { StateFault } from "../fault.ts";

const params = z.strictObject({
  down: spanSchema.describe("how long it is cut each time"),
  up: spanSchema.describe("how long it is whole in between"),
  times: z.int().min(1).max(1_000).default(10).describe("how often it is cut"),
});

type Params = z.infer<typeof params>;

/** A link that comes and goes. */
export const flapping: StateFault<Params> = {
  name: "flapping",
  seam: "state",
  says: "The link is cut and heals again and again.",
  params,
  examples: [{ down: ["100ms", "5s"], up: "10s", times: 5 }],
  begin: (_params, node, hands) => hands.cut(node),
  end: (_params, node, hands) => hands.heal(node),
  turnMs: ({ down, up, times }, turn, draw) => {
    if (turn >= 2 * times - 1) return undefined;
    const { minMs, maxMs } = turn % 2 === 0 ? down : up;
    return draw.range(minMs, maxMs);
  },
};
