/** CreateActivation: its answer is the only time that the code is told. */
import { createActivation } from "../../controller/activations.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import type { CallContext } from "../call-context.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";

export function answerCreateActivation(
  context: CallContext,
  input: InputOf<"CreateActivation">,
): Outcome {
  const { activationCode: code } = context.secrets;
  if (code === undefined) return refuse(apiError("InternalServerError"));
  const { ExpirationDate, Tags = [] } = input;
  const { epochMs } = context.controller.options;
  const activation = createActivation(context, {
    code,
    description: input.Description ?? "",
    defaultInstanceName: input.DefaultInstanceName ?? "",
    iamRole: input.IamRole,
    registrationLimit: input.RegistrationLimit ?? 1,
    expiresMs: ExpirationDate === undefined ? undefined : ExpirationDate * 1000 - epochMs,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
  });
  if ("code" in activation) return refuse(activation);
  return answer({ ActivationId: activation.id, ActivationCode: code });
}
