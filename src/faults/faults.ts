/**
 * Every fault that there is, in the order of the docs.
 */
import { errorAfter } from "./call/error-after.ts";
import { errorBefore } from "./call/error-before.ts";
import { lostAnswer } from "./call/lost-answer.ts";
import { slowAnswer } from "./call/slow-answer.ts";
import { throttling } from "./call/throttling.ts";
import { controllerRestart } from "./controller/controller-restart.ts";
import { agentCrash } from "./agent/agent-crash.ts";
import { agentHang } from "./agent/agent-hang.ts";
import { agentRestart } from "./agent/agent-restart.ts";
import { agentSlow } from "./agent/agent-slow.ts";
import { clockSkew } from "./agent/clock-skew.ts";
import { diskFull } from "./agent/disk-full.ts";
import { diskSlow } from "./agent/disk-slow.ts";
import { documentWorkerDies } from "./agent/document-worker-dies.ts";
import { lostState } from "./agent/lost-state.ts";
import { powerCut } from "./agent/power-cut.ts";
import { restartStorm } from "./agent/restart-storm.ts";
import { staleState } from "./agent/stale-state.ts";
import { twoAgents } from "./agent/two-agents.ts";
import type { Fault } from "./fault.ts";
import { bandwidth } from "./link/bandwidth.ts";
import { closeWithCode } from "./link/close-with-code.ts";
import { corrupt } from "./link/corrupt.ts";
import { delay } from "./link/delay.ts";
import { denyChannel } from "./link/deny-channel.ts";
import { drop } from "./link/drop.ts";
import { duplicate } from "./link/duplicate.ts";
import { flapping } from "./link/flapping.ts";
import { halfOpen } from "./link/half-open.ts";
import { hangHandshake } from "./link/hang-handshake.ts";
import { hold } from "./link/hold.ts";
import { partition } from "./link/partition.ts";
import { pingLost } from "./link/ping-lost.ts";
import { refuseConnect } from "./link/refuse-connect.ts";
import { reorder } from "./link/reorder.ts";
import { reset } from "./link/reset.ts";
import { slowHandshake } from "./link/slow-handshake.ts";
import { truncate } from "./link/truncate.ts";
import { longPending } from "./node/long-pending.ts";
import { nodeReboot } from "./node/node-reboot.ts";
import { nodeStop } from "./node/node-stop.ts";
import { nodeTerminate } from "./node/node-terminate.ts";
import { spotInterruption } from "./node/spot-interruption.ts";
import { PROCESS_FAULTS } from "./process/process-faults.ts";

/** What happens to the messages and the connections between agents and the controller. */
export const LINK_FAULTS: readonly Fault[] = [
  ...[drop, delay, duplicate, reorder, hold, corrupt, truncate, bandwidth],
  ...[halfOpen, reset, closeWithCode, pingLost, partition, flapping],
  ...[refuseConnect, denyChannel, slowHandshake, hangHandshake],
];

/** What happens to agents, to what they keep, to their disks and their clocks. */
export const AGENT_FAULTS: readonly Fault[] = [
  ...[agentCrash, powerCut, agentRestart, restartStorm, agentHang, agentSlow],
  ...[documentWorkerDies, twoAgents, lostState, staleState, clockSkew, diskSlow, diskFull],
];

/** What happens to the controller, and to the calls of its clients. */
export const CONTROLLER_FAULTS: readonly Fault[] = [
  ...[controllerRestart, throttling, errorBefore, errorAfter, lostAnswer, slowAnswer],
];

/** What happens to the nodes that agents live on. */
export const NODE_FAULTS: readonly Fault[] = [
  ...[nodeStop, nodeReboot, nodeTerminate, spotInterruption, longPending],
];

export const FAULTS: readonly Fault[] = [
  ...LINK_FAULTS,
  ...AGENT_FAULTS,
  ...CONTROLLER_FAULTS,
  ...NODE_FAULTS,
  ...PROCESS_FAULTS,
];

/** The fault with this name. */
export function faultOf(name: string): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name);
}
