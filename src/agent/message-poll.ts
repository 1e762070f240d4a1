/**
 * The polling of an agent (ec2messages), as long as it goes on: the machine's state and its data.
 *
 * An agent whose control channel has been open for a while has none.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { compileMachine } from "../kernel/machine-runtime.ts";
import { messagePollMachine } from "../machines/message-poll.ts";
import type { AgentJob } from "../wire/message.ts";

export const POLL_RUNTIME = compileMachine(messagePollMachine);

/** Numbers of the machine's events. */
export const POLL_EVENT = {
  answered: POLL_RUNTIME.event("poll.answered"),
  failed: POLL_RUNTIME.event("poll.failed"),
  taken: POLL_RUNTIME.event("message.taken"),
  known: POLL_RUNTIME.event("message.known"),
  unreadable: POLL_RUNTIME.event("message.unreadable"),
  blocked: POLL_RUNTIME.event("message.blocked"),
  callAnswered: POLL_RUNTIME.event("call.answered"),
  slow: POLL_RUNTIME.event("poll.over.slow"),
  quick: POLL_RUNTIME.event("poll.over.quick"),
  errors: POLL_RUNTIME.event("poll.over.errors"),
  last: POLL_RUNTIME.event("poll.over.last"),
  stop: POLL_RUNTIME.event("agent.stop"),
} as const;

/** Numbers of states that others ask for. */
export const POLL_STATE = {
  asking: POLL_RUNTIME.state("polling.asking"),
  choosing: POLL_RUNTIME.state("polling.choosing"),
  replying: POLL_RUNTIME.state("polling.replying"),
  acknowledging: POLL_RUNTIME.state("polling.acknowledging"),
  failing: POLL_RUNTIME.state("polling.failing"),
  ended: POLL_RUNTIME.state("ended"),
} as const;

const NONE: readonly AgentJob[] = [];

export class MessagePoll {
  /** Number of the machine's state. */
  state = POLL_RUNTIME.initial.target;
  /** Whether CreateControlChannel was refused with AccessDeniedException. */
  isOnlyWay = false;
  /** No poll follows one that ends at this time or after; undefined without a control channel. */
  untilMs: number | undefined = undefined;
  /** When the latest poll left. */
  askedMs = 0;
  /** Whether its answer came so fast that the next one has to wait. */
  isQuick = false;
  /** Polls in a row that failed fast. */
  errors = 0;
  /** Messages that were answered and are not done; the first one is being worked on. */
  inbox: readonly AgentJob[] = NONE;

  /** Forgets what was fetched, but for a message that is being answered. */
  dropFetched(): void {
    const { replying, acknowledging, failing } = POLL_STATE;
    const isAnswering = [replying, acknowledging, failing].includes(this.state);
    if (this.inbox.length > 0) this.inbox = isAnswering ? this.inbox.slice(0, 1) : NONE;
  }

  /** The clock by which its times are told was set. */
  moveClock(byMs: number): void {
    this.askedMs += byMs;
    if (this.untilMs !== undefined) this.untilMs += byMs;
  }

  clone(): MessagePoll {
    const copy = new MessagePoll();
    copy.state = this.state;
    copy.isOnlyWay = this.isOnlyWay;
    copy.untilMs = this.untilMs;
    copy.askedMs = this.askedMs;
    copy.isQuick = this.isQuick;
    copy.errors = this.errors;
    copy.inbox = this.inbox;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.int(this.state);
    encoder.flag(this.isOnlyWay);
    encoder.time(this.untilMs);
    encoder.flag(this.isQuick);
    encoder.int(this.errors);
    encoder.int(this.inbox.length);
    for (const job of this.inbox) encoder.id(job.jobId);
  }
}
