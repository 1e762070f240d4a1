import { z } from "zod";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { lifetimeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface HoldsPipe extends Matching {
  readonly lasts: MsSpan | true;
}

/** A step is over when its output is closed, and not before. */
export const holdsPipe: ProcessFault<HoldsPipe> = {
  name: "holdsPipe",
  seam: "process",
  says: "A child of the process's group keeps the output open for so long after the process's end.",
  params: z.strictObject({ lasts: lifetimeSchema, match }),
  examples: [{ lasts: "30s" }, { lasts: ["1s", "60s"] }],
  behave: ({ lasts: holdsPipe, ...rest }) => ({ ...rest, holdsPipe }),
};
