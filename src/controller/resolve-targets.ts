/**
 * From a request's InstanceIds or Targets to nodes.
 *
 * Targets are ANDed, the values of one are ORed. A node that may not be addressed is left out; so
 * is an id that nobody knows: with Targets a command may end up with no node at all.
 * Source: API reference, Target; user guide, "Using targets and rate controls".
 */
import { isAddressable } from "../ssm/node-state.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import type { CommandRequest, Target } from "./command-request.ts";
import type { Controller } from "./controller.ts";
import type { RegisteredNode } from "./registered-node.ts";

/**
 * Refuses targets that can't be resolved.
 *
 * Errors: ValidationException when InstanceIds and Targets are both given or both absent, or a
 *         target's key is not InstanceIds, `tag:<key>` or `tag-key`. Resource groups are a service
 *         of their own, which is not simulated. Source: our choice.
 */
export function checkTargets({ instanceIds, targets }: Addressees): ApiError | undefined {
  if (instanceIds.length > 0 === targets.length > 0) {
    return apiError(
      "ValidationException",
      "Exactly one of InstanceIds and Targets must be given; " +
        `found ${instanceIds.length} InstanceIds and ${targets.length} Targets`,
    );
  }
  const unknown = targets.find(({ Key }) => predicateOf(Key) === undefined);
  if (unknown === undefined) return undefined;
  return apiError(
    "ValidationException",
    `The key of a target must be InstanceIds, tag:<key> or tag-key; found ${unknown.Key}`,
  );
}

/** The nodes in their order: that of InstanceIds, or that of registration. */
export function resolveTargets(
  controller: Controller,
  { instanceIds, targets }: Addressees,
): RegisteredNode[] {
  if (targets.length > 0) return matchTargets(controller, targets);
  return instanceIds.flatMap((id) => controller.nodes.get(id) ?? []);
}

type Addressees = Pick<CommandRequest, "instanceIds" | "targets">;

/** Looks only at nodes that one of the targets can mean; of those each has to fit them all. */
function matchTargets(controller: Controller, targets: readonly Target[]): RegisteredNode[] {
  const tests = targets.map(({ Key, Values }) => ({
    matches: predicateOf(Key) ?? (() => false),
    values: new Set(Values),
  }));
  return candidates(controller, targets).filter(
    (node) =>
      isAddressable(node.state) && tests.every(({ matches, values }) => matches(node, values)),
  );
}

/** In order of registration; all nodes when no target names a tag and its values. */
function candidates(controller: Controller, targets: readonly Target[]): RegisteredNode[] {
  const nodes = controller.nodes.values();
  const target = targets.find(({ Key }) => Key.startsWith(TAG));
  if (target === undefined) return [...nodes];
  const tagged = controller.tagIndex.of(target.Key.slice(TAG.length), nodes);
  const found = [...new Set(target.Values)].flatMap((value) => tagged.get(value) ?? []);
  return found.sort((one, other) => one.serial - other.serial);
}

const TAG = "tag:";

type Predicate = (node: RegisteredNode, values: ReadonlySet<string>) => boolean;

function predicateOf(key: string): Predicate | undefined {
  if (key.toLowerCase() === "instanceids") return (node, values) => values.has(node.id);
  if (key === "tag-key") {
    return (node, values) => Object.keys(node.tags).some((tag) => values.has(tag));
  }
  if (!key.startsWith(TAG)) return undefined;
  const tag = key.slice(TAG.length);
  return (node, values) => Object.hasOwn(node.tags, tag) && values.has(node.tags[tag] ?? "");
}
