/**
 * Tags of managed nodes.
 *
 * Only `mi-` nodes can be tagged by Systems Manager; an EC2 instance's tags are EC2's.
 * Source: API reference, AddTagsToResource, ResourceId.
 */
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { resourceTypeOf } from "../ssm/node-id.ts";
import type { Controller } from "./controller.ts";
import { storeNode } from "./register-node.ts";
import type { RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";

/** Source: API reference, AddTagsToResource. */
export const TAGS_MAX = 50;

export interface Resource {
  readonly type: string;
  readonly id: string;
}

/** Errors: InvalidResourceType (nothing but nodes has tags here), InvalidResourceId. */
export function findTagged(controller: Controller, resource: Resource): RegisteredNode | ApiError {
  if (resource.type !== "ManagedInstance") return apiError("InvalidResourceType");
  const node = controller.nodes.get(resource.id);
  const isTaggable = node !== undefined && resourceTypeOf(node.id) === "ManagedInstance";
  return isTaggable ? node : apiError("InvalidResourceId");
}

/** Errors: those of `findTagged`, and TooManyTagsError. */
export function addTags(
  context: StepContext,
  resource: Resource,
  added: Readonly<Record<string, string>>,
): ApiError | undefined {
  const node = findTagged(context.controller, resource);
  if ("code" in node) return node;
  const tags = { ...node.tags, ...added };
  if (Object.keys(tags).length > TAGS_MAX) return apiError("TooManyTagsError");
  node.tags = tags;
  context.controller.tagIndex.forget();
  storeNode(context, node);
  return undefined;
}

/** Errors: those of `findTagged`. A key that the node does not have is passed over. */
export function removeTags(
  context: StepContext,
  resource: Resource,
  keys: readonly string[],
): ApiError | undefined {
  const node = findTagged(context.controller, resource);
  if ("code" in node) return node;
  const rest = Object.entries(node.tags).filter(([key]) => !keys.includes(key));
  node.tags = Object.fromEntries(rest);
  context.controller.tagIndex.forget();
  storeNode(context, node);
  return undefined;
}
