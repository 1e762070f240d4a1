/**
 * `fleet.behaviours`: what commands of scripts behave like.
 */
import { z } from "zod";
import { spanSchema } from "../../faults/duration.ts";
import type { MsSpan } from "../../faults/duration.ts";
import type { MatchedBehaviour } from "../../process/behaviour.ts";
import { text, whole, word } from "./form.ts";

const HOUR_MS = 3_600_000;

/** `true` is an hour. */
const spanOrTrue = z
  .union([z.literal(true), spanSchema], { error: "expected true, a duration, or two in brackets" })
  .transform((span): MsSpan => (span === true ? { minMs: HOUR_MS, maxMs: HOUR_MS } : span));

export const behaviourSchema: z.ZodType<MatchedBehaviour> = z.strictObject({
  match: text("a part of a command", { min: 1, max: 1_000 }),
  lasts: spanSchema.exactOptional(),
  exitCode: whole(0, 255).exactOptional(),
  output: text("a text", { min: 0, max: 100_000 }).exactOptional(),
  ignores: z.array(word(["TERM", "INT", "HUP"])).exactOptional(),
  escapes: spanOrTrue.exactOptional(),
});
