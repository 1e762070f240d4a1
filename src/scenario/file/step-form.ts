/**
 * `steps`: one action each, and when it is taken.
 */
import { z } from "zod";
import { durationSchema, spanSchema } from "../../faults/duration.ts";
import { eventForm } from "./event-form.ts";
import { exactlyOne, keysOf, notTogether } from "./form.ts";
import { commandForm, nodesForm } from "./names.ts";
import { sendForm } from "./send-form.ts";
import { waitForm } from "./wait-form.ts";

export const NODE_ACTIONS = ["stop", "start", "reboot", "terminate"] as const;
export const ACTIONS = ["send", "cancel", ...NODE_ACTIONS, "crash", "restart", "wait"] as const;

const COMMAND = "expected the name of a command, or an object with command and nodes";
const cancelForm = z
  .union(
    [
      commandForm,
      z.strictObject({
        command: commandForm,
        nodes: nodesForm.optional().describe("of these nodes only (InstanceIds)"),
      }),
    ],
    { error: COMMAND },
  )
  .describe("cancels a command (CancelCommand)");

const crashForm = z
  .union(
    [
      nodesForm,
      z.strictObject({
        agents: nodesForm,
        restart: durationSchema.optional().describe("started again after so long; default: never"),
      }),
    ],
    { error: "expected the name of a node, a list of them, or an object with agents and restart" },
  )
  .describe("ends the agents of these nodes as SIGKILL does");

const NOT_TOGETHER = notTogether(["at", "after"]);

export const stepForm = z
  .strictObject({
    at: spanSchema
      .optional()
      .describe("since every node that starts as Running was Online; of two one between is drawn"),
    after: eventForm.optional().describe("when this has happened"),
    plus: spanSchema.optional().describe("so much later than `after`; of two one is drawn"),
    send: sendForm.optional(),
    cancel: cancelForm.optional(),
    stop: nodesForm.optional().describe("stops nodes"),
    start: nodesForm.optional().describe("starts nodes that are Stopped"),
    reboot: nodesForm.optional().describe("reboots nodes"),
    terminate: nodesForm.optional().describe("terminates nodes"),
    crash: crashForm.optional(),
    restart: nodesForm.optional().describe("restarts the agents of these nodes"),
    wait: waitForm.optional(),
  })
  .check(({ value, issues }) => {
    const actions = keysOf(value, ACTIONS);
    const say = (message: string) => issues.push({ code: "custom", message, input: value });
    if (actions.length !== 1) {
      const found = actions.length === 0 ? "nothing" : actions.join(" and ");
      say(`expected one action of ${ACTIONS.join(", ")}, found ${found}`);
    }
    if (value.at !== undefined && value.after !== undefined) {
      say("expected either at or after, found both");
    }
    if (value.plus !== undefined && value.after === undefined) {
      say("expected plus together with after, found plus alone");
    }
  })
  .meta({
    description:
      "one action, and when: at a time, after an event, or directly after the step before",
    ...exactlyOne(ACTIONS),
    allOf: NOT_TOGETHER,
    dependencies: { plus: ["after"] },
  });

export type StepForm = z.output<typeof stepForm>;
