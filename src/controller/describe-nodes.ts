/**
 * DescribeInstanceInformation: the nodes whose agents have reported, in order of registration.
 *
 * Stopped and Terminated nodes are not shown. Filters are ANDed, the values of one are ORed.
 * Source: API reference, DescribeInstanceInformation, InstanceInformationStringFilter.
 */
import { PLATFORM_TYPES } from "../ssm/document-type.ts";
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";
import { RESOURCE_TYPES, resourceTypeOf } from "../ssm/node-id.ts";
import { PING_STATUSES } from "../ssm/status.ts";
import type { Controller } from "./controller.ts";
import { takePage } from "./page.ts";
import type { Page, PageRequest } from "./page.ts";
import type { RegisteredNode } from "./registered-node.ts";

export interface NodeFilter {
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * A page of nodes.
 *
 * Errors: InvalidFilterKey (unknown, or a tag together with others); InvalidInstanceId for an id
 *         in a filter that no node has; InvalidInstanceInformationFilterValue for a word that the
 *         key does not have; InvalidNextToken.
 */
export function describeNodes(
  controller: Controller,
  filters: readonly NodeFilter[],
  page: PageRequest,
): Page<RegisteredNode> | ApiError {
  const refusal = checkKeys(filters) ?? checkIds(controller, filters) ?? checkWords(filters);
  if (refusal !== undefined) return refusal;
  return takePage(matching(controller, filters), page);
}

function checkKeys(filters: readonly NodeFilter[]): ApiError | undefined {
  const hasTag = filters.some(({ key }) => isTag(key));
  const isMixed = hasTag && filters.some(({ key }) => !isTag(key));
  const isKnown = filters.every(({ key }) => isTag(key) || Object.hasOwn(FIELDS, key));
  return isMixed || !isKnown ? apiError("InvalidFilterKey") : undefined;
}

function checkIds(controller: Controller, filters: readonly NodeFilter[]): ApiError | undefined {
  for (const { key, values } of filters) {
    if (key === "InstanceIds" && values.some((id) => !controller.nodes.has(id))) {
      return apiError("InvalidInstanceId");
    }
  }
  return undefined;
}

function checkWords(filters: readonly NodeFilter[]): ApiError | undefined {
  for (const { key, values } of filters) {
    const words = WORDS[key];
    if (words !== undefined && !values.every((value) => words.includes(value))) {
      return apiError("InvalidInstanceInformationFilterValue");
    }
  }
  return undefined;
}

/** Source: botocore model ssm 2014-11-06, the enums of the same names. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  PingStatus: PING_STATUSES,
  PlatformType: PLATFORM_TYPES,
  PlatformTypes: PLATFORM_TYPES,
  ResourceType: RESOURCE_TYPES,
};

function* matching(
  controller: Controller,
  filters: readonly NodeFilter[],
): Generator<RegisteredNode> {
  for (const node of controller.nodes.values()) {
    if (node.health === undefined || HIDDEN.has(node.state)) continue;
    if (filters.every((filter) => passes(node, filter))) yield node;
  }
}

const HIDDEN: ReadonlySet<string> = new Set(["Stopped", "Terminated"]);

function isTag(key: string): boolean {
  return key === "tag-key" || key.startsWith("tag:");
}

function passes(node: RegisteredNode, { key, values }: NodeFilter): boolean {
  if (key === "tag-key") return values.some((name) => Object.hasOwn(node.tags, name));
  if (!key.startsWith("tag:")) return values.includes(FIELDS[key]?.(node) ?? "");
  const name = key.slice("tag:".length);
  return Object.hasOwn(node.tags, name) && values.includes(node.tags[name] ?? "");
}

/** What a filter's key compares; a node has no association here. */
const FIELDS: Readonly<Record<string, (node: RegisteredNode) => string>> = {
  InstanceIds: ({ id }) => id,
  AgentVersion: ({ health }) => health?.agentVersion ?? "",
  PingStatus: ({ pingStatus }) => pingStatus ?? "",
  PlatformType: ({ health }) => health?.platformType ?? "",
  PlatformTypes: ({ health }) => health?.platformType ?? "",
  ResourceType: ({ id }) => resourceTypeOf(id),
  SourceIds: sourceIdOf,
  SourceTypes: sourceTypeOf,
  ActivationIds: ({ registration }) => registration?.activationId ?? "",
  IamRole: ({ registration }) => registration?.iamRole ?? "",
  AssociationStatus: () => "",
};

/** SourceId of a node: for an EC2 instance its id. */
export function sourceIdOf({ id }: RegisteredNode): string {
  return id;
}

export function sourceTypeOf({ id }: RegisteredNode): string {
  return resourceTypeOf(id) === "EC2Instance" ? "AWS::EC2::Instance" : "AWS::SSM::ManagedInstance";
}
