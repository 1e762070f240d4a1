import { spanSchema, type MsSpan } from "../duration.ts";
import type { FrameFault } from "../fault.ts";

/** A slow network. */
export const delay: FrameFault<MsSpan> = {
  name: "delay",
  seam: "frame",
  says: "A message arrives later by a drawn time, and holds back what follows it.",
  params: spanSchema,
  examples: ["50ms", ["50ms", "400ms"]],
  judge: (span, _frame, draw) => ({ type: "delay", ms: draw.range(span.minMs, span.maxMs) }),
};
