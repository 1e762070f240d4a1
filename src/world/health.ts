/**
 * What an agent says of itself and its node in UpdateInstanceInformation.
 */
import type { AgentOptions } from "../agent/options.ts";
import type { HealthReport } from "../controller/input.ts";

/** Agents of the same options share one report, for a fleet has many of them. */
const REPORTS = new WeakMap<AgentOptions, HealthReport>();

/** The report of a simulated node: what it calls its computer is the node's id. */
export function healthOf(options: AgentOptions): HealthReport {
  let report = REPORTS.get(options);
  if (report === undefined) {
    report = makeReport(options);
    REPORTS.set(options, report);
  }
  return report;
}

function makeReport(options: AgentOptions): HealthReport {
  return {
    agentName: "amazon-ssm-agent",
    agentVersion: options.agentVersion,
    platformType: "Linux",
    platformName: options.platformName,
    platformVersion: options.platformVersion,
    computerName: undefined,
    ipAddress: "127.0.0.1",
  };
}
