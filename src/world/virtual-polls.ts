/**
 * ec2messages in the virtual world: the calls of agents, carried over their links.
 *
 * A poll without a message costs nothing: it waits on and on, where a real one would be answered
 * after POLL_MS and asked again. One that is not the node's channel ends as a real one would: then
 * its agent asks again, or stops.
 */
import type { AgentInput } from "../agent/input.ts";
import type { AckCode, AgentJobReply } from "../wire/message.ts";
import { VISIBILITY_TIMEOUT_SECONDS } from "../wire/message-delivery.ts";
import type { MessagePort } from "./host-ports.ts";
import type { ManagedNode } from "./managed-node.ts";
import { MessagePolls } from "./message-polls.ts";
import { POLL_MS } from "./polled-ports.ts";
import type { PolledPorts } from "./polled-ports.ts";

/** What reaches the service; a call is answered whatever becomes of it. */
export type MessageArrival =
  | {
      readonly type: "message.called";
      /** The node's place on the host. */
      readonly index: number;
      readonly boot: number;
      readonly call: MessageCall;
      /** A fault has made it unreadable. */
      readonly isSpoilt?: boolean;
    }
  /** Not from anywhere: the time has come at which something may be due for a node. */
  | { readonly type: "message.due"; readonly node: string; readonly askedMs: number | undefined };

export type MessageCall =
  | { readonly operation: "GetMessages"; readonly untilMs: number | undefined }
  | { readonly operation: "AcknowledgeMessage"; readonly jobId: string }
  | { readonly operation: "FailMessage"; readonly jobId: string; readonly code: AckCode }
  | { readonly operation: "SendReply"; readonly message: AgentJobReply };

/** What the network does for the polls. */
export interface PollCarrier extends Pick<
  PolledPorts,
  "nowMs" | "currentEpoch" | "takeEpoch" | "input" | "write"
> {
  /** To the service, over the node's link. */
  post(node: ManagedNode, call: MessageCall): void;
  postDue(delayMs: number, arrival: MessageArrival): void;
  /** To the agent, over its node's link: what a call of this operation is answered. */
  tell(node: string, operation: MessageCall["operation"], input: AgentInput): void;
}

interface Waiting {
  readonly askedMs: number;
  /** When it is to be answered, message or not; undefined: not at all. */
  endMs: number | undefined;
}

/** What an agent hears of a call that nobody answers, or that is refused. */
export function failureOf(call: MessageCall): AgentInput {
  switch (call.operation) {
    case "GetMessages":
      return FAILED;
    case "SendReply":
      return { type: "reply.answered", replyId: call.message.messageId, accepted: false };
    default:
      return MESSAGE_ANSWERED;
  }
}

const GET_MESSAGES: MessageCall = { operation: "GetMessages", untilMs: undefined };
const FAILED: AgentInput = { type: "poll.failed" };
const MESSAGE_ANSWERED: AgentInput = { type: "message.answered" };

export class VirtualPolls {
  private readonly carrier: PollCarrier;
  private readonly polls: MessagePolls;
  /** By node. */
  private readonly waiting = new Map<string, Waiting>();

  constructor(carrier: PollCarrier, from?: VirtualPolls) {
    this.carrier = carrier;
    const ports = this.polledPorts();
    this.polls = from?.polls.clone(ports) ?? new MessagePolls(ports);
    for (const [node, waits] of from?.waiting ?? []) this.waiting.set(node, { ...waits });
  }

  /** The way from agents to the service. */
  readonly port: MessagePort = {
    get: (node, { untilMs }) => {
      const isEndless = untilMs === undefined;
      this.call(node, isEndless ? GET_MESSAGES : { operation: "GetMessages", untilMs });
    },
    limit: (node, untilMs) => this.limit(node.id, untilMs),
    drop: (node) => this.forget(node.id),
    acknowledge: (node, jobId) => this.call(node, { operation: "AcknowledgeMessage", jobId }),
    fail: (node, jobId, failure) => {
      const code = failure === "NoHandlerExists" ? "51403" : "51404";
      this.call(node, { operation: "FailMessage", jobId, code });
    },
    reply: (node, message) => this.call(node, { operation: "SendReply", message }),
  };

  /** A call has arrived. */
  take(node: string, call: MessageCall): void {
    switch (call.operation) {
      case "GetMessages":
        this.wait(node);
        if (call.untilMs !== undefined) this.endAsReal(node, call.untilMs);
        return;
      case "AcknowledgeMessage":
        this.polls.acknowledge(node, call.jobId);
        this.carrier.tell(node, call.operation, MESSAGE_ANSWERED);
        return;
      case "FailMessage":
        this.polls.fail(node, call.jobId, call.code);
        this.carrier.tell(node, call.operation, MESSAGE_ANSWERED);
        return;
      case "SendReply": {
        const { jobId, messageId: replyId, content } = call.message;
        this.polls.reply(node, { jobId, replyId, content });
      }
    }
  }

  /** A call has arrived that is refused, or whose connection is gone. */
  refuse(node: string, call: MessageCall): void {
    this.carrier.tell(node, call.operation, failureOf(call));
  }

  /** Something may be due. */
  due({ node, askedMs }: Extract<MessageArrival, { type: "message.due" }>): void {
    if (askedMs === undefined) {
      this.polls.check(node);
      return;
    }
    const waits = this.waiting.get(node);
    if (waits?.endMs === undefined || waits.askedMs !== askedMs) return;
    const leftMs = waits.endMs - this.carrier.nowMs();
    if (leftMs > 0) this.carrier.postDue(leftMs, { type: "message.due", node, askedMs });
    else this.polls.endWait(node);
  }

  /** Takes a message of the controller's, if it is for a node that polls; false if it is not. */
  send: MessagePolls["send"] = (node, epoch, message) => this.polls.send(node, epoch, message);

  /** A control channel has taken over. */
  replaced(node: string, epoch: number): void {
    this.polls.replaced(node, epoch);
    this.endAsReal(node, this.carrier.nowMs());
  }

  /** The service's process has ended, and with it every connection. */
  reset(): void {
    for (const node of [...this.waiting.keys()]) {
      this.forget(node);
      this.carrier.tell(node, "GetMessages", FAILED);
    }
    this.polls.closeAll();
  }

  /** The connection under a node's poll is gone. False: there was none. */
  cut(node: string): boolean {
    return this.forget(node);
  }

  private call(node: ManagedNode, call: MessageCall): void {
    this.carrier.post(node, call);
  }

  private wait(node: string): void {
    this.polls.endWait(node);
    this.waiting.set(node, { askedMs: this.carrier.nowMs(), endMs: undefined });
    this.polls.poll(node, VISIBILITY_TIMEOUT_SECONDS * 1000);
    if (!this.polls.isChannel(node)) this.endAsReal(node, this.carrier.nowMs());
  }

  /** The agent asks nothing more after a time, or has to ask again soon. */
  private limit(node: string, untilMs: number | undefined): void {
    if (untilMs !== undefined) this.endAsReal(node, untilMs);
    else if (!this.polls.isChannel(node)) this.endAsReal(node, this.carrier.nowMs());
  }

  /** Lets a poll end when a real one would that is the first to end after a time. */
  private endAsReal(node: string, afterMs: number): void {
    const waits = this.waiting.get(node);
    if (waits === undefined) return;
    const { askedMs } = waits;
    const count = Math.max(1, Math.ceil((afterMs - askedMs) / POLL_MS));
    const isScheduled = waits.endMs !== undefined;
    waits.endMs = askedMs + count * POLL_MS;
    const delayMs = waits.endMs - this.carrier.nowMs();
    if (!isScheduled) this.carrier.postDue(delayMs, { type: "message.due", node, askedMs });
  }

  private forget(node: string): boolean {
    this.polls.hangUp(node);
    return this.waiting.delete(node);
  }

  private polledPorts(): PolledPorts {
    const { carrier } = this;
    return {
      nowMs: carrier.nowMs,
      currentEpoch: carrier.currentEpoch,
      takeEpoch: carrier.takeEpoch,
      input: carrier.input,
      write: carrier.write,
      answerPoll: (node, jobs) => {
        this.waiting.delete(node);
        carrier.tell(node, "GetMessages", { type: "poll.answered", jobs });
      },
      answerReply: (node, replyId, accepted) =>
        carrier.tell(node, "SendReply", { type: "reply.answered", replyId, accepted }),
      checkLater: (node, delayMs) =>
        carrier.postDue(delayMs, { type: "message.due", node, askedMs: undefined }),
    };
  }
}
