/**
 * What a node may call with the credentials of its role: little, and only for itself.
 *
 * Source: the managed policy AmazonSSMManagedInstanceCore, as far as its operations are answered.
 */
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import type { OperationName } from "../ssm/operation.ts";

const ALLOWED: ReadonlySet<OperationName> = new Set([
  "UpdateInstanceInformation",
  "ListInstanceAssociations",
  "RequestManagedInstanceRoleToken",
  "UpdateManagedInstancePublicKey",
  "DescribeDocument",
  "GetDocument",
]);

/** Errors: AccessDeniedException for any other operation, and for any other node. */
export function refuseCaller(
  operation: OperationName,
  input: object,
  caller: string | undefined,
): ApiError | undefined {
  if (caller === undefined) return undefined;
  const node = "InstanceId" in input ? input.InstanceId : caller;
  if (ALLOWED.has(operation) && node === caller) return undefined;
  const resource = node === caller ? "" : ` on resource: ${String(node)}`;
  return apiError(
    "AccessDeniedException",
    `${caller} is not authorized to perform: ssm:${operation}${resource}`,
  );
}
