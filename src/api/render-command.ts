/**
 * A command as answers show it, members in the order of recorded answers.
 *
 * Source: recorded answers of SendCommand and ListCommands; empty members are there too.
 */
import type { Command } from "../controller/command.ts";
import {
  completedCountOf,
  deliveryTimedOutCountOf,
  errorCountOf,
  targetCountOf,
} from "../controller/roll-up.ts";
import { COMMAND_STATUS_DETAILS } from "../ssm/status.ts";
import type { CommandStatusDetails } from "../ssm/status.ts";
import type { Output } from "./operation-handler.ts";
import { epochSeconds } from "./render-time.ts";

/** A command as it is now. */
export function renderCommand(command: Command, epochMs: number): Output {
  return render(command, epochMs, {
    details: command.details,
    targets: targetCountOf(command),
    completed: completedCountOf(command),
    errors: errorCountOf(command),
    deliveryTimedOut: deliveryTimedOutCountOf(command),
  });
}

/**
 * A command as SendCommand answers it: Pending, and with Targets of no known count yet.
 *
 * Source: recorded answers (TargetCount 1 at once with one of InstanceIds, 0 with Targets).
 */
export function renderAccepted(command: Command, epochMs: number): Output {
  return render(command, epochMs, {
    details: "Pending",
    targets: command.request.instanceIds.length,
    completed: 0,
    errors: 0,
    deliveryTimedOut: 0,
  });
}

interface Progress {
  readonly details: CommandStatusDetails;
  readonly targets: number;
  readonly completed: number;
  readonly errors: number;
  readonly deliveryTimedOut: number;
}

function render(command: Command, epochMs: number, progress: Progress): Output {
  const { request } = command;
  return {
    CommandId: command.id,
    DocumentName: request.documentName,
    DocumentVersion: request.documentVersion,
    Comment: request.comment,
    ExpiresAfter: epochSeconds(epochMs + command.expiresMs),
    Parameters: request.parameters,
    InstanceIds: request.instanceIds,
    Targets: request.targets,
    RequestedDateTime: epochSeconds(epochMs + command.requestedMs),
    Status: COMMAND_STATUS_DETAILS[progress.details].status,
    StatusDetails: progress.details,
    OutputS3Region: request.outputS3Region,
    OutputS3BucketName: request.outputS3BucketName,
    OutputS3KeyPrefix: request.outputS3KeyPrefix,
    MaxConcurrency: request.maxConcurrency,
    MaxErrors: request.maxErrors,
    TargetCount: progress.targets,
    CompletedCount: progress.completed,
    ErrorCount: progress.errors,
    DeliveryTimedOutCount: progress.deliveryTimedOut,
    ServiceRole: request.serviceRole,
    NotificationConfig: request.notificationConfig,
    CloudWatchOutputConfig: request.cloudWatchOutputConfig,
    TimeoutSeconds: request.timeoutSeconds,
    AlarmConfiguration: request.alarmConfiguration,
    TriggeredAlarms: [],
  };
}
