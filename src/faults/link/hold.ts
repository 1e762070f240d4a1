import type { FrameFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** A stream that stands still. */
export const hold: FrameFault<NoParams> = {
  name: "hold",
  seam: "frame",
  says: "A message waits until the fault ends, and what its channel sends behind it waits as well.",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "hold" }),
};
