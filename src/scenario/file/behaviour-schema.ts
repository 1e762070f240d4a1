/**
 * One entry of `fleet.behaviours`: which commands are meant, and what they do.
 *
 * Its keys are the fields of a behaviour. docs/behaviours.md has a line for each.
 */
import { z } from "zod";
import { spanSchema } from "../../faults/duration.ts";
import {
  errorSchema,
  exitCodeSchema,
  FLOOD_BYTES_MAX,
  ignorableSchema,
  lifetimeSchema,
} from "../../faults/process/fields.ts";
import type { MatchedBehaviour } from "../../process/behaviour.ts";
import { text, whole } from "./form.ts";

const code = exitCodeSchema.exactOptional();
const span = spanSchema.exactOptional();
const lifetime = lifetimeSchema.exactOptional();

export const behaviourSchema = z.strictObject({
  match: text("a part of a command, 1..1000 characters", { min: 1, max: 1000 }).describe(
    "the commands that are meant: those whose words hold this text",
  ),
  lasts: lifetime.describe("how long it runs; true: until somebody ends it"),
  exitCode: code.describe("what it ends with by itself; default 0"),
  output: text("a text of up to 100,000 characters", { min: 0, max: 100_000 })
    .exactOptional()
    .describe("what it writes at its start"),
  ignores: z
    .array(ignorableSchema)
    .max(3)
    .exactOptional()
    .describe("signals that it takes no notice of"),
  traps: span.describe("at SIGTERM it cleans up for so long"),
  trapExitCode: code.describe("what it ends with then; default 0"),
  exitsLate: span.describe("after a deadly signal it is gone only so much later"),
  exitsWhileKilled: code.describe("it ends by itself with this code, just before a kill"),
  escapes: lifetime.describe("a child in a session of its own; true: for ever"),
  doubleForks: lifetime.describe("the same by two forks; true: for ever"),
  holdsPipe: lifetime.describe("a child holds the output so long after its end"),
  forksWhenSignalled: lifetime.describe("a child is started when a signal comes"),
  floods: whole(1, FLOOD_BYTES_MAX).exactOptional().describe("bytes written at its start"),
  brokenUtf8: z.literal(true).exactOptional().describe("its output holds bytes that are no UTF-8"),
  outOfMemoryAfter: span.describe("the kernel kills it after so long"),
  stopsAfter: span.describe("it is stopped (SIGSTOP) after so long"),
  uninterruptible: lifetime.describe("no signal has an effect for so long; true: for ever"),
  spawnError: errorSchema.exactOptional().describe("it can't be started, and the shell says this"),
}) satisfies z.ZodType<MatchedBehaviour>;
