/**
 * What the operations on managed nodes take.
 *
 * Source: botocore model ssm 2014-11-06.
 */
import { readPattern } from "../pattern.ts";
import type { Operation } from "../shape.ts";
import { TEXT } from "./text.ts";

const INFORMATION_VALUES = {
  type: "list",
  min: 1,
  max: 100,
  member: { type: "string", min: 1 },
} as const;

const PROPERTY_TEXT = {
  type: "string",
  min: 1,
  max: 100_000,
  pattern: readPattern("^.{1,100000}$"),
} as const;
const PROPERTY_VALUES = { type: "list", min: 1, max: 40, member: PROPERTY_TEXT } as const;

export const NODE_OPERATIONS = {
  DescribeInstanceInformation: {
    input: {
      type: "structure",
      members: {
        InstanceInformationFilterList: {
          type: "list",
          min: 0,
          member: {
            type: "structure",
            members: {
              key: {
                type: "string",
                enum: [
                  "InstanceIds",
                  "AgentVersion",
                  "PingStatus",
                  "PlatformTypes",
                  "ActivationIds",
                  "IamRole",
                  "ResourceType",
                  "AssociationStatus",
                ],
              },
              valueSet: INFORMATION_VALUES,
            },
            required: ["key", "valueSet"],
          },
        },
        Filters: {
          type: "list",
          min: 0,
          member: {
            type: "structure",
            members: { Key: { type: "string", min: 1 }, Values: INFORMATION_VALUES },
            required: ["Key", "Values"],
          },
        },
        MaxResults: { type: "integer", min: 5, max: 50 },
        NextToken: TEXT,
      },
      required: [],
    },
    errors: [
      "InternalServerError",
      "InvalidInstanceId",
      "InvalidNextToken",
      "InvalidInstanceInformationFilterValue",
      "InvalidFilterKey",
    ],
  },
  DescribeInstanceProperties: {
    input: {
      type: "structure",
      members: {
        InstancePropertyFilterList: {
          type: "list",
          min: 1,
          max: 40,
          member: {
            type: "structure",
            members: {
              key: {
                type: "string",
                enum: [
                  "InstanceIds",
                  "AgentVersion",
                  "PingStatus",
                  "PlatformTypes",
                  "DocumentName",
                  "ActivationIds",
                  "IamRole",
                  "ResourceType",
                  "AssociationStatus",
                ],
              },
              valueSet: PROPERTY_VALUES,
            },
            required: ["key", "valueSet"],
          },
        },
        FiltersWithOperator: {
          type: "list",
          min: 1,
          max: 40,
          member: {
            type: "structure",
            members: {
              Key: PROPERTY_TEXT,
              Values: PROPERTY_VALUES,
              Operator: {
                type: "string",
                enum: ["Equal", "NotEqual", "BeginWith", "LessThan", "GreaterThan"],
              },
            },
            required: ["Key", "Values"],
          },
        },
        MaxResults: { type: "integer", min: 5, max: 1000 },
        NextToken: TEXT,
      },
      required: [],
    },
    errors: [
      "InvalidNextToken",
      "InvalidFilterKey",
      "InvalidInstanceId",
      "InvalidActivationId",
      "InvalidInstancePropertyFilterValue",
      "InternalServerError",
      "InvalidDocument",
    ],
  },
  GetConnectionStatus: {
    input: {
      type: "structure",
      members: { Target: { type: "string", min: 1, max: 400 } },
      required: ["Target"],
    },
    errors: ["InternalServerError"],
  },
  DeregisterManagedInstance: {
    input: {
      type: "structure",
      members: {
        InstanceId: {
          type: "string",
          min: 20,
          max: 124,
          pattern: readPattern(
            "(^mi-[0-9a-f]{17}$)|(^eks_c:[0-9A-Za-z][A-Za-z0-9\\-_]{0,99}_\\w{17}$)",
          ),
        },
      },
      required: ["InstanceId"],
    },
    errors: ["InvalidInstanceId", "InternalServerError"],
  },
} as const satisfies Record<string, Operation>;
