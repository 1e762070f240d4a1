import { z } from "zod";
import { spanSchema } from "../duration.ts";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface ExitsLate extends Matching {
  readonly by: MsSpan;
}

/** A process with much memory to give back, or in the midst of a write. */
export const exitsLate: ProcessFault<ExitsLate> = {
  name: "exitsLate",
  seam: "process",
  says: "After a signal that ends it, SIGKILL too, the process is gone only so much later.",
  params: z.strictObject({ by: spanSchema, match }),
  examples: [{ by: "3s" }, { by: ["50ms", "20s"] }],
  behave: ({ by: exitsLate, ...rest }) => ({ ...rest, exitsLate }),
};
