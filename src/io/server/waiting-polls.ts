/**
 * The polls of agents (ec2messages) on real HTTP: which answers wait, and for how long.
 *
 * What a poll and a reply mean is decided in world/message-polls.ts; here it is kept who is to be
 * answered.
 */
import { NO_CHANNEL } from "../../controller/registered-node.ts";
import type { AckCode, AgentJob, Message, ReplyContent } from "../../wire/message.ts";
import { MessagePolls } from "../../world/message-polls.ts";
import { POLL_MS } from "../../world/polled-ports.ts";
import type { LiveCore } from "./live-core.ts";

/** A poll that waits. */
interface Poll {
  readonly answer: (jobs: readonly AgentJob[]) => void;
  readonly timeout: NodeJS.Timeout;
  /** Breaks its connection. */
  readonly breakOff: () => void;
}

/** What becomes of a reply: it is durable, or it has to be sent again. */
export type ReplyDone = (isDurable: boolean) => void;

export class WaitingPolls {
  private readonly polls: MessagePolls;
  /** By node. */
  private readonly waiting = new Map<string, Poll>();
  /** By node and ReplyId. */
  private readonly replies = new Map<string, ReplyDone>();

  constructor(core: () => LiveCore, takeEpoch: () => number) {
    this.polls = new MessagePolls({
      nowMs: () => core().clock.nowMs(),
      currentEpoch: (node) => core().controller?.nodes.get(node)?.epoch ?? NO_CHANNEL,
      takeEpoch,
      input: (input) => core().input(input),
      answerPoll: (node, jobs) => this.answerPoll(node, jobs),
      answerReply: (node, replyId, isDurable) => this.answerReply(node, replyId, isDurable),
      // The sweep looks at all of them.
      checkLater: () => {},
      write: (fact) => core().write("link", fact),
    });
  }

  /**
   * Waits for messages of a node; `answer` is called once, and not any more after the answered
   * function was: its client has hung up. A second poll of a node ends the first.
   */
  poll(
    node: string,
    visibilityMs: number,
    answer: Poll["answer"],
    breakOff: Poll["breakOff"] = () => undefined,
  ): () => void {
    this.polls.endWait(node);
    const timeout = setTimeout(() => this.polls.endWait(node), POLL_MS);
    const poll: Poll = { answer, timeout, breakOff };
    this.waiting.set(node, poll);
    this.polls.poll(node, visibilityMs);
    return () => {
      if (this.waiting.get(node) !== poll) return;
      clearTimeout(timeout);
      this.waiting.delete(node);
      this.polls.hangUp(node);
    };
  }

  /** The connection of a node's poll breaks, by a fault. */
  breakOff(node: string): void {
    this.waiting.get(node)?.breakOff();
  }

  /** The same of all of them. */
  breakAll(): void {
    for (const poll of [...this.waiting.values()]) poll.breakOff();
  }

  acknowledge(node: string, jobId: string): void {
    this.polls.acknowledge(node, jobId);
  }

  fail(node: string, jobId: string, code: AckCode): void {
    this.polls.fail(node, jobId, code);
  }

  /** A reply that finds no room has to come again. */
  reply(
    node: string,
    reply: { readonly jobId: string; readonly replyId: string; readonly content: ReplyContent },
    done: ReplyDone,
  ): void {
    const key = `${node}/${reply.replyId}`;
    const earlier = this.replies.get(key);
    if (earlier !== undefined) {
      // The same reply once more: both calls are answered when the first is durable.
      this.replies.set(key, (isDurable) => {
        earlier(isDurable);
        done(isDurable);
      });
      return;
    }
    this.replies.set(key, done);
    this.polls.reply(node, reply);
  }

  /** Takes a message of the controller's, if it is for a node that polls; false if it is not. */
  send(node: string, epoch: number, message: Message): boolean {
    return this.polls.send(node, epoch, message);
  }

  /** A control channel has taken over. */
  replaced(node: string, epoch: number): void {
    this.polls.replaced(node, epoch);
  }

  /** Lets go of nodes that stay away; what was not acknowledged in time is there again. */
  sweep(): void {
    for (const node of [...this.polls.nodes]) this.polls.check(node);
  }

  /** The service starts over or ends: nothing that waits will be answered any more. */
  closeAll(): void {
    this.polls.closeAll();
  }

  private answerPoll(node: string, jobs: readonly AgentJob[]): void {
    const poll = this.waiting.get(node);
    if (poll === undefined) return;
    this.waiting.delete(node);
    clearTimeout(poll.timeout);
    poll.answer(jobs);
  }

  private answerReply(node: string, replyId: string, isDurable: boolean): void {
    const key = `${node}/${replyId}`;
    const done = this.replies.get(key);
    this.replies.delete(key);
    done?.(isDurable);
  }
}
