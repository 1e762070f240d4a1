/**
 * What the operations that only agents call take.
 *
 * They are not in the public service model. The real agent sends empty texts for what it does not
 * know (AvailabilityZone, SSMConnectionChannel), so lengths are left open here.
 *
 * Source: the aws-sdk-go client that aws/amazon-ssm-agent carries; calls of agent 3.3, recorded.
 */
import type { Operation } from "../shape.ts";
import { PLATFORM_TYPES } from "../document-type.ts";
import { INSTANCE_ID, TEXT } from "./text.ts";

/** DER of a SubjectPublicKeyInfo in base64: 392 characters for 2,048 bits, 1,416 for 8,192. */
const PUBLIC_KEY = { type: "string", min: 392, max: 1_600 } as const;
const PUBLIC_KEY_TYPE = { type: "string", enum: ["Rsa"] } as const;

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
  RegisterManagedInstance: {
    input: {
      type: "structure",
      members: {
        ActivationId: { type: "string", min: 36 },
        ActivationCode: { type: "string", min: 20, max: 250, sensitive: true },
        Fingerprint: { type: "string", max: 1024 },
        PublicKey: PUBLIC_KEY,
        PublicKeyType: PUBLIC_KEY_TYPE,
      },
      required: ["ActivationId", "ActivationCode", "Fingerprint", "PublicKey"],
    },
    errors: ["InternalServerError", "InvalidActivation", "InvalidActivationId"],
  },
  RequestManagedInstanceRoleToken: {
    input: {
      type: "structure",
      members: { Fingerprint: { type: "string", max: 1024 } },
      required: ["Fingerprint"],
    },
    errors: ["InternalServerError", "MachineFingerprintDoesNotMatch", "AccessDeniedException"],
  },
  UpdateManagedInstancePublicKey: {
    input: {
      type: "structure",
      members: { NewPublicKey: PUBLIC_KEY, NewPublicKeyType: PUBLIC_KEY_TYPE },
      required: ["NewPublicKey"],
    },
    errors: ["InternalServerError", "AccessDeniedException"],
  },
} as const satisfies Record<string, Operation>;
