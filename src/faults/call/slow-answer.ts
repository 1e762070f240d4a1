import { spanSchema, type MsSpan } from "../duration.ts";
import type { CallFault } from "../fault.ts";

/** A service under load: the client may have given up by then. */
export const slowAnswer: CallFault<MsSpan> = {
  name: "slowAnswer",
  seam: "call",
  says: "A client's call has its effect at once, and its answer leaves later by a drawn time.",
  params: spanSchema,
  examples: ["3s", ["1s", "20s"]],
  judge: (span, _call, draw) => ({ type: "delay", ms: draw.range(span.minMs, span.maxMs) }),
};
