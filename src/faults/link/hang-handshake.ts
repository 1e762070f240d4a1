import type { AttemptFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** Source: the agent's HTTP time-out. */
const TIMEOUT_MS = 15_000;

/** The connection is taken, and nothing is said. */
export const hangHandshake: AttemptFault<NoParams> = {
  name: "hangHandshake",
  seam: "attempt",
  says: "A control channel is asked for and nobody answers, until the agent gives up after 15 s.",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "hang", ms: TIMEOUT_MS }),
};
