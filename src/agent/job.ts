/**
 * One send-command job as its agent holds it: the machine's state and what it works on.
 *
 * The record knows nothing of queues; which jobs wait and which hold a slot is read from their
 * states. Values are replaced, never changed, so that a clone may share them.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { AgentJob, MessageService, StepResult } from "../wire/message.ts";
import type { WorkerOrder } from "./input.ts";
import type { JobLife } from "./job-life.ts";
import { encodeResults } from "./step-results.ts";

/** What a job begins with. */
export interface JobParts {
  readonly subject: number;
  readonly id: string;
  readonly message: AgentJob;
  readonly service: MessageService;
  readonly order: WorkerOrder;
  readonly receivedMs: number;
  readonly runCount: number;
  readonly done?: readonly StepResult[] | undefined;
  readonly life: JobLife;
}

export class Job {
  /** Its timers' subject, from 1. */
  readonly subject: number;
  /** The command id that the agent takes from the JobId. */
  readonly id: string;
  readonly message: AgentJob;
  /** The one that it came by: its replies leave by the same. */
  readonly service: MessageService;
  readonly order: WorkerOrder;
  readonly receivedMs: number;
  /** How often a start of the agent has taken it up again. */
  readonly runCount: number;
  /** Results of before a reboot, with which its worker goes on. */
  readonly done: readonly StepResult[] | undefined;
  /** The machine that it lives by. */
  readonly life: JobLife;
  /** Number of that machine's state. */
  state: number;
  /** Whether a cancel still finds it: the first one takes it out of the table. */
  listed = true;
  /** Whether the controller has acknowledged it on the open channel; profile `ideal` waits for it. */
  cleared = false;
  /** Steps that have ended, by status. */
  counts: Readonly<Record<string, number>> = {};

  constructor(parts: JobParts) {
    this.subject = parts.subject;
    this.id = parts.id;
    this.message = parts.message;
    this.service = parts.service;
    this.order = parts.order;
    this.receivedMs = parts.receivedMs;
    this.runCount = parts.runCount;
    this.done = parts.done;
    this.life = parts.life;
    this.state = parts.life.runtime.initial.target;
  }

  isWaiting(): boolean {
    return this.life.waits[this.state] ?? false;
  }

  holdsSlot(): boolean {
    return this.life.holdsSlot[this.state] ?? false;
  }

  /** Whether it is not known yet if the worker of an earlier life is alive. */
  isAttaching(): boolean {
    return this.life.attaching[this.state] ?? false;
  }

  clone(): Job {
    const copy = new Job(this);
    copy.state = this.state;
    copy.listed = this.listed;
    copy.cleared = this.cleared;
    copy.counts = this.counts;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.id(this.id);
    encoder.id(this.message.jobId);
    encoder.flag(this.service === "ssmmessages");
    encoder.int(this.runCount);
    encodeResults(encoder, this.done);
    encoder.int(this.state);
    encoder.flag(this.listed);
    encoder.flag(this.cleared);
    for (const status of Object.keys(this.counts)) {
      encoder.text(status);
      encoder.int(this.counts[status] ?? 0);
    }
  }
}
