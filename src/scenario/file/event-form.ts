/**
 * What a file says of an event of the trace.
 */
import { z } from "zod";
import { TRACE_EVENTS } from "../../kernel/trace-event.ts";
import type { TraceEventName } from "../../kernel/trace-event.ts";
import { text, whole, word } from "./form.ts";
import { commandForm, nodeForm } from "./names.ts";

/** Of the control channel, and the calls of agents. */
export const MESSAGE_WORDS: readonly string[] = [
  "agent_job",
  "agent_job_ack",
  "agent_job_reply",
  "agent_job_reply_ack",
  "GetMessages",
  "AcknowledgeMessage",
  "FailMessage",
  "SendReply",
  "UpdateInstanceInformation",
];

export const messageForm = word(MESSAGE_WORDS);

const COUNT_MAX = 1_000_000;
const fact = z.union([z.string().max(1_000), z.number(), z.boolean()], {
  error: "expected a text, a number, true or false",
});

export const eventForm = z
  .strictObject({
    event: word(Object.keys(TRACE_EVENTS) as TraceEventName[], "the name of an event").describe(
      "the name of an event of the trace (docs/trace.md)",
    ),
    node: nodeForm.optional().describe("the node that it is about"),
    command: commandForm.optional().describe("the command that it is about"),
    message: messageForm.optional().describe("of a frame: the kind of message"),
    where: z
      .record(text("the name of a fact", { min: 1, max: 100 }), fact)
      .optional()
      .describe("further facts of its line, such as { to: Cancelling }"),
    count: whole(1, COUNT_MAX).default(1).describe("the how-manieth such event it is"),
  })
  .meta({ id: "event", description: "an event of the trace; it has to fit in all that is said" });

export type EventForm = z.output<typeof eventForm>;
