/**
 * What an agent that has a process of its own says of itself, in the order in which it has done it.
 */
import type { StoreChange } from "../agent/agent-store.ts";
import type { Death } from "../kernel/boundary.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { TraceSource } from "../kernel/trace.ts";
import type { AgentLoad } from "./agent-lives.ts";
import type { WorkerOrders } from "./workshop.ts";

export type AgentNews =
  | {
      readonly type: "trace";
      readonly atMs: number;
      /** When it was written, by the machine's monotonic clock. */
      readonly stampNs: bigint;
      readonly source: TraceSource;
      readonly fact: TraceFact;
    }
  /** The changes of one step; they count as done, whatever becomes of the agent. */
  | { readonly type: "store"; readonly changes: readonly StoreChange[] }
  | { readonly type: "order"; readonly order: WorkerOrders }
  | { readonly type: "reboot" }
  | { readonly type: "load"; readonly load: AgentLoad }
  /** Its process ends itself at a boundary, as it was told. */
  | { readonly type: "died"; readonly death: Death }
  /** Its process is gone, and all that it has said was heard. */
  | { readonly type: "gone" };
