import { z } from "zod";
import type { FrameFault } from "../fault.ts";

const params = z.strictObject({
  bytes: z
    .int()
    .min(1)
    .max(1_048_576)
    .optional()
    .describe("how many bytes are missing at the end; drawn when it is left out"),
});

type Params = z.infer<typeof params>;

/** The end of a message is missing. */
export const truncate: FrameFault<Params> = {
  name: "truncate",
  seam: "frame",
  says: "The end of a message is missing; its receiver refuses it, and the channel stays open.",
  params,
  examples: [{}, { bytes: 1 }],
  isPhysical: false,
  breaksPromises: true,
  judge: ({ bytes: missing }, frame, draw) => {
    const bytes = frame.bytes();
    const lost = missing ?? draw.range(1, Math.max(1, bytes.length));
    return { type: "bytes", bytes: bytes.slice(0, Math.max(0, bytes.length - lost)) };
  },
};
