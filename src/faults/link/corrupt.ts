import { z } from "zod";
import type { Draw, FrameFault } from "../fault.ts";

const params = z.strictObject({
  bytes: z.int().min(1).max(1_000).default(1).describe("how many bytes are changed"),
});

type Params = z.infer<typeof params>;

/** Bytes at drawn places get other values. */
export const corrupt: FrameFault<Params> = {
  name: "corrupt",
  seam: "frame",
  says:
    "Bytes of a message change. The controller refuses what does not match its digest; an agent looks " +
    "at none, and may take something else than was sent.",
  params,
  examples: [{}, { bytes: 8 }],
  isPhysical: false,
  breaksPromises: true,
  judge: ({ bytes: count }, frame, draw) => ({
    type: "bytes",
    bytes: changed(frame.bytes(), count, draw),
  }),
};

function changed(bytes: Uint8Array, count: number, draw: Draw): Uint8Array {
  const copy = bytes.slice();
  for (let change = 0; change < count && copy.length > 0; change += 1) {
    const at = draw.range(0, copy.length - 1);
    copy[at] = (copy[at] ?? 0) ^ draw.range(1, 0xff);
  }
  return copy;
}
