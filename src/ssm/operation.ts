/**
 * Every operation of the service that is known here, by the name that stands in X-Amz-Target.
 */
import { ACTIVATION_OPERATIONS } from "./operation/activation.ts";
import { AGENT_OPERATIONS } from "./operation/agent.ts";
import { DOCUMENT_PERMISSION_OPERATIONS } from "./operation/document-permission.ts";
import { DOCUMENT_OPERATIONS } from "./operation/document.ts";
import { NODE_OPERATIONS } from "./operation/node.ts";
import { RUN_COMMAND_OPERATIONS } from "./operation/run-command.ts";
import { TAG_OPERATIONS } from "./operation/tag.ts";
import type { ValueOf } from "./shape.ts";

export const OPERATIONS = {
  ...RUN_COMMAND_OPERATIONS,
  ...NODE_OPERATIONS,
  ...DOCUMENT_OPERATIONS,
  ...DOCUMENT_PERMISSION_OPERATIONS,
  ...TAG_OPERATIONS,
  ...ACTIVATION_OPERATIONS,
  ...AGENT_OPERATIONS,
} as const;

export type OperationName = keyof typeof OPERATIONS;

/** The type of a valid input, for example `InputOf<"CancelCommand">`. */
export type InputOf<Name extends OperationName> = ValueOf<(typeof OPERATIONS)[Name]["input"]>;

/** What precedes the operation's name in X-Amz-Target. Source: botocore model, targetPrefix. */
export const TARGET_PREFIX = "AmazonSSM.";

/** True if the text is the name of an operation known here. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}
