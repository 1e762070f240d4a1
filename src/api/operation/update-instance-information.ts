/**
 * UpdateInstanceInformation: an agent's health report. The answer is empty.
 *
 * The first report of an agent's life names only its version and platform type.
 */
import { reportHealth } from "../../controller/ping.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError, notInValidState } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { done } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";

export function answerUpdateInstanceInformation(
  { controller, nowMs, effects }: StepContext,
  input: InputOf<"UpdateInstanceInformation">,
): Outcome {
  const report = {
    agentName: input.AgentName ?? "",
    agentVersion: input.AgentVersion ?? "",
    platformType: input.PlatformType ?? "Linux",
    platformName: input.PlatformName ?? "",
    platformVersion: input.PlatformVersion ?? "",
    computerName: input.ComputerName ?? "",
    ipAddress: input.IPAddress ?? "",
  };
  const { InstanceId: id } = input;
  const { accountId } = controller.options;
  return done(
    reportHealth(controller, id, report, nowMs, effects)
      ? undefined
      : apiError("InvalidInstanceId", notInValidState([id], accountId)),
  );
}
