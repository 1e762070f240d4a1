/**
 * One managed node of a host: the instance, what stands on its disk, and what runs on it.
 *
 * The node is the fixed thing; its agent, document workers and processes come and go with its
 * power. `boot` counts the lives of the agent: whatever was on its way to an earlier life is
 * dropped. What survives a life is the store and the messages that workers left for the agent.
 */
import type { Agent } from "../agent/agent.ts";
import type { AgentOptions } from "../agent/options.ts";
import { AgentStore } from "../agent/agent-store.ts";
import type { WorkerMessage } from "../agent/input.ts";
import type { DocumentWorker } from "../agent/worker.ts";
import type { HealthReport } from "../controller/input.ts";
import type { Prng } from "../kernel/prng.ts";
import type { ProcessTable } from "../process/process-table.ts";
import type { NodeState } from "../ssm/node-state.ts";
import { healthOf } from "./health.ts";

/** What a fleet says of a node before it exists. */
export interface NodeDescription {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly profile: string;
  /** The state that it is born in. */
  readonly state: NodeState;
  readonly options: AgentOptions;
  readonly life: LifeOptions;
}

/** How long the changes of a node's state take, in milliseconds. Source: our choice. */
export interface LifeOptions {
  readonly pendingMs: number;
  readonly stoppingMs: number;
  readonly shuttingDownMs: number;
  /** From an agent's wish for a reboot to its beginning. Source: agent 3.3, `shutdown -r +1`. */
  readonly rebootDelayMs: number;
  readonly rebootMs: number;
}

/** A document worker in its place. */
export interface WorkerSeat {
  /** Its own, on the host. */
  readonly number: number;
  /** The runs that it has started, one a step; the last one is the present step's. */
  runs: readonly number[];
  readonly commandId: string;
  /** Undefined when its process is gone. */
  worker: DocumentWorker | undefined;
  /** All that it said to its agent, as files on the node's disk. */
  said: readonly WorkerMessage[];
  /** No later message may reach the agent before this time: they keep their order. */
  quietUntilMs: number;
}

const NO_WORKERS: ReadonlyMap<string, WorkerSeat> = new Map();

export class ManagedNode {
  readonly id: string;
  readonly options: AgentOptions;
  readonly life: LifeOptions;
  /** Its place on the host; its owners in the kernel follow from it. */
  readonly index: number;
  readonly prng: Prng;
  readonly store: AgentStore;
  /** What its agent says of it in every health report. */
  readonly health: HealthReport;
  /** Number of the node machine's state. */
  state: number;
  boot = 0;
  agent: Agent | undefined;
  processes: ProcessTable | undefined;
  private seats: ReadonlyMap<string, WorkerSeat> = NO_WORKERS;

  /** Of a description it keeps only what it needs: a fleet has many nodes, and few options. */
  constructor(
    { id, options, life }: Pick<NodeDescription, "id" | "options" | "life">,
    place: { index: number; state: number; prng: Prng; store?: AgentStore },
  ) {
    this.id = id;
    this.options = options;
    this.life = life;
    this.index = place.index;
    this.state = place.state;
    this.prng = place.prng;
    this.store = place.store ?? new AgentStore();
    this.health = healthOf(options);
  }

  /** The workers by command id. */
  get workers(): ReadonlyMap<string, WorkerSeat> {
    return this.seats;
  }

  addWorker(commandId: string, seat: WorkerSeat): void {
    if (this.seats === NO_WORKERS) this.seats = new Map();
    (this.seats as Map<string, WorkerSeat>).set(commandId, seat);
  }

  removeWorker(commandId: string): void {
    if (this.seats === NO_WORKERS) return;
    (this.seats as Map<string, WorkerSeat>).delete(commandId);
    if (this.seats.size === 0) this.seats = NO_WORKERS;
  }

  /** A node that goes on exactly like this one. */
  clone(): ManagedNode {
    const copy = new ManagedNode(this, {
      index: this.index,
      state: this.state,
      prng: this.prng.clone(),
      store: this.store.clone(),
    });
    copy.boot = this.boot;
    copy.agent = this.agent?.clone(copy.store);
    copy.processes = this.processes?.clone();
    for (const [commandId, seat] of this.seats) copy.addWorker(commandId, cloneSeat(seat));
    return copy;
  }
}

function cloneSeat(seat: WorkerSeat): WorkerSeat {
  return {
    number: seat.number,
    runs: seat.runs,
    commandId: seat.commandId,
    worker: seat.worker?.clone(),
    said: seat.said,
    quietUntilMs: seat.quietUntilMs,
  };
}
