import { spanSchema, type MsSpan } from "../duration.ts";
import type { StateFault } from "../fault.ts";

/** A machine that is short of processor time. */
export const agentSlow: StateFault<MsSpan> = {
  name: "agentSlow",
  seam: "state",
  says: "Everything that comes to the agent is taken in later by a drawn time, in order.",
  params: spanSchema,
  examples: ["300ms", ["50ms", "2s"]],
  begin: (span, node, hands) => hands.slowAgent(node, span),
  end: (span, node, hands) => hands.quickenAgent(node, span),
};
