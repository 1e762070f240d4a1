/**
 * The texts that more than one operation takes.
 *
 * Source: botocore model ssm 2014-11-06; each constant is the model's shape of the same name.
 */
import { NODE_ID_PATTERN } from "../node-id.ts";
import { readPattern } from "../pattern.ts";

const DOCUMENT_VERSION_PATTERN = readPattern("([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)");
const DISPLAY_NAME_PATTERN = readPattern("^[\\w\\.\\-\\:\\/ ]*$");
const TAG_PATTERN = readPattern("^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$");

export const TEXT = { type: "string" } as const;
export const NAME_PATTERN = readPattern("^[a-zA-Z0-9_\\-.]{3,128}$");
export const VERSION_NAME_PATTERN = readPattern("^[a-zA-Z0-9_\\-.]{1,128}$");
export const NOT_BLANK_PATTERN = readPattern("^(?!\\s*$).+");

export const COMMAND_ID = { type: "string", min: 36, max: 36 } as const;
export const INSTANCE_ID = { type: "string", pattern: NODE_ID_PATTERN } as const;
export const DOCUMENT_NAME = { type: "string", pattern: NAME_PATTERN } as const;
/** A document's name or ARN. */
export const DOCUMENT_ARN = {
  type: "string",
  pattern: readPattern("^[a-zA-Z0-9_\\-.:/]{3,128}$"),
} as const;
export const DOCUMENT_VERSION = { type: "string", pattern: DOCUMENT_VERSION_PATTERN } as const;
export const DOCUMENT_VERSION_NAME = { type: "string", pattern: VERSION_NAME_PATTERN } as const;
export const DOCUMENT_DISPLAY_NAME = {
  type: "string",
  max: 1024,
  pattern: DISPLAY_NAME_PATTERN,
} as const;
export const DOCUMENT_FORMAT = { type: "string", enum: ["YAML", "JSON", "TEXT"] } as const;

export const TAG_KEY = { type: "string", min: 1, max: 128, pattern: TAG_PATTERN } as const;
export const TAG_VALUE = { type: "string", min: 0, max: 256, pattern: TAG_PATTERN } as const;
export const DEFAULT_INSTANCE_NAME = {
  type: "string",
  min: 0,
  max: 256,
  pattern: TAG_PATTERN,
} as const;
export const TAGS = {
  type: "list",
  max: 1000,
  member: {
    type: "structure",
    members: { Key: TAG_KEY, Value: TAG_VALUE },
    required: ["Key", "Value"],
  },
} as const;

/** How many entries a page holds, for the lists that allow 1..50. */
export const MAX_RESULTS = { type: "integer", min: 1, max: 50 } as const;
