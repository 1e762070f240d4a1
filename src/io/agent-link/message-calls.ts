/**
 * ec2messages over HTTP: the long polls of a host's agents, and what they say of their messages.
 *
 * An agent polls for a minute beside its new control channel, mostly for nothing, and in a large
 * fleet all agents would at once. So few such polls leave at a time; the others wait their turn
 * here. A poll that is the agent's only way leaves at once. See docs/decisions/0025.
 */
import type { AgentInput, PollPurpose } from "../../agent/input.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import type { AgentJobReply } from "../../wire/message.ts";
import {
  decodeMessages,
  encodeAcknowledgeMessage,
  encodeFailMessage,
  encodeGetMessages,
  encodeSendReply,
} from "../../wire/message-delivery.ts";
import type { MessagePort } from "../../world/host-ports.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import type { Call, CallOutcome, Calls } from "./calls.ts";

/** Polls beside control channels that are under way at once, of all agents of a host. */
const BESIDE_MAX = 256;

export interface MessageCallsParts {
  /** For all calls but polls. */
  readonly calls: Calls;
  readonly polls: Calls;
  readonly epochMs: number;
  readonly nowMs: () => number;
  readonly drawId: () => string;
  readonly localAddress: (index: number) => string | undefined;
  readonly enter: (work: () => void) => void;
  readonly tellAgent: (node: ManagedNode, boot: number, input: AgentInput) => void;
  /** The node's agent gets its messages by polls, for want of a control channel. */
  readonly pollsInstead: (node: ManagedNode) => void;
  /** Undefined while nobody reads the trace. */
  readonly trace: () => ((fact: TraceFact) => void) | undefined;
  readonly log: { debug(fields: object, message: string): void };
}

interface Poll {
  readonly node: ManagedNode;
  readonly boot: number;
  /** Ends the call, once it has left. */
  abort: () => void;
  isOnlyWay: boolean;
  untilMs: number | undefined;
}

export class MessageCalls implements MessagePort {
  readonly #parts: MessageCallsParts;
  /** By the node's index: the poll that its agent waits for. */
  readonly #polls = new Map<number, Poll>();
  /** Those that have not left, in order. */
  readonly #held = new Set<Poll>();
  #besideCount = 0;

  constructor(parts: MessageCallsParts) {
    this.#parts = parts;
  }

  get(node: ManagedNode, { isOnlyWay, untilMs }: PollPurpose): void {
    this.drop(node);
    const { boot } = node;
    const poll: Poll = { node, boot, isOnlyWay, untilMs, abort: () => {} };
    this.#polls.set(node.index, poll);
    if (isOnlyWay) this.#leaveInstead(poll);
    else {
      this.#held.add(poll);
      this.#takeTurns();
    }
  }

  limit(node: ManagedNode, untilMs: number | undefined): void {
    const poll = this.#polls.get(node.index);
    if (poll === undefined) return;
    poll.untilMs = untilMs;
    poll.isOnlyWay = untilMs === undefined;
    if (poll.isOnlyWay && this.#held.delete(poll)) this.#leaveInstead(poll);
    else if (poll.isOnlyWay) this.#parts.pollsInstead(node);
  }

  drop(node: ManagedNode): void {
    const poll = this.#polls.get(node.index);
    if (poll === undefined) return;
    this.#polls.delete(node.index);
    this.#held.delete(poll);
    poll.abort();
  }

  acknowledge(node: ManagedNode, jobId: string): void {
    void this.#tellOf(node, "AcknowledgeMessage", encodeAcknowledgeMessage(jobId));
  }

  fail(...[node, jobId, failure]: Parameters<MessagePort["fail"]>): void {
    void this.#tellOf(node, "FailMessage", encodeFailMessage(jobId, failure));
  }

  reply(node: ManagedNode, message: AgentJobReply): void {
    void this.#reply(node, message);
  }

  /** Ends every poll; nothing is told to anybody. */
  dropAll(): void {
    for (const poll of [...this.#polls.values()]) this.drop(poll.node);
  }

  #leaveInstead(poll: Poll): void {
    this.#parts.pollsInstead(poll.node);
    void this.#ask(poll);
  }

  #takeTurns(): void {
    for (const poll of this.#held) {
      if (this.#besideCount >= BESIDE_MAX) return;
      this.#held.delete(poll);
      // Its agent would not ask for what it brings any more.
      if (poll.untilMs !== undefined && this.#parts.nowMs() >= poll.untilMs) {
        setImmediate(() => this.#end(poll, { type: "poll.answered", jobs: [] }));
      } else void this.#askBeside(poll);
    }
  }

  async #askBeside(poll: Poll): Promise<void> {
    this.#besideCount += 1;
    await this.#ask(poll);
    this.#besideCount -= 1;
    this.#takeTurns();
  }

  async #ask(poll: Poll): Promise<void> {
    const { polls, drawId, localAddress } = this.#parts;
    const { node } = poll;
    const aborted = new AbortController();
    poll.abort = () => aborted.abort();
    const outcome = await polls.post(callOf("GetMessages", encodeGetMessages(node.id, drawId())), {
      signal: aborted.signal,
      localAddress: localAddress(node.index),
    });
    this.#end(poll, this.#read(poll, outcome));
  }

  #read({ node }: Poll, outcome: CallOutcome): AgentInput {
    const { epochMs, log, trace } = this.#parts;
    if (outcome.type === "failed" || outcome.status !== 200) {
      log.debug({ node: node.id, ...factsOf(outcome) }, "a poll has failed");
      return { type: "poll.failed" };
    }
    const messages = decodeMessages(outcome.body, epochMs);
    if (isDecodeError(messages)) {
      trace()?.({ event: "frame.dropped", node: node.id, reason: messages.code });
      return { type: "poll.failed" };
    }
    if (messages.broken > 0) {
      trace()?.({ event: "frame.dropped", node: node.id, reason: "SIM_ERR_PAYLOAD_FIELD" });
    }
    return { type: "poll.answered", jobs: messages.jobs };
  }

  #end(poll: Poll, input: AgentInput): void {
    const { enter, tellAgent } = this.#parts;
    const { node, boot } = poll;
    enter(() => {
      if (this.#polls.get(node.index) !== poll) return;
      this.#polls.delete(node.index);
      tellAgent(node, boot, input);
    });
  }

  async #tellOf(node: ManagedNode, operation: string, body: string): Promise<void> {
    const { calls, enter, tellAgent, log } = this.#parts;
    const { boot } = node;
    const outcome = await calls.post(callOf(operation, body));
    if (!isAccepted(outcome)) {
      log.debug({ node: node.id, operation, ...factsOf(outcome) }, "a call was refused");
    }
    enter(() => tellAgent(node, boot, { type: "message.answered" }));
  }

  async #reply(node: ManagedNode, message: AgentJobReply): Promise<void> {
    const { calls, enter, tellAgent, epochMs, log } = this.#parts;
    const { boot } = node;
    const replyId = message.messageId;
    const outcome = await calls.post(callOf("SendReply", encodeSendReply(message, epochMs)));
    const accepted = isAccepted(outcome);
    if (!accepted) log.debug({ node: node.id, ...factsOf(outcome) }, "a reply was refused");
    enter(() => tellAgent(node, boot, { type: "reply.answered", replyId, accepted }));
  }
}

function callOf(operation: string, body: string): Call {
  return {
    path: "/",
    service: "ec2messages",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `EC2WindowsMessageDeliveryService.${operation}`,
    },
    body,
  };
}

function isAccepted(outcome: CallOutcome): boolean {
  return outcome.type === "answered" && outcome.status === 200;
}

function factsOf(outcome: CallOutcome): object {
  return outcome.type === "failed" ? { reason: outcome.reason } : { status: outcome.status };
}
