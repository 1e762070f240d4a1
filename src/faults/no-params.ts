/**
 * The schema of faults that take nothing.
 */
import { z } from "zod";

export type NoParams = Readonly<Record<string, never>>;

export const noParams = z.strictObject({}) as z.ZodType<NoParams>;
