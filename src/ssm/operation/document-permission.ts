/**
 * What the operations that share documents between accounts take.
 *
 * Source: botocore model ssm 2014-11-06.
 */
import { readPattern } from "../pattern.ts";
import type { Operation } from "../shape.ts";
import { DOCUMENT_NAME, TEXT } from "./text.ts";

const PERMISSION_TYPE = { type: "string", enum: ["Share"] } as const;
const ACCOUNT_IDS = {
  type: "list",
  max: 20,
  member: { type: "string", pattern: readPattern("(?i)all|[0-9]{12}") },
} as const;

export const DOCUMENT_PERMISSION_OPERATIONS = {
  ModifyDocumentPermission: {
    input: {
      type: "structure",
      members: {
        Name: DOCUMENT_NAME,
        PermissionType: PERMISSION_TYPE,
        AccountIdsToAdd: ACCOUNT_IDS,
        AccountIdsToRemove: ACCOUNT_IDS,
        SharedDocumentVersion: {
          type: "string",
          max: 8,
          pattern: readPattern("([$]LATEST|[$]DEFAULT|[$]ALL)"),
        },
      },
      required: ["Name", "PermissionType"],
    },
    errors: [
      "InternalServerError",
      "InvalidDocument",
      "InvalidPermissionType",
      "DocumentPermissionLimit",
      "DocumentLimitExceeded",
    ],
  },
  DescribeDocumentPermission: {
    input: {
      type: "structure",
      members: {
        Name: DOCUMENT_NAME,
        PermissionType: PERMISSION_TYPE,
        MaxResults: { type: "integer", min: 1, max: 200 },
        NextToken: TEXT,
      },
      required: ["Name", "PermissionType"],
    },
    errors: [
      "InternalServerError",
      "InvalidDocument",
      "InvalidNextToken",
      "InvalidPermissionType",
      "InvalidDocumentOperation",
    ],
  },
} as const satisfies Record<string, Operation>;
