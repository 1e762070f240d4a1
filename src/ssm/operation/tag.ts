/**
 * What the operations on tags take.
 *
 * Source: botocore model ssm 2014-11-06.
 */
import type { Operation } from "../shape.ts";
import { TAG_KEY, TAGS, TEXT } from "./text.ts";

const RESOURCE_TYPE = {
  type: "string",
  enum: [
    "Document",
    "ManagedInstance",
    "MaintenanceWindow",
    "Parameter",
    "PatchBaseline",
    "OpsItem",
    "OpsMetadata",
    "Automation",
    "Association",
  ],
} as const;

export const TAG_OPERATIONS = {
  AddTagsToResource: {
    input: {
      type: "structure",
      members: { ResourceType: RESOURCE_TYPE, ResourceId: TEXT, Tags: TAGS },
      required: ["ResourceType", "ResourceId", "Tags"],
    },
    errors: [
      "InvalidResourceType",
      "InvalidResourceId",
      "InternalServerError",
      "TooManyTagsError",
      "TooManyUpdates",
    ],
  },
  RemoveTagsFromResource: {
    input: {
      type: "structure",
      members: {
        ResourceType: RESOURCE_TYPE,
        ResourceId: TEXT,
        TagKeys: { type: "list", member: TAG_KEY },
      },
      required: ["ResourceType", "ResourceId", "TagKeys"],
    },
    errors: ["InvalidResourceType", "InvalidResourceId", "InternalServerError", "TooManyUpdates"],
  },
  ListTagsForResource: {
    input: {
      type: "structure",
      members: { ResourceType: RESOURCE_TYPE, ResourceId: TEXT },
      required: ["ResourceType", "ResourceId"],
    },
    errors: ["InvalidResourceType", "InvalidResourceId", "InternalServerError"],
  },
} as const satisfies Record<string, Operation>;
