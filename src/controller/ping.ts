/**
 * PingStatus: a node is Online from its agent's first health report until two are missed.
 *
 * AWS does not document the threshold; ours is two reports and a grace. The control channel has no
 * say in it, as LastPingDateTime moves with health reports alone.
 * Source: user guide, "ec2messages and health pings"; the threshold is our choice, see docs/api.md.
 */
import type { Effects } from "../kernel/effect.ts";
import { isAddressable } from "../ssm/node-state.ts";
import type { PingStatus } from "../ssm/status.ts";
import type { Controller } from "./controller.ts";
import type { ControllerEffect, HealthReport } from "./input.ts";
import { admitUnknown, storeNode } from "./register-node.ts";
import type { RegisteredNode } from "./registered-node.ts";
import type { StepContext } from "./step-context.ts";

/** A node's only timer. */
const PING_TIMER = 0;

/**
 * Takes an agent's health report in; false when there is no such node (any more).
 *
 * Shape: a member that is "" is not known to the agent now, and leaves what was known before.
 */
export function reportHealth(
  controller: Controller,
  nodeId: string,
  report: HealthReport,
  nowMs: number,
  effects: Effects<ControllerEffect>,
): boolean {
  const context = { controller, nowMs, effects };
  const node = controller.nodes.get(nodeId) ?? admitUnknown(context, nodeId);
  if (node === undefined || !isAddressable(node.state)) return false;
  node.health = node.health === undefined ? report : mergeHealth(node.health, report);
  node.lastPingMs = nowMs;
  if (node.pingStatus !== "Online") changePing(context, node, "Online");
  startPingTimer(context, node);
  storeNode(context, node);
  return true;
}

/** Waits for the reports that would keep a node Online. */
export function startPingTimer({ controller, effects }: StepContext, node: RegisteredNode): void {
  const { healthReportMs, connectionLostGraceMs } = controller.options;
  const ms = 2 * healthReportMs + connectionLostGraceMs;
  const timer = PING_TIMER;
  effects.push({ type: "startTimer", subject: node.serial, timer, minMs: ms, maxMs: ms });
}

/** The timer of the reports has fired. */
export function loseContact(context: StepContext, node: RegisteredNode): void {
  changePing(context, node, "ConnectionLost");
  storeNode(context, node);
}

function changePing({ effects }: StepContext, node: RegisteredNode, to: PingStatus): void {
  const from = node.pingStatus ?? null;
  node.pingStatus = to;
  if (effects.tracing) effects.trace({ event: "ping.changed", node: node.id, from, to });
}

function mergeHealth(known: HealthReport, report: HealthReport): HealthReport {
  if (known === report) return known;
  return {
    agentName: report.agentName || known.agentName,
    agentVersion: report.agentVersion || known.agentVersion,
    platformType: report.platformType,
    platformName: report.platformName || known.platformName,
    platformVersion: report.platformVersion || known.platformVersion,
    computerName: report.computerName || known.computerName,
    ipAddress: report.ipAddress || known.ipAddress,
  };
}
