/**
 * What faults do to nodes, their agents and their processes: orders to the hosts that carry them.
 */
import type { AgentHands, NodeHands, ProcessHands } from "../../faults/hands.ts";
import type { FaultOrder } from "../host-channel/fault-order.ts";

/** Has a node's host do something. */
export type HostOrders = (node: string, order: FaultOrder) => void;

export function hostHands(orders: HostOrders): AgentHands & NodeHands & ProcessHands {
  return { ...agentHands(orders), ...nodeHands(orders), ...processHands(orders) };
}

function agentHands(orders: HostOrders): AgentHands {
  return {
    crashAgent: (node, restartMs) =>
      orders(node, { hand: "crashAgent", ...(restartMs !== undefined && { restartMs }) }),
    startAgent: (node) => orders(node, { hand: "startAgent" }),
    cutPower: (node) => orders(node, { hand: "cutPower" }),
    restartAgent: (node) => orders(node, { hand: "restartAgent" }),
    hangAgent: (node) => orders(node, { hand: "hangAgent" }),
    wakeAgent: (node) => orders(node, { hand: "wakeAgent" }),
    slowAgent: (node, by) => orders(node, { hand: "slowAgent", by }),
    quickenAgent: (node, by) => orders(node, { hand: "quickenAgent", by }),
    crashWorkers: (node) => orders(node, { hand: "crashWorkers" }),
    // No live host takes a twin: liveRefusal says so before any plan comes here.
    startTwin: () => undefined,
    endTwin: () => undefined,
    loseStore: (node) => orders(node, { hand: "loseStore" }),
    copyStore: (node) => orders(node, { hand: "copyStore" }),
    keepStore: (node) => orders(node, { hand: "keepStore" }),
    moveClock: (node, byMs) => orders(node, { hand: "moveClock", byMs }),
    moveClockBack: (node, byMs) => orders(node, { hand: "moveClockBack", byMs }),
    slowDisk: (node, by) => orders(node, { hand: "slowDisk", by }),
    quickenDisk: (node, by) => orders(node, { hand: "quickenDisk", by }),
    fillDisk: (node) => orders(node, { hand: "fillDisk" }),
    freeDisk: (node) => orders(node, { hand: "freeDisk" }),
  };
}

function nodeHands(orders: HostOrders): NodeHands {
  return {
    order: (node, order) => orders(node, { hand: "order", order }),
    startAgain: (node) => orders(node, { hand: "startAgain" }),
    interrupt: (node, action, noticeMs) => orders(node, { hand: "interrupt", action, noticeMs }),
    spare: (node) => orders(node, { hand: "spare" }),
    stretchPending: (node, ms) =>
      orders(node, { hand: "stretchPending", ...(ms !== undefined && { ms }) }),
  };
}

function processHands(orders: HostOrders): ProcessHands {
  return { signalProcesses: (node, signal) => orders(node, { hand: "signalProcesses", signal }) };
}
