/**
 * What the two operations that only agents call take.
 *
 * They are not in the public service model. The real agent sends empty texts for what it does not
 * know (AvailabilityZone, SSMConnectionChannel), so lengths are left open here.
 *
 * Source: the aws-sdk-go client that aws/amazon-ssm-agent carries; calls of agent 3.3, recorded.
 */
import type { Operation } from "../shape.ts";
import { PLATFORM_TYPES } from "../document-type.ts";
import { INSTANCE_ID, TEXT } from "./text.ts";

export const AGENT_OPERATIONS = {
  UpdateInstanceInformation: {
    input: {
      type: "structure",
      members: {
        AgentName: TEXT,
        AgentStatus: TEXT,
        AgentVersion: TEXT,
        AvailabilityZone: TEXT,
        AvailabilityZoneId: TEXT,
        ComputerName: TEXT,
        IPAddress: { type: "string", sensitive: true },
        InstanceId: INSTANCE_ID,
        PlatformName: TEXT,
        PlatformType: { type: "string", enum: PLATFORM_TYPES },
        PlatformVersion: TEXT,
        SourceId: TEXT,
        SourceLocation: TEXT,
        SourceType: TEXT,
        SSMConnectionChannel: TEXT,
      },
      required: ["InstanceId"],
    },
    errors: ["InternalServerError", "InvalidInstanceId"],
  },
  ListInstanceAssociations: {
    input: {
      type: "structure",
      members: { InstanceId: INSTANCE_ID, MaxResults: { type: "integer" }, NextToken: TEXT },
      required: ["InstanceId"],
    },
    errors: ["InternalServerError", "InvalidInstanceId", "InvalidNextToken"],
  },
} as const satisfies Record<string, Operation>;
