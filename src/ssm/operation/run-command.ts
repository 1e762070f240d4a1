/**
 * What the five operations of Run Command take.
 *
 * Source: botocore model ssm 2014-11-06.
 */
import { INSTANCE_IDS_MAX } from "../limit.ts";
import { NODE_ID_PATTERN } from "../node-id.ts";
import { readPattern } from "../pattern.ts";
import type { Operation } from "../shape.ts";
import {
  COMMAND_ID,
  DOCUMENT_ARN,
  DOCUMENT_VERSION,
  INSTANCE_ID,
  MAX_RESULTS,
  NOT_BLANK_PATTERN,
  TEXT,
} from "./text.ts";

/**
 * Nodes by id. The lengths are not in the model, but AWS's message for such a list names them.
 *
 * Source: an answer of Run Command that a public report of 2021 quotes.
 */
const INSTANCE_IDS = {
  type: "list",
  min: 0,
  max: INSTANCE_IDS_MAX,
  member: { type: "string", min: 10, max: 20, pattern: NODE_ID_PATTERN },
} as const;

const TARGETS = {
  type: "list",
  min: 0,
  max: 5,
  member: {
    type: "structure",
    members: {
      Key: {
        type: "string",
        min: 1,
        max: 163,
        pattern: readPattern(
          "^[\\p{L}\\p{Z}\\p{N}_.:/=\\-@]*$|" +
            "resource-groups:ResourceTypeFilters|resource-groups:Name",
        ),
      },
      Values: { type: "list", min: 0, max: 50, member: TEXT },
    },
    required: [],
  },
} as const;

const NOTIFICATION_CONFIG = {
  type: "structure",
  members: {
    NotificationArn: TEXT,
    NotificationEvents: {
      type: "list",
      member: {
        type: "string",
        enum: ["All", "InProgress", "Success", "TimedOut", "Cancelled", "Failed"],
      },
    },
    NotificationType: { type: "string", enum: ["Command", "Invocation"] },
  },
  required: [],
} as const;

const CLOUD_WATCH_OUTPUT_CONFIG = {
  type: "structure",
  members: {
    CloudWatchLogGroupName: { type: "string", min: 1, max: 512 },
    CloudWatchOutputEnabled: { type: "boolean" },
  },
  required: [],
} as const;

const ALARM_CONFIGURATION = {
  type: "structure",
  members: {
    IgnorePollAlarmFailure: { type: "boolean" },
    Alarms: {
      type: "list",
      min: 1,
      max: 1,
      member: {
        type: "structure",
        members: { Name: { type: "string", min: 1, max: 255, pattern: NOT_BLANK_PATTERN } },
        required: ["Name"],
      },
    },
  },
  required: ["Alarms"],
} as const;

const COMMAND_FILTERS = {
  type: "list",
  min: 1,
  max: 5,
  member: {
    type: "structure",
    members: {
      key: {
        type: "string",
        enum: ["InvokedAfter", "InvokedBefore", "Status", "ExecutionStage", "DocumentName"],
      },
      value: { type: "string", min: 1, max: 128 },
    },
    required: ["key", "value"],
  },
} as const;

export const RUN_COMMAND_OPERATIONS = {
  SendCommand: {
    input: {
      type: "structure",
      members: {
        InstanceIds: INSTANCE_IDS,
        Targets: TARGETS,
        DocumentName: DOCUMENT_ARN,
        DocumentVersion: DOCUMENT_VERSION,
        DocumentHash: { type: "string", max: 256 },
        DocumentHashType: { type: "string", enum: ["Sha256", "Sha1"] },
        TimeoutSeconds: { type: "integer", min: 30, max: 2_592_000 },
        Comment: { type: "string", max: 100 },
        Parameters: { type: "map", value: { type: "list", member: TEXT }, sensitive: true },
        OutputS3Region: { type: "string", min: 3, max: 20 },
        OutputS3BucketName: { type: "string", min: 3, max: 63 },
        OutputS3KeyPrefix: { type: "string", max: 500 },
        MaxConcurrency: {
          type: "string",
          min: 1,
          max: 7,
          pattern: readPattern("^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$"),
        },
        MaxErrors: {
          type: "string",
          min: 1,
          max: 7,
          pattern: readPattern("^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$"),
        },
        ServiceRoleArn: TEXT,
        NotificationConfig: NOTIFICATION_CONFIG,
        CloudWatchOutputConfig: CLOUD_WATCH_OUTPUT_CONFIG,
        AlarmConfiguration: ALARM_CONFIGURATION,
      },
      required: ["DocumentName"],
    },
    errors: [
      "DuplicateInstanceId",
      "InternalServerError",
      "InvalidInstanceId",
      "InvalidDocument",
      "InvalidDocumentVersion",
      "InvalidOutputFolder",
      "InvalidParameters",
      "UnsupportedPlatformType",
      "MaxDocumentSizeExceeded",
      "InvalidRole",
      "InvalidNotificationConfig",
    ],
  },
  CancelCommand: {
    input: {
      type: "structure",
      members: { CommandId: COMMAND_ID, InstanceIds: INSTANCE_IDS },
      required: ["CommandId"],
    },
    errors: ["InternalServerError", "InvalidCommandId", "InvalidInstanceId", "DuplicateInstanceId"],
  },
  ListCommands: {
    input: {
      type: "structure",
      members: {
        CommandId: COMMAND_ID,
        InstanceId: INSTANCE_ID,
        MaxResults: MAX_RESULTS,
        NextToken: TEXT,
        Filters: COMMAND_FILTERS,
      },
      required: [],
    },
    errors: [
      "InternalServerError",
      "InvalidCommandId",
      "InvalidInstanceId",
      "InvalidFilterKey",
      "InvalidNextToken",
    ],
  },
  ListCommandInvocations: {
    input: {
      type: "structure",
      members: {
        CommandId: COMMAND_ID,
        InstanceId: INSTANCE_ID,
        MaxResults: MAX_RESULTS,
        NextToken: TEXT,
        Filters: COMMAND_FILTERS,
        Details: { type: "boolean" },
      },
      required: [],
    },
    errors: [
      "InternalServerError",
      "InvalidCommandId",
      "InvalidInstanceId",
      "InvalidFilterKey",
      "InvalidNextToken",
    ],
  },
  GetCommandInvocation: {
    input: {
      type: "structure",
      members: {
        CommandId: COMMAND_ID,
        InstanceId: INSTANCE_ID,
        PluginName: { type: "string", min: 4 },
      },
      required: ["CommandId", "InstanceId"],
    },
    errors: [
      "InternalServerError",
      "InvalidCommandId",
      "InvalidInstanceId",
      "InvalidPluginName",
      "InvocationDoesNotExist",
    ],
  },
} as const satisfies Record<string, Operation>;
