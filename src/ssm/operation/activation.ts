/**
 * What the operations on activations take.
 *
 * Source: botocore model ssm 2014-11-06.
 */
import { readPattern } from "../pattern.ts";
import type { Operation } from "../shape.ts";
import { DEFAULT_INSTANCE_NAME, MAX_RESULTS, NOT_BLANK_PATTERN, TAGS, TEXT } from "./text.ts";

export const ACTIVATION_OPERATIONS = {
  CreateActivation: {
    input: {
      type: "structure",
      members: {
        Description: { type: "string", min: 0, max: 256 },
        DefaultInstanceName: DEFAULT_INSTANCE_NAME,
        IamRole: { type: "string", max: 64 },
        RegistrationLimit: { type: "integer", min: 1, max: 1000 },
        ExpirationDate: { type: "timestamp" },
        Tags: TAGS,
        RegistrationMetadata: {
          type: "list",
          member: {
            type: "structure",
            members: {
              Key: { type: "string", min: 1, max: 128, pattern: NOT_BLANK_PATTERN },
              Value: { type: "string", min: 1, max: 2048, pattern: NOT_BLANK_PATTERN },
            },
            required: ["Key", "Value"],
          },
        },
      },
      required: ["IamRole"],
    },
    errors: ["InvalidParameters", "InternalServerError"],
  },
  DeleteActivation: {
    input: {
      type: "structure",
      members: {
        ActivationId: {
          type: "string",
          pattern: readPattern("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
        },
      },
      required: ["ActivationId"],
    },
    errors: ["InvalidActivationId", "InvalidActivation", "InternalServerError", "TooManyUpdates"],
  },
  DescribeActivations: {
    input: {
      type: "structure",
      members: {
        Filters: {
          type: "list",
          member: {
            type: "structure",
            members: {
              FilterKey: {
                type: "string",
                enum: ["ActivationIds", "DefaultInstanceName", "IamRole"],
              },
              FilterValues: { type: "list", member: TEXT },
            },
            required: [],
          },
        },
        MaxResults: MAX_RESULTS,
        NextToken: TEXT,
      },
      required: [],
    },
    errors: ["InvalidFilter", "InvalidNextToken", "InternalServerError"],
  },
} as const satisfies Record<string, Operation>;
