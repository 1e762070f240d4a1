import { z } from "zod";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { lifetimeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface DoubleForks extends Matching {
  readonly lasts: MsSpan | true;
}

/** How daemons are made: nothing in the tree of processes leads to it. */
export const doubleForks: ProcessFault<DoubleForks> = {
  name: "doubleForks",
  seam: "process",
  says: "The process starts a child in a session of its own whose parent is gone at once.",
  params: z.strictObject({ lasts: lifetimeSchema.default(true), match }),
  examples: [{}, { lasts: "60s" }],
  behave: ({ lasts: doubleForks, ...rest }) => ({ ...rest, doubleForks }),
};
