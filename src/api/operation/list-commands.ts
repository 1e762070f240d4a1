/** ListCommands. */
import { listCommands } from "../../controller/list-commands.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { renderCommand } from "../render-command.ts";

export function answerListCommands(
  { controller }: StepContext,
  input: InputOf<"ListCommands">,
): Outcome {
  const page = listCommands(controller, {
    commandId: input.CommandId,
    instanceId: input.InstanceId,
    filters: input.Filters ?? [],
    page: pageRequest("ListCommands", input, "newestFirst"),
  });
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  return answer({
    Commands: page.entries.map((command) => renderCommand(command, epochMs)),
    ...nextTokenMember(page.nextToken),
  });
}
