/** CancelCommand: an empty list of InstanceIds counts as none. */
import { cancelCommand } from "../../controller/cancel-command.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { done } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";

export function answerCancelCommand(
  context: StepContext,
  input: InputOf<"CancelCommand">,
): Outcome {
  const { CommandId: commandId, InstanceIds: instanceIds = [] } = input;
  return done(cancelCommand(context, { commandId, instanceIds }));
}
