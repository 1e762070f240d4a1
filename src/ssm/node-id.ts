/**
 * The ids of nodes: `i-` for an EC2 instance, `mi-` for a node that was registered by hand.
 */
import { readPattern } from "./pattern.ts";

/**
 * What a node id looks like; note that `\w` takes more than hex digits.
 *
 * Source: botocore model ssm 2014-11-06, InstanceId.
 */
export const NODE_ID_PATTERN = readPattern("(^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)");

/** Source: botocore model ssm 2014-11-06, ResourceType of InstanceInformation. */
export const RESOURCE_TYPES = ["ManagedInstance", "EC2Instance"] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** True if the text can be a node's id. */
export function isNodeId(text: string): boolean {
  return NODE_ID_PATTERN.regExp.test(text);
}

/** What kind of resource a node id names. */
export function resourceTypeOf(nodeId: string): ResourceType {
  return nodeId.startsWith("mi-") ? "ManagedInstance" : "EC2Instance";
}
