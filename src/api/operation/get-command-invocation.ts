/**
 * GetCommandInvocation.
 *
 * PluginName may be left out for a document of one step (our choice for several:
 * InvalidPluginName).
 */
import { pluginNamesOf, pluginOf } from "../../controller/plugin.ts";
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
  const names = pluginNamesOf(command);
  const [name] = input.PluginName === undefined ? names : names.filter(isNamed(input.PluginName));
  if (name === undefined || (input.PluginName === undefined && names.length > 1)) {
    return refuse(apiError("InvalidPluginName"));
  }
  const plugin = pluginOf(invocation, name);
  return answer(renderExecution(command, invocation, plugin, controller.options.epochMs));
}

function isNamed(pluginName: string): (name: string) => boolean {
  return (name) => name === pluginName;
}
