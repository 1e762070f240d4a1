import { z } from "zod";
import { spanSchema } from "../duration.ts";
import type { MsSpan } from "../duration.ts";
import type { ProcessFault } from "../fault.ts";
import { exitCodeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface TrapsSignal extends Matching {
  readonly cleansUpFor: MsSpan;
  readonly exitCode: number;
}

/** A graceful shutdown, that may take longer than anybody waits. */
export const trapsSignal: ProcessFault<TrapsSignal> = {
  name: "trapsSignal",
  seam: "process",
  says: "At SIGTERM the process cleans up for so long, and then ends with a code of its own.",
  params: z.strictObject({ cleansUpFor: spanSchema, exitCode: exitCodeSchema.default(0), match }),
  examples: [
    { cleansUpFor: "2s" },
    { cleansUpFor: ["1s", "20s"], exitCode: 9, match: "backup.sh" },
  ],
  behave: ({ cleansUpFor: traps, exitCode: trapExitCode, ...rest }) => ({
    ...rest,
    traps,
    trapExitCode,
  }),
};
