import { z } from "zod";
import { spanSchema } from "../duration.ts";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface OutOfMemory extends Matching {
  readonly after: MsSpan;
}

/** Killed by nobody of ours; the real agent takes it for its own time limit. */
export const outOfMemory: ProcessFault<OutOfMemory> = {
  name: "outOfMemory",
  seam: "process",
  says: "The kernel kills the process (SIGKILL) so long after its start.",
  params: z.strictObject({ after: spanSchema, match }),
  examples: [{ after: "2s" }, { after: ["0ms", "5s"], match: "backup.sh" }],
  behave: ({ after: outOfMemoryAfter, ...rest }) => ({ ...rest, outOfMemoryAfter }),
};
