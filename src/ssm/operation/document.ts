/**
 * What the operations on documents take.
 *
 * Source: botocore model ssm 2014-11-06.
 */
import { DOCUMENT_TYPES } from "../document-type.ts";
import { readPattern } from "../pattern.ts";
import type { Operation } from "../shape.ts";
import {
  DOCUMENT_ARN,
  DOCUMENT_DISPLAY_NAME,
  DOCUMENT_FORMAT,
  DOCUMENT_NAME,
  DOCUMENT_VERSION,
  DOCUMENT_VERSION_NAME,
  MAX_RESULTS,
  NAME_PATTERN,
  TAGS,
  TEXT,
  VERSION_NAME_PATTERN,
} from "./text.ts";

const CONTENT = { type: "string", min: 1 } as const;
const TARGET_TYPE = {
  type: "string",
  max: 200,
  pattern: readPattern("^\\/[\\w\\.\\-\\:\\/]*$"),
} as const;

const ATTACHMENTS = {
  type: "list",
  min: 0,
  max: 20,
  member: {
    type: "structure",
    members: {
      Key: { type: "string", enum: ["SourceUrl", "S3FileUrl", "AttachmentReference"] },
      Values: { type: "list", min: 1, max: 1, member: { type: "string", min: 1, max: 1024 } },
      Name: { type: "string", pattern: NAME_PATTERN },
    },
    required: [],
  },
} as const;

const REQUIRES = {
  type: "list",
  min: 1,
  member: {
    type: "structure",
    members: {
      Name: DOCUMENT_ARN,
      Version: DOCUMENT_VERSION,
      RequireType: { type: "string", max: 128, pattern: VERSION_NAME_PATTERN },
      VersionName: DOCUMENT_VERSION_NAME,
    },
    required: ["Name"],
  },
} as const;

export const DOCUMENT_OPERATIONS = {
  ListDocuments: {
    input: {
      type: "structure",
      members: {
        DocumentFilterList: {
          type: "list",
          min: 1,
          member: {
            type: "structure",
            members: {
              key: { type: "string", enum: ["Name", "Owner", "PlatformTypes", "DocumentType"] },
              value: { type: "string", min: 1 },
            },
            required: ["key", "value"],
          },
        },
        Filters: {
          type: "list",
          min: 0,
          max: 6,
          member: {
            type: "structure",
            members: {
              Key: { type: "string", min: 1, max: 128 },
              Values: { type: "list", member: { type: "string", min: 1, max: 256 } },
            },
            required: [],
          },
        },
        MaxResults: MAX_RESULTS,
        NextToken: TEXT,
      },
      required: [],
    },
    errors: ["InternalServerError", "InvalidNextToken", "InvalidFilterKey"],
  },
  DescribeDocument: {
    input: {
      type: "structure",
      members: {
        Name: DOCUMENT_ARN,
        DocumentVersion: DOCUMENT_VERSION,
        VersionName: DOCUMENT_VERSION_NAME,
      },
      required: ["Name"],
    },
    errors: ["InternalServerError", "InvalidDocument", "InvalidDocumentVersion"],
  },
  GetDocument: {
    input: {
      type: "structure",
      members: {
        Name: DOCUMENT_ARN,
        VersionName: DOCUMENT_VERSION_NAME,
        DocumentVersion: DOCUMENT_VERSION,
        DocumentFormat: DOCUMENT_FORMAT,
      },
      required: ["Name"],
    },
    errors: ["InternalServerError", "InvalidDocument", "InvalidDocumentVersion"],
  },
  CreateDocument: {
    input: {
      type: "structure",
      members: {
        Content: CONTENT,
        Requires: REQUIRES,
        Attachments: ATTACHMENTS,
        Name: DOCUMENT_NAME,
        DisplayName: DOCUMENT_DISPLAY_NAME,
        VersionName: DOCUMENT_VERSION_NAME,
        DocumentType: { type: "string", enum: DOCUMENT_TYPES },
        DocumentFormat: DOCUMENT_FORMAT,
        TargetType: TARGET_TYPE,
        Tags: TAGS,
      },
      required: ["Content", "Name"],
    },
    errors: [
      "DocumentAlreadyExists",
      "MaxDocumentSizeExceeded",
      "InternalServerError",
      "InvalidDocumentContent",
      "DocumentLimitExceeded",
      "InvalidDocumentSchemaVersion",
      "TooManyUpdates",
      "NoLongerSupportedException",
    ],
  },
  UpdateDocument: {
    input: {
      type: "structure",
      members: {
        Content: CONTENT,
        Attachments: ATTACHMENTS,
        Name: DOCUMENT_NAME,
        DisplayName: DOCUMENT_DISPLAY_NAME,
        VersionName: DOCUMENT_VERSION_NAME,
        DocumentVersion: DOCUMENT_VERSION,
        DocumentFormat: DOCUMENT_FORMAT,
        TargetType: TARGET_TYPE,
      },
      required: ["Content", "Name"],
    },
    errors: [
      "MaxDocumentSizeExceeded",
      "DocumentVersionLimitExceeded",
      "InternalServerError",
      "DuplicateDocumentContent",
      "DuplicateDocumentVersionName",
      "InvalidDocumentContent",
      "InvalidDocumentVersion",
      "InvalidDocumentSchemaVersion",
      "InvalidDocument",
      "InvalidDocumentOperation",
    ],
  },
  DeleteDocument: {
    input: {
      type: "structure",
      members: {
        Name: DOCUMENT_NAME,
        DocumentVersion: DOCUMENT_VERSION,
        VersionName: DOCUMENT_VERSION_NAME,
        Force: { type: "boolean" },
      },
      required: ["Name"],
    },
    errors: [
      "InternalServerError",
      "InvalidDocument",
      "InvalidDocumentOperation",
      "AssociatedInstances",
      "TooManyUpdates",
    ],
  },
  UpdateDocumentDefaultVersion: {
    input: {
      type: "structure",
      members: {
        Name: DOCUMENT_NAME,
        DocumentVersion: { type: "string", pattern: readPattern("(^[1-9][0-9]*$)") },
      },
      required: ["Name", "DocumentVersion"],
    },
    errors: [
      "InternalServerError",
      "InvalidDocument",
      "InvalidDocumentVersion",
      "InvalidDocumentSchemaVersion",
    ],
  },
  ListDocumentVersions: {
    input: {
      type: "structure",
      members: { Name: DOCUMENT_ARN, MaxResults: MAX_RESULTS, NextToken: TEXT },
      required: ["Name"],
    },
    errors: ["InternalServerError", "InvalidNextToken", "InvalidDocument"],
  },
} as const satisfies Record<string, Operation>;
