/**
 * The parameters that faults of processes share.
 */
import { z } from "zod";
import { spanSchema } from "../duration.ts";
import type { MsSpan } from "../duration.ts";

/** A part of the words of the commands that are meant; without it the script's own process is. */
export const match = z.string().min(1).max(256).exactOptional();

export interface Matching {
  readonly match?: string;
}

/** A duration, or `true`: until somebody ends it. */
export const lifetimeSchema: z.ZodType<MsSpan | true> = z.union([z.literal(true), spanSchema], {
  error: "expected a duration, two in brackets (the shortest and the longest), or true: for ever",
});

/** What a process can end with. */
export const exitCodeSchema = z.int().min(0).max(255);

export const ignorableSchema = z.enum(["TERM", "INT", "HUP"]);

/** Far past all bounds on output. */
export const FLOOD_BYTES_MAX = 1_073_741_824;

/** The system's word for an error: one line. */
export const errorSchema = z
  .string()
  .regex(/^[^\n]{1,256}$/, { error: "expected one line of 1..256 characters" });
