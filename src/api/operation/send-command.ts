/** SendCommand: from the call's input to the request that the controller keeps. */
import { sendCommand } from "../../controller/send-command.ts";
import type { CommandOrder } from "../../controller/send-command.ts";
import type { StepContext } from "../../controller/step-context.ts";
import {
  MAX_CONCURRENCY_DEFAULT,
  MAX_ERRORS_DEFAULT,
  TIMEOUT_SECONDS_DEFAULT,
} from "../../ssm/limit.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { bareDocumentName } from "../document-name.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { renderAccepted } from "../render-command.ts";

type Input = InputOf<"SendCommand">;

export function answerSendCommand(context: StepContext, input: Input): Outcome {
  const order = { request: readRequest(input), documentHash: input.DocumentHash };
  const accepted = sendCommand(context, order);
  if ("code" in accepted) return refuse(accepted);
  return answer({ Command: renderAccepted(accepted, context.controller.options.epochMs) });
}

/** Defaults as recorded answers show them. Source: API reference, SendCommand. */
function readRequest(input: Input): CommandOrder["request"] {
  return {
    documentName: bareDocumentName(input.DocumentName),
    documentVersion: input.DocumentVersion ?? "",
    comment: input.Comment ?? "",
    parameters: input.Parameters ?? {},
    instanceIds: input.InstanceIds ?? [],
    targets: (input.Targets ?? []).map(({ Key = "", Values = [] }) => ({ Key, Values })),
    timeoutSeconds: input.TimeoutSeconds ?? TIMEOUT_SECONDS_DEFAULT,
    outputS3Region: input.OutputS3Region ?? "",
    outputS3BucketName: input.OutputS3BucketName ?? "",
    outputS3KeyPrefix: input.OutputS3KeyPrefix ?? "",
    maxConcurrency: input.MaxConcurrency ?? MAX_CONCURRENCY_DEFAULT,
    maxErrors: input.MaxErrors ?? MAX_ERRORS_DEFAULT,
    serviceRole: input.ServiceRoleArn ?? "",
    notificationConfig: {
      NotificationArn: input.NotificationConfig?.NotificationArn ?? "",
      NotificationEvents: input.NotificationConfig?.NotificationEvents ?? [],
      NotificationType: input.NotificationConfig?.NotificationType ?? "",
    },
    cloudWatchOutputConfig: {
      CloudWatchLogGroupName: input.CloudWatchOutputConfig?.CloudWatchLogGroupName ?? "",
      CloudWatchOutputEnabled: input.CloudWatchOutputConfig?.CloudWatchOutputEnabled ?? false,
    },
    alarmConfiguration: {
      IgnorePollAlarmFailure: input.AlarmConfiguration?.IgnorePollAlarmFailure ?? false,
      Alarms: input.AlarmConfiguration?.Alarms ?? [],
    },
  };
}
