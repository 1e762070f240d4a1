import { spanSchema, type MsSpan } from "../duration.ts";
import type { FrameFault } from "../fault.ts";

/** A message of a control channel comes twice; a call has one client, who takes one answer. */
export const duplicate: FrameFault<MsSpan> = {
  name: "duplicate",
  seam: "frame",
  says: "A message of a control channel arrives, and a second time later by a drawn time.",
  params: spanSchema,
  examples: ["50ms", ["0ms", "2s"]],
  isPhysical: false,
  judge: ({ minMs, maxMs }, { isCall }, draw) =>
    isCall ? { type: "pass" } : { type: "duplicate", ms: draw.range(minMs, maxMs) },
};
