/**
 * Nodes that poll (ec2messages): each is a channel to the controller, as one with a socket is.
 *
 * A call of a node that has no control channel opens its polled channel, with an epoch of the same
 * counter; one that stays away closes it. What the controller sends becomes a message for the next
 * poll; SendReply and AcknowledgeMessage become the frames that stand for them. So the controller
 * knows nothing of polls, and a control channel that opens replaces the polls as it replaces an
 * older socket. See docs/decisions/0022.
 */
import { NO_CHANNEL } from "../../controller/registered-node.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { topicOfJob } from "../../wire/job-id.ts";
import type { AckCode, AgentJob, AgentJobReply, Message } from "../../wire/message.ts";
import type { ReplyContent } from "../../wire/message.ts";
import { frameFacts } from "../../world/frame-facts.ts";
import type { LiveCore } from "./live-core.ts";
import { MessageBox } from "./message-box.ts";

/** How long a poll without a message waits. Source: the agent's client gives up after 20 s. */
export const POLL_MS = 15_000;
/** A node that has not called for so long has no channel. Source: errors make an agent wait 3 s. */
export const AWAY_MS = 30_000;
/** Replies of all nodes that wait until they are durable. */
export const REPLIES_MAX = 100_000;

/** A poll that waits; whoever answers it takes it away first. */
interface Poll {
  readonly visibilityMs: number;
  readonly answer: (jobs: readonly AgentJob[]) => void;
  readonly timeout: NodeJS.Timeout;
}

interface PolledChannel {
  readonly node: string;
  /** NO_CHANNEL while the node has a control channel: polls are answered, with nothing. */
  epoch: number;
  /** New with every epoch, for the controller offers again what was not taken. */
  box: MessageBox;
  poll: Poll | undefined;
  /** When the node last called, in the monotonic clock's ms. */
  heardMs: number;
}

/** What becomes of a reply: it is durable, or it has to be sent again. */
export type ReplyDone = (isDurable: boolean) => void;

export class MessagePolls {
  private readonly core: () => LiveCore;
  private readonly takeEpoch: () => number;
  private readonly channels = new Map<string, PolledChannel>();
  /** By node and ReplyId. */
  private readonly replies = new Map<string, ReplyDone>();

  constructor(core: () => LiveCore, takeEpoch: () => number) {
    this.core = core;
    this.takeEpoch = takeEpoch;
  }

  /**
   * Waits for messages of a node; `answer` is called once, and not any more after the answered
   * function was: its client has hung up. A second poll of a node ends the first.
   */
  poll(node: string, visibilityMs: number, answer: Poll["answer"]): () => void {
    const channel = this.hear(node);
    this.endPoll(channel, []);
    const timeout = setTimeout(() => this.endPoll(channel, []), POLL_MS);
    const poll: Poll = { visibilityMs, answer, timeout };
    channel.poll = poll;
    this.deliver(channel);
    return () => {
      if (channel.poll !== poll) return;
      clearTimeout(timeout);
      channel.poll = undefined;
    };
  }

  /** AcknowledgeMessage and DeleteMessage: the agent has the message. */
  acknowledge(node: string, jobId: string): void {
    const channel = this.hear(node);
    this.ack(channel, jobId, "200");
    channel.box.remove(jobId);
  }

  /** FailMessage: the agent can't do anything with the message. */
  fail(node: string, jobId: string, code: AckCode): void {
    const channel = this.hear(node);
    this.ack(channel, jobId, code);
    channel.box.remove(jobId);
  }

  /** SendReply; whoever replies has the message. */
  reply(
    node: string,
    { jobId, replyId, content }: { jobId: string; replyId: string; content: ReplyContent },
    done: ReplyDone,
  ): void {
    const channel = this.hear(node);
    const key = replyKey(node, replyId);
    const earlier = this.replies.get(key);
    if (earlier !== undefined) {
      // The same reply once more: both calls are answered when the first is durable.
      this.replies.set(key, (isDurable) => {
        earlier(isDurable);
        done(isDurable);
      });
      return;
    }
    if (this.replies.size >= REPLIES_MAX) {
      done(false);
      return;
    }
    const message = channel.box.find(jobId);
    if (message !== undefined) this.ack(channel, jobId, "200");
    this.replies.set(key, done);
    const topic: AgentJobReply["topic"] =
      topicOfJob(message?.job.topic ?? "") ?? "aws.ssm.sendCommand";
    const createdMs = this.core().clock.nowMs();
    const type = "agent_job_reply";
    this.receive(channel, { type, messageId: replyId, createdMs, jobId, topic, content });
  }

  /** Takes a message of the controller's, if it is for a node that polls; false if it is not. */
  send(node: string, epoch: number, message: Message): boolean {
    if (this.channels.size === 0) return false;
    if (message.type === "agent_job_reply_ack") {
      const key = replyKey(node, message.acknowledgedMessageId);
      const done = this.replies.get(key);
      this.replies.delete(key);
      done?.(true);
      if (done !== undefined) return true;
    }
    const channel = this.channels.get(node);
    if (channel?.epoch !== epoch) return false;
    if (message.type === "agent_job") {
      this.write({ event: "frame.sent", node, ...frameFacts(message) });
      if (channel.box.isFull) this.leave(channel);
      else channel.box.put(message);
      this.deliver(channel);
    }
    return true;
  }

  /** A control channel has taken over. */
  replaced(node: string, epoch: number): void {
    const channel = this.channels.get(node);
    if (channel?.epoch !== epoch) return;
    channel.epoch = NO_CHANNEL;
    this.write({ event: "link.closed", node, epoch });
  }

  /** Lets go of nodes that stay away; what was not acknowledged in time is there again. */
  sweep(): void {
    const nowMs = performance.now();
    for (const channel of this.channels.values()) {
      if (channel.poll !== undefined) this.deliver(channel);
      else if (nowMs - channel.heardMs > AWAY_MS) this.leave(channel);
    }
  }

  /** The service starts over or ends: nothing that waits will be answered any more. */
  closeAll(): void {
    const channels = [...this.channels.values()];
    this.channels.clear();
    for (const channel of channels) this.endPoll(channel, []);
    const replies = [...this.replies.values()];
    this.replies.clear();
    for (const done of replies) done(false);
  }

  /** The channel of a node that calls; it is open from now on unless there is a control channel. */
  private hear(node: string): PolledChannel {
    let channel = this.channels.get(node);
    if (channel === undefined) {
      const box = new MessageBox();
      channel = { node, epoch: NO_CHANNEL, box, poll: undefined, heardMs: 0 };
      this.channels.set(node, channel);
    }
    channel.heardMs = performance.now();
    const current = this.core().controller?.nodes.get(node)?.epoch;
    if (channel.epoch === NO_CHANNEL && current === NO_CHANNEL) {
      channel.epoch = this.takeEpoch();
      channel.box = new MessageBox();
      this.write({ event: "link.opened", node, epoch: channel.epoch });
      this.core().input({ type: "channel.opened", node, epoch: channel.epoch });
    }
    return channel;
  }

  private leave(channel: PolledChannel): void {
    const { node, epoch } = channel;
    this.channels.delete(node);
    this.endPoll(channel, []);
    if (epoch === NO_CHANNEL) return;
    this.write({ event: "link.closed", node, epoch });
    this.core().input({ type: "channel.closed", node, epoch });
  }

  private deliver(channel: PolledChannel): void {
    if (channel.poll === undefined || channel.epoch === NO_CHANNEL) return;
    const jobs = channel.box.take(performance.now(), channel.poll.visibilityMs);
    if (jobs.length > 0) this.endPoll(channel, jobs);
  }

  private endPoll(channel: PolledChannel, jobs: readonly AgentJob[]): void {
    const { poll } = channel;
    if (poll === undefined) return;
    channel.poll = undefined;
    channel.heardMs = performance.now();
    clearTimeout(poll.timeout);
    poll.answer(jobs);
  }

  private ack(channel: PolledChannel, jobId: string, statusCode: AckCode): void {
    const message = channel.box.find(jobId);
    if (message?.isAcked === true) return;
    if (message !== undefined) message.isAcked = true;
    const createdMs = this.core().clock.nowMs();
    this.receive(channel, {
      type: "agent_job_ack",
      messageId: "",
      createdMs,
      jobId,
      acknowledgedMessageId: message?.job.messageId ?? "",
      acknowledgedCreatedMs: message?.job.createdMs ?? createdMs,
      statusCode,
      errorMessage: "",
    });
  }

  /** Hands a frame in on the node's channel, whichever that is now. */
  private receive({ node, epoch }: PolledChannel, message: Message): void {
    const core = this.core();
    const current = core.controller?.nodes.get(node)?.epoch ?? NO_CHANNEL;
    this.write({ event: "frame.received", node, ...frameFacts(message) });
    const on = epoch === NO_CHANNEL ? current : epoch;
    core.input({ type: "frame.received", node, epoch: on, message });
  }

  private write(fact: TraceFact): void {
    this.core().write("link", fact);
  }
}

function replyKey(node: string, replyId: string): string {
  return `${node}/${replyId}`;
}
