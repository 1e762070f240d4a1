import { z } from "zod";
import type { StateFault } from "../fault.ts";
import { directionsOf } from "./direction.ts";

const params = z.strictObject({
  bytesPerSecond: z.int().min(1).max(1_000_000_000).describe("of each direction"),
});

type Params = z.infer<typeof params>;

/** A thin line: what is sent waits for what was sent before it. */
export const bandwidth: StateFault<Params> = {
  name: "bandwidth",
  seam: "state",
  says: "A direction carries so many bytes a second: messages take time by their size, and queue.",
  params,
  examples: [{ bytesPerSecond: 2_000 }],
  begin: ({ bytesPerSecond }, node, hands, _draw, direction) => {
    for (const one of directionsOf(direction)) hands.limitBandwidth(node, one, bytesPerSecond);
  },
  end: ({ bytesPerSecond }, node, hands, direction) => {
    for (const one of directionsOf(direction)) hands.freeBandwidth(node, one, bytesPerSecond);
  },
};
