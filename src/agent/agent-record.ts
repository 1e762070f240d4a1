/**
 * The record of one simulated agent: all that ends with its process.
 *
 * What survives is the store, which belongs to the world and is only read here. The lists are
 * replaced, never changed in place, and idle agents share the empty ones.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { Prng } from "../kernel/prng.ts";
import type { AgentStore } from "./agent-store.ts";
import type { CancelJob } from "./cancel-job.ts";
import { CHANNEL_RUNTIME } from "./channel-runtime.ts";
import type { Job } from "./job.ts";
import type { MessagePoll } from "./message-poll.ts";
import type { AgentOptions } from "./options.ts";
import type { OutgoingReply } from "./outgoing-reply.ts";

/** What an agent is made of; `origin` and `boot` say what the ids of its messages are drawn from. */
export interface AgentParts {
  readonly node: string;
  readonly options: AgentOptions;
  readonly store: AgentStore;
  readonly origin: Prng;
  readonly boot: number;
}

/** Epoch of an agent whose channel is closed, and of one that has not had any yet. */
export const NO_EPOCH = -1;
export const NEVER_OPEN = -2;
const NONE: readonly never[] = [];

export class Agent {
  readonly node: string;
  readonly options: AgentOptions;
  readonly store: AgentStore;
  private readonly origin: Prng;
  private readonly boot: number;
  /** Made when first asked for: most agents of a large fleet have nothing to say. */
  private drawn: Prng | undefined = undefined;
  /** Number of the control-channel machine's state. */
  channel: number = CHANNEL_RUNTIME.initial.target;
  /** Of the open channel; NO_EPOCH and NEVER_OPEN without one. */
  epoch = NEVER_OPEN;
  /** Tries in a row that were refused: to be accepted at all, or to open the channel. */
  refusals = 0;
  /** Undefined while it does not poll for messages. */
  poll: MessagePoll | undefined = undefined;
  /** When its modules were started: the resend job runs from then on. */
  startedMs = 0;
  /** Send-command jobs in order of arrival: waiting, running and abandoned ones. */
  jobs: readonly Job[] = NONE;
  cancels: readonly CancelJob[] = NONE;
  replies: readonly OutgoingReply[] = NONE;
  /** Whether the node is to be rebooted as soon as no reply waits for its ack. */
  rebooting = false;
  /** Whether the timer of the resend job runs; it does while replies are stored. */
  resending = false;
  /** Whether the timer that sweeps old job ids runs; it does while there are any. */
  sweeping = false;

  constructor(parts: AgentParts) {
    this.node = parts.node;
    this.options = parts.options;
    this.store = parts.store;
    this.origin = parts.origin;
    this.boot = parts.boot;
  }

  /** Draws the ids of its messages; each life of an agent has others. */
  get ids(): Prng {
    this.drawn ??= this.origin.fork(`ids/${this.boot}`);
    return this.drawn;
  }

  /** An agent that goes on exactly like this one, over a copy of its store. */
  clone(store: AgentStore): Agent {
    const { node, options, origin, boot } = this;
    const copy = new Agent({ node, options, store, origin, boot });
    copy.drawn = this.drawn?.clone();
    copy.channel = this.channel;
    copy.epoch = this.epoch;
    copy.refusals = this.refusals;
    copy.poll = this.poll?.clone();
    copy.startedMs = this.startedMs;
    if (this.jobs.length > 0) copy.jobs = this.jobs.map((job) => job.clone());
    if (this.cancels.length > 0) copy.cancels = this.cancels.map((cancel) => cancel.clone());
    if (this.replies.length > 0) copy.replies = this.replies.map((reply) => reply.clone());
    copy.rebooting = this.rebooting;
    copy.resending = this.resending;
    copy.sweeping = this.sweeping;
    return copy;
  }

  /**
   * Writes all but the store, which is the world's to write. When it was started is left out: it
   * only says when stored replies are sent again, and would make every moment a new state.
   */
  encode(encoder: Encoder): void {
    encoder.int(this.channel);
    encoder.int(Math.min(this.epoch, 0));
    encoder.int(this.refusals);
    encoder.flag(this.poll !== undefined);
    this.poll?.encode(encoder);
    encoder.int(this.jobs.length);
    for (const job of this.jobs) job.encode(encoder);
    encoder.int(this.cancels.length);
    for (const cancel of this.cancels) cancel.encode(encoder);
    encoder.int(this.replies.length);
    for (const reply of this.replies) reply.encode(encoder);
    encoder.flag(this.rebooting);
    encoder.flag(this.resending);
    encoder.flag(this.sweeping);
  }

  /** Whatever may have timers: the agent itself, its jobs, cancels and replies. */
  subjects(): number[] {
    const subjects = [0];
    for (const job of this.jobs) subjects.push(job.subject);
    for (const cancel of this.cancels) subjects.push(cancel.subject);
    for (const reply of this.replies) subjects.push(reply.subject);
    return subjects;
  }

  /** The lowest number that no job, cancel or reply has for its timers. */
  freeSubject(): number {
    let subject = 1;
    while (this.owns(subject)) subject += 1;
    return subject;
  }

  private owns(subject: number): boolean {
    for (const job of this.jobs) if (job.subject === subject) return true;
    for (const cancel of this.cancels) if (cancel.subject === subject) return true;
    for (const reply of this.replies) if (reply.subject === subject) return true;
    return false;
  }
}

/** A list without one of its elements; an empty one is the shared one. */
export function without<Element>(list: readonly Element[], element: Element): readonly Element[] {
  return list.length <= 1 ? NONE : list.filter((other) => other !== element);
}
