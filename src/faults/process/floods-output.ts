import { z } from "zod";
import type { ProcessFault } from "../fault.ts";
import { FLOOD_BYTES_MAX, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface FloodsOutput extends Matching {
  readonly bytes: number;
}

/** Output is cut by the agent, and dropped past a bound of the node. */
export const floodsOutput: ProcessFault<FloodsOutput> = {
  name: "floodsOutput",
  seam: "process",
  says: "The process writes so many bytes at its start, as fast as the pipe takes them.",
  params: z.strictObject({ bytes: z.int().min(1).max(FLOOD_BYTES_MAX).default(1_048_576), match }),
  examples: [{}, { bytes: 100000 }],
  behave: ({ bytes: floods, ...rest }) => ({ ...rest, floods }),
};
