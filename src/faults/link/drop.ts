import type { FrameFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** One message is gone, and what is behind it comes. Whoever waits for its answer sends it again. */
export const drop: FrameFault<NoParams> = {
  name: "drop",
  seam: "frame",
  says: "A message is lost; those behind it arrive.",
  params: noParams,
  examples: [{}],
  isPhysical: false,
  judge: () => ({ type: "drop" }),
};
