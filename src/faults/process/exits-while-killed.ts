import { z } from "zod";
import type { ProcessFault } from "../fault.ts";
import { exitCodeSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface ExitsWhileKilled extends Matching {
  readonly exitCode: number;
}

/** The race that a cancel can't win: its work was done, and it is told Cancelled. */
export const exitsWhileKilled: ProcessFault<ExitsWhileKilled> = {
  name: "exitsWhileKilled",
  seam: "process",
  says: "The process ends by itself in the instant of the kill, just before it.",
  params: z.strictObject({ exitCode: exitCodeSchema.default(0), match }),
  examples: [{}, { exitCode: 3 }],
  behave: ({ exitCode: exitsWhileKilled, ...rest }) => ({ ...rest, exitsWhileKilled }),
};
