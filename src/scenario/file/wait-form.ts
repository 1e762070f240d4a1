/**
 * `wait`: for an event of the trace, or for a status as a client sees it that asks now and then.
 */
import { z } from "zod";
import { durationSchema } from "../../faults/duration.ts";
import { INVOCATION_STATUS_DETAILS, INVOCATION_STATUSES } from "../../ssm/status.ts";
import { eventForm } from "./event-form.ts";
import { exactlyOne, keysOf, word } from "./form.ts";
import { commandForm, nodeForm } from "./names.ts";

const WITHIN_DEFAULT_MS = 600_000;

const STATUS_WORDS: readonly string[] = [
  ...new Set([...INVOCATION_STATUSES, ...Object.keys(INVOCATION_STATUS_DETAILS)]),
];
const status = word(STATUS_WORDS, "a status of an invocation");
const statusesForm = z
  .union([status, z.array(status).min(1).max(STATUS_WORDS.length)], {
    error: "expected a status of an invocation or a list of them",
  })
  .transform((statuses) => (typeof statuses === "string" ? [statuses] : statuses));

const FORMS = ["for", "status"];
/** What a status needs beside it, and what else may stand there. */
const NEEDED = ["command", "node"];
const ASKING = [...NEEDED, "every"];

export const waitForm = z
  .strictObject({
    for: eventForm.optional().describe("until this has happened"),
    status: statusesForm
      .optional()
      .describe("until GetCommandInvocation shows this, or one of these"),
    command: commandForm.optional().describe("whose status"),
    node: nodeForm.optional().describe("on which node"),
    every: durationSchema
      .optional()
      .describe("how long after an answer it is asked again, 100ms or more; default 2s"),
    within: durationSchema.default(WITHIN_DEFAULT_MS).describe("default 10m"),
  })
  .check(({ value, issues }) => {
    for (const message of wrongKeys(value)) issues.push({ code: "custom", message, input: value });
  })
  .meta({
    description: "holds back the steps after it that have no time of their own",
    ...exactlyOne(FORMS),
    dependencies: { status: NEEDED, ...Object.fromEntries(ASKING.map((key) => [key, ["status"]])) },
  });

function* wrongKeys(value: object): Generator<string> {
  const forms = keysOf(value, FORMS);
  const beside = keysOf(value, ASKING);
  if (forms.length !== 1) {
    yield `expected either for or status, found ${forms.length === 0 ? "nothing" : "both"}`;
  } else if (forms[0] === "for" && beside.length > 0) {
    yield `expected within alone beside for, found ${beside.join(" and ")}`;
  }
  const lacking = NEEDED.filter((key) => !beside.includes(key));
  if (forms[0] === "status" && lacking.length > 0) {
    yield `expected ${lacking.join(" and ")} beside status, found nothing`;
  }
}

export type WaitForm = z.output<typeof waitForm>;
