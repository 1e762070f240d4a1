/**
 * The life-cycle of a node on its host: steps the `node` machine and says what its power does.
 */
import { compileMachine } from "../kernel/machine-runtime.ts";
import type { MachineTransition } from "../kernel/machine-runtime.ts";
import { nodeMachine } from "../machines/node.ts";
import type { NodeEvent } from "../machines/node.ts";
import { NODE_STATES } from "../ssm/node-state.ts";
import type { NodeState } from "../ssm/node-state.ts";
import type { LifeOptions } from "./managed-node.ts";

const RUNTIME = compileMachine(nodeMachine);
const POWERED: ReadonlySet<number> = new Set([
  RUNTIME.state("Running.up"),
  RUNTIME.state("Running.shutdownScheduled"),
]);
const NODE_WORDS = Object.keys(NODE_STATES) as NodeState[];

/** Where a node that is launched begins, and what that asks for. */
export const BIRTH = RUNTIME.initial;

export type NodeOrder = NodeEvent["type"];

/** The machine's state in which a node is born that a fleet wants in an AWS state. */
export function bornState(state: NodeState): number {
  return RUNTIME.state(state === "Running" ? "Running.up" : state);
}

/** AWS's word for a state of the machine: the one segment of its path that is such a word. */
export function nodeStateOf(state: number): NodeState {
  const word = NODE_WORDS.find((candidate) => RUNTIME.is(state, candidate));
  if (word === undefined) throw new Error(`node state ${state} has no AWS word`);
  return word;
}

/** Whether the node's operating system is up, so that its agent may run. */
export function hasPower(state: number): boolean {
  return POWERED.has(state);
}

export function orderNode(state: number, order: NodeOrder): MachineTransition | undefined {
  return RUNTIME.step(state, RUNTIME.event(order));
}

export function timerNode(state: number, timer: number): MachineTransition | undefined {
  return RUNTIME.step(state, RUNTIME.timerEvent(timer));
}

/** The length of a delay that the machine names. */
export function lifeDelay(options: LifeOptions, delay: string): number {
  switch (delay) {
    case "pendingMs":
      return options.pendingMs;
    case "stoppingMs":
      return options.stoppingMs;
    case "shuttingDownMs":
      return options.shuttingDownMs;
    case "rebootDelayMs":
      return options.rebootDelayMs;
    case "rebootMs":
      return options.rebootMs;
    default:
      throw new Error(`the node machine has no delay ${delay}`);
  }
}
