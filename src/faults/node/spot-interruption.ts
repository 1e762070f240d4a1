import { z } from "zod";
import { durationSchema } from "../duration.ts";
import type { StateFault } from "../fault.ts";

/** Source: EC2 user guide, "Spot Instance interruption notices": two minutes before. */
const NOTICE_MS = 120_000;

const params = z.strictObject({
  notice: durationSchema.default(NOTICE_MS),
  then: z.enum(["terminate", "stop"]).default("terminate"),
});

/**
 * The agent takes no notice of it, nor do commands. An end before the time is up takes the notice
 * back, which EC2 never does.
 */
export const spotInterruption: StateFault<z.output<typeof params>> = {
  name: "spotInterruption",
  seam: "state",
  says:
    "The node gets its notice, of two minutes, and is then terminated for good, or stopped until " +
    "the fault's end.",
  params,
  examples: [{}, { notice: "30s", then: "stop" }],
  begin: ({ notice, then }, node, hands) => hands.interrupt(node, then, notice),
  end: (_params, node, hands) => hands.spare(node),
};
