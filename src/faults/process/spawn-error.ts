import { z } from "zod";
import type { ProcessFault } from "../fault.ts";
import { errorSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface SpawnError extends Matching {
  readonly error: string;
}

/** Of a script its step fails; of a command its status is 126, and the script goes on. */
export const spawnError: ProcessFault<SpawnError> = {
  name: "spawnError",
  seam: "process",
  says: "The system can't start the process, and says why.",
  params: z.strictObject({ error: errorSchema.default("cannot allocate memory"), match }),
  examples: [{}, { error: "resource temporarily unavailable" }, { match: "backup.sh" }],
  behave: ({ error: spawnError, ...rest }) => ({ ...rest, spawnError }),
};
