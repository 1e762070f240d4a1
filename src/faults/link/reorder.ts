import { spanSchema, type MsSpan } from "../duration.ts";
import type { FrameFault } from "../fault.ts";

/** Later than what was sent behind it. */
export const reorder: FrameFault<MsSpan> = {
  name: "reorder",
  seam: "frame",
  says: "A message arrives later by a drawn time, and those behind it may overtake it.",
  params: spanSchema,
  examples: ["50ms", ["0ms", "2s"]],
  isPhysical: false,
  judge: ({ minMs, maxMs }, _frame, draw) => ({
    type: "overtaken",
    ms: draw.range(minMs, maxMs),
  }),
};
