import type { AttemptFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** As when the node's role lacks the permission. */
export const denyChannel: AttemptFault<NoParams> = {
  name: "denyChannel",
  seam: "attempt",
  says: "A control channel is refused with AccessDeniedException: the agent polls meanwhile.",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "refuse", status: 403, isDenied: true }),
};
