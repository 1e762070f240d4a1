import { z } from "zod";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { lifetimeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface ForksWhenSignalled extends Matching {
  readonly lasts: MsSpan | true;
}

/** What is started after a signal to the group has not got it. SIGKILL leaves no time for it. */
export const forksWhenSignalled: ProcessFault<ForksWhenSignalled> = {
  name: "forksWhenSignalled",
  seam: "process",
  says: "When a signal comes that can be caught the process starts a child, which lives for so long.",
  params: z.strictObject({ lasts: lifetimeSchema, match }),
  examples: [{ lasts: "30s" }, { lasts: true }],
  behave: ({ lasts: forksWhenSignalled, ...rest }) => ({ ...rest, forksWhenSignalled }),
};
