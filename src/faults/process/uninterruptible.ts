import { z } from "zod";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { lifetimeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface Uninterruptible extends Matching {
  readonly lasts: MsSpan | true;
}

/** State D of ps: a file server that does not answer. No agent can end it. */
export const uninterruptible: ProcessFault<Uninterruptible> = {
  name: "uninterruptible",
  seam: "process",
  says: "Disk sleep: for so long after the process's start no signal has an effect, SIGKILL neither.",
  params: z.strictObject({ lasts: lifetimeSchema, match }),
  examples: [{ lasts: "30s" }, { lasts: true }, { lasts: ["1s", "60s"], match: "backup.sh" }],
  behave: ({ lasts: uninterruptible, ...rest }) => ({ ...rest, uninterruptible }),
};
