import { z } from "zod";
import type { StateFault } from "../fault.ts";

/** Codes that stand for what never travels. Source: RFC 6455, 7.4.1. */
const RESERVED = [1004, 1005, 1006, 1015];

const params = z.strictObject({
  code: z
    .int()
    .min(1000)
    .max(4999)
    .refine((code) => !RESERVED.includes(code), {
      error: `expected a code that a close frame can have, so none of ${RESERVED.join(", ")}`,
    })
    .describe("of the close frame"),
});

type Params = z.infer<typeof params>;

/** The agent takes every code alike: it opens a new channel. */
export const closeWithCode: StateFault<Params> = {
  name: "closeWithCode",
  seam: "state",
  says: "The controller closes the control channel with a code; what it sent before arrives.",
  params,
  examples: [{ code: 1001 }, { code: 1011 }],
  begin: ({ code }, node, hands) => hands.close(node, code),
};
