/**
 * `send`: what SendCommand is called with.
 */
import { z } from "zod";
import { durationSchema } from "../../faults/duration.ts";
import { RUN_COMMAND_OPERATIONS } from "../../ssm/operation/run-command.ts";
import { exactlyOne, keysOf, text } from "./form.ts";
import { commandNameForm, nodesForm } from "./names.ts";

const { MaxConcurrency, MaxErrors } = RUN_COMMAND_OPERATIONS.SendCommand.input.members;
const LINES_MAX = 1_000;
const LINE_LENGTH_MAX = 100_000;

const line = text("a text", { min: 0, max: LINE_LENGTH_MAX });
const linesForm = z
  .union([line, z.array(line).min(1, { error: "expected a list of commands" }).max(LINES_MAX)], {
    error: "expected a text or a list of texts",
  })
  .transform((lines) => (typeof lines === "string" ? [lines] : lines));

const valuesForm = z
  .union([line, z.array(line).min(1).max(50)], { error: "expected a text or a list of texts" })
  .transform((values) => (typeof values === "string" ? [values] : values));

/** A number, or a share such as 10%. */
function shareForm(pattern: RegExp, min: number) {
  const error = `expected a whole number from ${min} on, or a share such as 10%`;
  return z
    .union(
      [
        z.int({ error }).min(min, { error }).max(9_999_999, { error }),
        z.string().regex(pattern, { error }),
      ],
      {
        error,
      },
    )
    .transform(String);
}

const PLACES = ["nodes", "targets"];
const SCRIPTS = ["commands", "document"];

export const sendForm = z
  .strictObject({
    as: commandNameForm.describe("the name that the file knows the command by"),
    commands: linesForm.optional().describe("the script: a text, or a list of lines"),
    document: text("the name of a document", { min: 3, max: 128 })
      .optional()
      .describe("default AWS-RunShellScript"),
    parameters: z
      .record(text("the name of a parameter", { min: 1, max: 100 }), valuesForm)
      .optional()
      .describe("parameters of the document, beside `commands`"),
    nodes: nodesForm.optional().describe("InstanceIds, by name"),
    targets: z
      .record(
        text("tag:KEY or tag-key", { min: 1, max: 163, pattern: /^(tag:.+|tag-key)$/ }),
        valuesForm,
      )
      .optional()
      .describe("Targets: { tag:role: web }, a text or a list of texts"),
    timeout: durationSchema
      .optional()
      .describe("TimeoutSeconds: how long the command may wait for delivery, 30s..30d"),
    executionTimeout: durationSchema
      .optional()
      .describe("the document's parameter executionTimeout, 1s..48h"),
    maxConcurrency: shareForm(MaxConcurrency.pattern.regExp, 1).optional(),
    maxErrors: shareForm(MaxErrors.pattern.regExp, 0).optional(),
    comment: text("a text of at most 100 characters", { min: 0, max: 100 }).optional(),
  })
  .check(({ value, issues }) => {
    if (keysOf(value, PLACES).length !== 1) {
      const message = "expected either nodes or targets";
      issues.push({
        code: "custom",
        message: `${message}, found ${found(value, PLACES)}`,
        input: value,
      });
    }
    if (keysOf(value, SCRIPTS).length === 0) {
      const message = "expected commands or document, found nothing";
      issues.push({ code: "custom", message, input: value });
    }
  })
  .meta({
    description: "sends a command (SendCommand)",
    ...exactlyOne(PLACES),
    anyOf: SCRIPTS.map((key) => ({ required: [key] })),
  });

function found(value: object, keys: readonly string[]): string {
  const there = keysOf(value, keys);
  return there.length === 0 ? "nothing" : there.join(" and ");
}

export type SendForm = z.output<typeof sendForm>;
