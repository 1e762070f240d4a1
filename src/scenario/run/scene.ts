/**
 * What a run asks of the world that it is played in: the virtual world has it, and a live fleet.
 */
import type { ListedPlan } from "../../faults/board.ts";
import type { FaultPlan } from "../../faults/plan.ts";
import type { ClientRequest } from "../../world/client-calls.ts";
import type { PendingWorld } from "../../world/pending.ts";
import type { NodeAction } from "../scenario.ts";

export interface Scene extends PendingWorld {
  readonly nowMs: number;
  readonly faults: {
    put(plan: FaultPlan): number;
    list(): readonly ListedPlan[];
    healAll(): void;
  };
  /** Gives a node an order of its life-cycle; one that its state does not take changes nothing. */
  order(node: string, order: NodeAction): void;
  restartAgent(node: string): void;
  /** Ends an agent's process; with `restartMs` it is started again after so long. */
  crashAgent(node: string, restartMs: number | undefined): void;
}

/** The way by which the client of a run calls the API. */
export interface Calls {
  /** Those under way. */
  readonly count: number;
  /** Puts a call under way; undefined, and nothing was sent, when too many are. */
  send(request: ClientRequest): object | undefined;
}
