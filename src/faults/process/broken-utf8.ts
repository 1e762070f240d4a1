import { z } from "zod";
import type { ProcessFault } from "../fault.ts";
import { match } from "./fields.ts";
import type { Matching } from "./fields.ts";

/** A log in another encoding; what cuts output must not trip over it. */
export const brokenUtf8: ProcessFault<Matching> = {
  name: "brokenUtf8",
  seam: "process",
  says: "The process's output holds bytes that are no UTF-8, and ends in the midst of a character.",
  params: z.strictObject({ match }),
  examples: [{}, { match: "backup.sh" }],
  behave: (params) => ({ ...params, brokenUtf8: true }),
};
