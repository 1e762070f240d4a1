import { spanSchema, type MsSpan } from "../duration.ts";
import type { StateFault } from "../fault.ts";

/** A burst balance that is used up, a neighbour that writes much. */
export const diskSlow: StateFault<MsSpan> = {
  name: "diskSlow",
  seam: "state",
  says: "What the agent stores is on disk only after a drawn time: until then the agent waits, and what follows in that step has not happened.",
  params: spanSchema,
  examples: ["200ms", ["10ms", "3s"]],
  begin: (span, node, hands) => hands.slowDisk(node, span),
  end: (span, node, hands) => hands.quickenDisk(node, span),
};
