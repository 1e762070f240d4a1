import { z } from "zod";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { lifetimeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface EscapesBySetsid extends Matching {
  readonly lasts: MsSpan | true;
}

/** The commonest way out of a process group. */
export const escapesBySetsid: ProcessFault<EscapesBySetsid> = {
  name: "escapesBySetsid",
  seam: "process",
  says: "The process starts a child in a session of its own, which its group's signals don't reach.",
  params: z.strictObject({ lasts: lifetimeSchema.default(true), match }),
  examples: [{}, { lasts: "60s" }, { lasts: ["1s", "60s"], match: "backup.sh" }],
  behave: ({ lasts: escapes, ...rest }) => ({ ...rest, escapes }),
};
