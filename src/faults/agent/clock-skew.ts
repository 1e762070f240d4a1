import { z } from "zod";
import { durationSchema } from "../duration.ts";
import type { StateFault } from "../fault.ts";

type ClockSkew = { readonly ahead: number } | { readonly behind: number };

/** Its begin and its end are jumps of the clock. */
export const clockSkew: StateFault<ClockSkew> = {
  name: "clockSkew",
  seam: "state",
  says: "The node's clock is off: dates that its agent tells, stores and compares are; the lengths of its waits are not.",
  params: z.union([
    z.strictObject({ ahead: durationSchema.describe("what it shows too much") }),
    z.strictObject({ behind: durationSchema.describe("what it shows too little") }),
  ]),
  examples: [{ ahead: "5m" }, { behind: "1h" }],
  begin: (params, node, hands) => hands.moveClock(node, offsetMs(params)),
  end: (params, node, hands) => hands.moveClockBack(node, offsetMs(params)),
};

function offsetMs(params: ClockSkew): number {
  return "ahead" in params ? params.ahead : -params.behind;
}
