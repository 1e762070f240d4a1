/** DescribeActivations and DeleteActivation. */
import type { Activation } from "../../controller/activation.ts";
import { deleteActivation, describeActivations } from "../../controller/activations.ts";
import type { ActivationFilter } from "../../controller/activations.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, done, refuse } from "../operation-handler.ts";
import type { Outcome, Output } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { epochSeconds } from "../render-time.ts";

export function answerDescribeActivations(
  { controller, nowMs }: StepContext,
  input: InputOf<"DescribeActivations">,
): Outcome {
  const filters: ActivationFilter[] = [];
  for (const { FilterKey: key, FilterValues: values = [] } of input.Filters ?? []) {
    if (key === undefined) return refuse(apiError("InvalidFilter"));
    filters.push({ key, values });
  }
  const request = pageRequest("DescribeActivations", input, "oldestFirst");
  const page = describeActivations(controller, filters, request);
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  return answer({
    ActivationList: page.entries.map((activation) => render(activation, epochMs, nowMs)),
    ...nextTokenMember(page.nextToken),
  });
}

export function answerDeleteActivation(
  context: StepContext,
  { ActivationId }: InputOf<"DeleteActivation">,
): Outcome {
  return done(deleteActivation(context, ActivationId));
}

/** Source: botocore model ssm 2014-11-06, Activation; texts that were not given are left out. */
function render(activation: Activation, epochMs: number, nowMs: number): Output {
  const { grant } = activation;
  return {
    ActivationId: activation.id,
    ...(grant.description === "" ? {} : { Description: grant.description }),
    ...(grant.defaultInstanceName === "" ? {} : { DefaultInstanceName: grant.defaultInstanceName }),
    IamRole: grant.iamRole,
    RegistrationLimit: grant.registrationLimit,
    RegistrationsCount: activation.registrationsCount,
    ExpirationDate: epochSeconds(epochMs + grant.expiresMs),
    Expired: activation.isExpired(nowMs),
    CreatedDate: epochSeconds(epochMs + activation.createdMs),
    Tags: Object.entries(grant.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
