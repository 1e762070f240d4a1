/**
 * UpdateInstanceInformation: how an agent reports its health over HTTP.
 *
 * The first report is nearly empty, as the real agent's is: it only asks whether the service knows
 * the node. Every report is answered to its agent, refused also when it reached nobody.
 * Source: agent/ssm/service.go, the keys as captured.
 */
import type { AgentInput } from "../../agent/input.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import { healthOf } from "../../world/health.ts";
import type { HealthCall } from "../../world/host-ports.ts";
import type { CallOutcome, Calls } from "./calls.ts";

const TARGET = "AmazonSSM.UpdateInstanceInformation";

export interface HealthCallsParts {
  readonly calls: Calls;
  readonly enter: (work: () => void) => void;
  readonly tellAgent: (node: ManagedNode, boot: number, input: AgentInput) => void;
  /** A full report of a node's was accepted. */
  readonly accepted: (node: ManagedNode) => void;
  readonly log: { debug(fields: object, message: string): void };
}

export class HealthCalls {
  readonly #parts: HealthCallsParts;

  constructor(parts: HealthCallsParts) {
    this.#parts = parts;
  }

  /** Sends a report; the answer is call.answered. */
  report(node: ManagedNode, report: HealthCall): void {
    void this.#report(node, report);
  }

  async #report(node: ManagedNode, report: HealthCall): Promise<void> {
    const { calls, enter, tellAgent, log } = this.#parts;
    const { boot } = node;
    const outcome = await calls.post({
      path: "/",
      service: "ssm",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET },
      body: JSON.stringify(healthBody(node, report)),
    });
    const accepted = outcome.type === "answered" && outcome.status === 200;
    if (!accepted) log.debug({ node: node.id, ...facts(outcome) }, "a health report was refused");
    enter(() => {
      tellAgent(node, boot, { type: "call.answered", call: "health", accepted });
      if (accepted && report.full && node.boot === boot) this.#parts.accepted(node);
    });
  }
}

/**
 * The body of a report.
 *
 * Shape: with `full` false the keys that the agent knows without asking its system.
 */
export function healthBody(
  node: ManagedNode,
  { full, connection }: HealthCall,
): Record<string, string> {
  const health = healthOf(node.options);
  const known = {
    AgentName: health.agentName,
    AgentVersion: health.agentVersion,
    InstanceId: node.id,
    PlatformType: health.platformType,
  };
  if (!full) return known;
  return {
    ...known,
    AgentStatus: "Active",
    AvailabilityZone: "",
    AvailabilityZoneId: "",
    ComputerName: node.id,
    IPAddress: health.ipAddress,
    PlatformName: health.platformName,
    PlatformVersion: health.platformVersion,
    SSMConnectionChannel: connection,
  };
}

function facts(outcome: CallOutcome): object {
  return outcome.type === "failed" ? { reason: outcome.reason } : { status: outcome.status };
}
