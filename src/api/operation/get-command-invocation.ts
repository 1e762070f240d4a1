/**
 * GetCommandInvocation.
 *
 * PluginName may be left out for a document of one step (our choice for several:
 * InvalidPluginName).
 */
import { pluginsOf } from "../../controller/plugin.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { renderExecution } from "../render-invocation.ts";

export function answerGetCommandInvocation(
  { controller }: StepContext,
  input: InputOf<"GetCommandInvocation">,
): Outcome {
  const command = controller.commands.get(input.CommandId);
  const invocation = command?.invocations.get(input.InstanceId);
  if (command === undefined || invocation === undefined) {
    return refuse(apiError("InvocationDoesNotExist"));
  }
  const plugins = pluginsOf(command, invocation);
  const { PluginName: wanted } = input;
  const only = plugins.length === 1 ? plugins[0] : undefined;
  const plugin = wanted === undefined ? only : plugins.find(({ name }) => name === wanted);
  if (plugin === undefined) return refuse(apiError("InvalidPluginName"));
  return answer(renderExecution(command, invocation, plugin, controller.options.epochMs));
}
