/**
 * What an agent says of itself and its node in UpdateInstanceInformation.
 */
import type { AgentOptions } from "../agent/options.ts";
import type { HealthReport } from "../controller/input.ts";

/** The report of a simulated node; the same options give the same report but for its name. */
export function healthOf(options: AgentOptions, node: string): HealthReport {
  return {
    agentName: "amazon-ssm-agent",
    agentVersion: options.agentVersion,
    platformType: "Linux",
    platformName: options.platformName,
    platformVersion: options.platformVersion,
    computerName: node,
    ipAddress: "127.0.0.1",
  };
}
