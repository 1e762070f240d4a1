import { z } from "zod";
import { spanSchema } from "../duration.ts";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface Stopped extends Matching {
  readonly after: MsSpan;
}

/** Somebody with a debugger, or a cgroup that froze. */
export const stopped: ProcessFault<Stopped> = {
  name: "stopped",
  seam: "process",
  says: "The process is stopped (SIGSTOP) so long after its start: only SIGKILL and SIGCONT help.",
  params: z.strictObject({ after: spanSchema, match }),
  examples: [{ after: "1s" }, { after: ["0ms", "5s"] }],
  behave: ({ after: stopsAfter, ...rest }) => ({ ...rest, stopsAfter }),
};
