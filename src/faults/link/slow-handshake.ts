import { spanSchema, type MsSpan } from "../duration.ts";
import type { AttemptFault } from "../fault.ts";

/** Past the agent's own time-out the attempt has failed. */
export const slowHandshake: AttemptFault<MsSpan> = {
  name: "slowHandshake",
  seam: "attempt",
  says: "A control channel opens later by a drawn time; from 15 s on the agent has given it up.",
  params: spanSchema,
  examples: ["2s", ["1s", "20s"]],
  judge: ({ minMs, maxMs }, _attempt, draw) => ({ type: "delay", ms: draw.range(minMs, maxMs) }),
};
