import type { CallFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** An SDK tries such a call again, and so has its effect twice. */
export const lostAnswer: CallFault<NoParams> = {
  name: "lostAnswer",
  seam: "call",
  says: "A client's call has its effect, and its connection ends without an answer.",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "lose" }),
};
