/**
 * `expect`: what has to hold, to come about, and to be seen.
 */
import { z } from "zod";
import { durationSchema } from "../../faults/duration.ts";
import type { ErrorCode } from "../../ssm/error.ts";
import { INVOCATION_STATUS_DETAILS } from "../../ssm/status.ts";
import { PROPERTIES } from "../property/properties.ts";
import { SITUATIONS } from "../situation/situations.ts";
import { text, word } from "./form.ts";
import { commandForm, NAME_LENGTH_MAX, nodesForm } from "./names.ts";

export const EVENTUALLY_MS = 600_000;

const property = word(
  PROPERTIES.map(({ name }) => name),
  "the name of a property",
);
const situation = word(
  SITUATIONS.map(({ name }) => name),
  "the name of a situation",
);

/** Final ones: a Status, or StatusDetails that narrow it down. */
export const FINAL_STATUSES: readonly string[] = [
  ...new Set(
    Object.values(INVOCATION_STATUS_DETAILS)
      .filter(({ terminal }) => terminal)
      .map(({ status }) => status),
  ),
  ...Object.entries(INVOCATION_STATUS_DETAILS)
    .filter(([details, { status, terminal }]) => terminal && details !== status)
    .map(([details]) => details),
];

/** What SendCommand may answer instead of accepting a command. */
const REFUSALS: readonly ErrorCode[] = [
  "DuplicateInstanceId",
  "InternalServerError",
  "InvalidDocument",
  "InvalidDocumentVersion",
  "InvalidInstanceId",
  "InvalidParameters",
  "ThrottlingException",
  "UnsupportedPlatformType",
];

const END_WORDS = [...FINAL_STATUSES, ...REFUSALS];
const end = word(END_WORDS, "a final status, or the error of a command that is refused");
const statusesForm = z
  .union([end, z.array(end).min(1).max(END_WORDS.length)], {
    error: "expected a final status or a list of them",
  })
  .transform((statuses) => (typeof statuses === "string" ? [statuses] : statuses));

export const alwaysForm = z
  .array(property)
  .max(PROPERTIES.length)
  .describe("may never fail; default: every property that is judged on the controller");
export const eventuallyForm = z
  .strictObject({ within: durationSchema.default(EVENTUALLY_MS).describe("default 10m") })
  .describe("everything has ended so long after the faults are healed");
const nodesKey = text('the name of a node or a group, or "*"', { min: 1, max: NAME_LENGTH_MAX });
export const outcomesForm = z
  .record(commandForm, z.record(nodesKey, statusesForm))
  .describe("by command and node, group or `*` (every other node): how it may end");
export const sometimesForm = z
  .array(situation)
  .max(SITUATIONS.length)
  .describe("each is seen in one of the runs at least, else nothing was proven");
export const findingForm = z.strictObject({
  property,
  nodes: nodesForm.optional().describe("on one of these nodes; default: on any"),
});

const FINDINGS_MAX = 200;

export const expectForm = z.strictObject({
  always: alwaysForm.optional(),
  eventually: eventuallyForm.optional(),
  outcomes: outcomesForm.optional(),
  sometimes: sometimesForm.optional(),
  findings: z
    .array(findingForm)
    .max(FINDINGS_MAX)
    .optional()
    .describe("properties that fail over all runs; any other failure is one too many"),
});

export type FindingForm = z.output<typeof findingForm>;
export type OutcomesForm = z.output<typeof outcomesForm>;
