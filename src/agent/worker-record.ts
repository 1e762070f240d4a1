/**
 * The record of one document worker: the process that runs a command's steps and outlives the
 * agent that started it.
 *
 * Output is kept up to what a reply can say; what comes after is dropped as it comes.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { compileMachine } from "../kernel/machine-runtime.ts";
import type { MachineRuntime } from "../kernel/machine-runtime.ts";
import { idealWorkerMachine } from "../machines/ideal-worker.ts";
import { workerMachine } from "../machines/worker.ts";
import type { StepResult } from "../wire/message.ts";
import type { StepOrder, StepRefusal, WorkerOrder } from "./input.ts";
import type { AgentOptions } from "./options.ts";
import { keeps } from "./profile.ts";
import { passedOver } from "./step-flow.ts";
import { encodeResults } from "./step-results.ts";

const WORKER_RUNTIME = compileMachine(workerMachine);
const IDEAL_RUNTIME = compileMachine(idealWorkerMachine);

/** What a worker is made of. */
export interface WorkerParts {
  readonly node: string;
  readonly options: AgentOptions;
  readonly order: WorkerOrder;
  /** After a reboot: what the steps so far have come to; the last one is run again. */
  readonly done?: readonly StepResult[] | undefined;
}

const NO_RESULTS: readonly StepResult[] = [];
const NOBODY: readonly number[] = [];

export class DocumentWorker {
  readonly node: string;
  readonly options: AgentOptions;
  readonly order: WorkerOrder;
  /** Number of the state of its machine. */
  state: number;
  startedMs = 0;
  /** The present step, and when it began. */
  step = 0;
  stepStartMs = 0;
  /** Output of the present step so far, as byte strings. */
  stdout = "";
  stderr = "";
  /** How the present step's leader ended; a code of null is a death by signal. */
  exitCode: number | null = null;
  exitSignal: string | null = null;
  /** Whether the present step's output was let go while its end is waited for. */
  isClosed = false;
  /** Whether a cancel came while a step was being ended for another reason, or begun to be. */
  isCancelled = false;
  /** What lived of the command when it was last looked for. */
  survivors: readonly number[] = NOBODY;
  /** Of the steps that have ended, in order. */
  results: readonly StepResult[] = NO_RESULTS;
  /** The first step of this worker: those before it were an earlier one's. */
  firstStep = 0;
  /** What the first step came to before the reboot, until it begins again. */
  again: StepResult | undefined;

  constructor(parts: WorkerParts) {
    this.node = parts.node;
    this.options = parts.options;
    this.order = parts.order;
    this.state = this.runtime.initial.target;
    const last = parts.done?.at(-1);
    if (parts.done === undefined || last === undefined) return;
    this.results = parts.done.slice(0, -1);
    this.firstStep = this.step = this.results.length;
    this.again = last;
  }

  /** The machine that it lives by. */
  get runtime(): MachineRuntime {
    return keeps(this.options, "killLadder") ? IDEAL_RUNTIME : WORKER_RUNTIME;
  }

  /** The present step. A worker without steps is a defect: documents have at least one. */
  get stepOrder(): StepOrder {
    const order = this.order.steps[this.step];
    if (order === undefined)
      throw new Error(`worker ${this.order.commandId}: no step ${this.step}`);
    return order;
  }

  /** Why the present step does not run, or undefined. */
  get refusal(): StepRefusal | undefined {
    return passedOver(this.order.steps, this.step, this.results) ?? this.stepOrder.refusal;
  }

  /** Whether the worker has heard of the end of its step's leader, and so waited for it. */
  get hasExited(): boolean {
    return this.exitCode !== null || this.exitSignal !== null;
  }

  clone(): DocumentWorker {
    const copy = new DocumentWorker(this);
    copy.state = this.state;
    copy.startedMs = this.startedMs;
    copy.step = this.step;
    copy.stepStartMs = this.stepStartMs;
    copy.stdout = this.stdout;
    copy.stderr = this.stderr;
    copy.exitCode = this.exitCode;
    copy.exitSignal = this.exitSignal;
    copy.isClosed = this.isClosed;
    copy.isCancelled = this.isCancelled;
    copy.survivors = this.survivors;
    copy.results = this.results;
    copy.firstStep = this.firstStep;
    copy.again = this.again;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.id(this.order.commandId);
    encoder.int(this.state);
    encoder.time(this.startedMs);
    encoder.int(this.step);
    encoder.time(this.stepStartMs);
    encoder.text(this.stdout);
    encoder.text(this.stderr);
    encoder.int(this.exitCode ?? -1);
    encoder.text(this.exitSignal ?? "");
    encoder.flag(this.isClosed);
    encoder.flag(this.isCancelled);
    encoder.int(this.survivors.length);
    encodeResults(encoder, this.results);
    encoder.int(this.firstStep);
    encoder.flag(this.again !== undefined);
  }
}
