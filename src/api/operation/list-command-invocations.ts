/** ListCommandInvocations. */
import { listInvocations } from "../../controller/list-commands.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { renderInvocation } from "../render-invocation.ts";

export function answerListCommandInvocations(
  { controller }: StepContext,
  input: InputOf<"ListCommandInvocations">,
): Outcome {
  const page = listInvocations(controller, {
    commandId: input.CommandId,
    instanceId: input.InstanceId,
    filters: input.Filters ?? [],
    page: pageRequest("ListCommandInvocations", input, "newestFirst"),
  });
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  const details = input.Details ?? false;
  return answer({
    CommandInvocations: page.entries.map((entry) => renderInvocation(entry, { epochMs, details })),
    ...nextTokenMember(page.nextToken),
  });
}
