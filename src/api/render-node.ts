/**
 * A node as DescribeInstanceInformation shows it; what is not known is left out.
 *
 * Source: botocore model ssm 2014-11-06, InstanceInformation.
 */
import { sourceIdOf, sourceTypeOf } from "../controller/describe-nodes.ts";
import type { RegisteredNode } from "../controller/registered-node.ts";
import { resourceTypeOf } from "../ssm/node-id.ts";
import type { Output } from "./operation-handler.ts";
import { epochSeconds } from "./render-time.ts";

export function renderNode(node: RegisteredNode, epochMs: number): Output {
  const { health, id, registration } = node;
  const resourceType = resourceTypeOf(id);
  return {
    InstanceId: id,
    PingStatus: node.pingStatus,
    LastPingDateTime: epochSeconds(epochMs + node.lastPingMs),
    ...textMember("AgentVersion", health?.agentVersion),
    IsLatestVersion: true,
    ...textMember("PlatformType", health?.platformType),
    ...textMember("PlatformName", health?.platformName),
    ...textMember("PlatformVersion", health?.platformVersion),
    ...textMember("ActivationId", registration?.activationId),
    ...textMember("IamRole", registration?.iamRole),
    ...(resourceType === "ManagedInstance"
      ? { RegistrationDate: epochSeconds(epochMs + node.registeredMs) }
      : {}),
    ResourceType: resourceType,
    ...textMember("Name", registration?.name),
    ...textMember("IPAddress", health?.ipAddress),
    ...textMember("ComputerName", health && (health.computerName ?? id)),
    SourceId: sourceIdOf(node),
    SourceType: sourceTypeOf(node),
  };
}

function textMember(name: string, text: string | undefined): Output {
  return text === undefined || text === "" ? {} : { [name]: text };
}
