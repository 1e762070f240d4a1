/**
 * What can happen to the controller besides API calls, and what it can ask for.
 *
 * API calls are functions of the controller's record (send-command.ts, cancel-command.ts, ...)
 * that the api room calls; they write into the same collector of effects.
 */
import type { StartTimer, StopTimer } from "../kernel/effect.ts";
import type { NodeState } from "../ssm/node-state.ts";
import type { Message } from "../wire/message.ts";

export type ControllerInput =
  /** The controller's process has started over a store; timers start anew from the records. */
  | { readonly type: "controller.start" }
  | { readonly type: "timer"; readonly subject: number; readonly timer: number }
  /** A host says what node it carries: new to the fleet, or known from before. */
  | { readonly type: "node.reported"; readonly node: NodeReport }
  | { readonly type: "node.stateChanged"; readonly node: string; readonly state: NodeState }
  | { readonly type: "node.removed"; readonly node: string }
  /** The agent has its control channel; an older one of the node is fenced off from now on. */
  | { readonly type: "channel.opened"; readonly node: string; readonly epoch: number }
  | { readonly type: "channel.closed"; readonly node: string; readonly epoch: number }
  /** CreateControlChannel is to be refused to a node from now on, or no more. */
  | { readonly type: "channel.denied"; readonly node: string }
  | { readonly type: "channel.allowed"; readonly node: string }
  | {
      readonly type: "frame.received";
      readonly node: string;
      readonly epoch: number;
      readonly message: Message;
    };

/** A node as its host knows it: the instance, not yet its agent. */
export interface NodeReport {
  readonly id: string;
  readonly state: NodeState;
  readonly tags: Readonly<Record<string, string>>;
  readonly profile: string;
  readonly host: string;
}

/** What UpdateInstanceInformation says of an agent. */
export interface HealthReport {
  readonly agentName: string;
  readonly agentVersion: string;
  readonly platformType: "Linux" | "Windows" | "MacOS";
  readonly platformName: string;
  readonly platformVersion: string;
  /** Undefined for one that is called like its node. */
  readonly computerName: string | undefined;
  readonly ipAddress: string;
}

/** Tables of the durable record; `record` is live and must be copied or written at once. */
export type ControllerTable =
  "controller" | "node" | "command" | "invocation" | "document" | "activation" | "deregistered";

export type ControllerEffect =
  | StartTimer
  | StopTimer
  | {
      readonly type: "storeRecord";
      readonly table: ControllerTable;
      readonly key: string;
      /** Undefined deletes. */
      readonly record: { save(): unknown } | undefined;
    }
  | {
      readonly type: "sendFrame";
      readonly node: string;
      readonly epoch: number;
      readonly message: Message;
    }
  | { readonly type: "closeChannel"; readonly node: string; readonly epoch: number };
