/**
 * How the parameters of faults say lengths of time: the schemas that all of them use.
 */
import { z } from "zod";
import { DURATION_DAYS_MAX, DURATION_PATTERN, msText, readMs } from "../kernel/duration.ts";

export interface MsSpan {
  readonly minMs: number;
  readonly maxMs: number;
}

const error = `expected a duration such as 250ms or 1.5s, at most ${DURATION_DAYS_MAX}d`;
const WRITTEN = z.union(
  [z.string({ error }).regex(DURATION_PATTERN, { error }), z.int({ error }).min(0, { error })],
  { error },
);

/** One duration: `"50ms"`, `"1.5s"` or whole milliseconds; it is read into milliseconds, and back. */
export const durationSchema = z.codec(WRITTEN, z.number(), {
  decode: (written, context) => {
    const ms = readMs(written);
    if (ms !== undefined) return ms;
    context.issues.push({ code: "custom", message: error, input: written });
    return z.NEVER;
  },
  encode: msText,
});

const spanForm = z.object({ minMs: z.number(), maxMs: z.number() });

/** One duration, or the shortest and the longest: `"50ms"` or `["50ms", "400ms"]`. */
export const spanSchema = z.codec(
  z.union([durationSchema, z.tuple([durationSchema, durationSchema])], {
    error: `${error}, or two in brackets`,
  }),
  spanForm,
  {
    decode: (read, context) => {
      const [minMs, maxMs] = typeof read === "number" ? [read, read] : read;
      if (minMs <= maxMs) return { minMs, maxMs };
      const message = `expected the shorter duration first, found ${minMs} ms before ${maxMs} ms`;
      context.issues.push({ code: "custom", message, input: read });
      return z.NEVER;
    },
    encode: ({ minMs, maxMs }): number | [number, number] =>
      minMs === maxMs ? minMs : [minMs, maxMs],
  },
);
