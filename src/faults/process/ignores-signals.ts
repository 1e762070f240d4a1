import { z } from "zod";
import type { ProcessFault } from "../fault.ts";
import { ignorableSchema, match } from "./fields.ts";
import type { Matching } from "./fields.ts";

interface IgnoresSignals extends Matching {
  readonly signals: readonly ("TERM" | "INT" | "HUP")[];
}

/** A daemon that wants to live; its children inherit it. */
export const ignoresSignals: ProcessFault<IgnoresSignals> = {
  name: "ignoresSignals",
  seam: "process",
  says: "The process takes no notice of these signals; SIGKILL can't be ignored.",
  params: z.strictObject({
    signals: z.array(ignorableSchema).min(1).max(3).default(["TERM"]),
    match,
  }),
  examples: [{}, { signals: ["TERM", "INT", "HUP"] }, { match: "backup.sh" }],
  behave: ({ signals: ignores, ...rest }) => ({ ...rest, ignores }),
};
