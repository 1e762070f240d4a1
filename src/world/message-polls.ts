/**
 * Nodes that poll (ec2messages): each is a channel to the controller, as one with a socket is.
 *
 * A call of a node that has no control channel opens its polled channel, with an epoch of the same
 * counter; one that stays away closes it. What the controller sends becomes a message for the next
 * poll; SendReply and AcknowledgeMessage become the frames that stand for them. So the controller
 * knows nothing of polls, and a control channel that opens replaces the polls as it replaces an
 * older socket. Both worlds have it; how a poll waits and how a call is answered is behind the
 * ports. See docs/decisions/0022.
 */
import { NO_CHANNEL } from "../controller/registered-node.ts";
import { topicOfJob } from "../wire/job-id.ts";
import type { AckCode, AgentJob, AgentJobReply, Message } from "../wire/message.ts";
import type { ReplyContent } from "../wire/message.ts";
import { frameFacts } from "./frame-facts.ts";
import { MessageBox } from "./message-box.ts";
import { AWAY_MS, REPLIES_MAX } from "./polled-ports.ts";
import type { PolledPorts } from "./polled-ports.ts";

interface PolledChannel {
  readonly node: string;
  /** NO_CHANNEL while the node has a control channel: polls are answered, with nothing. */
  epoch: number;
  /** New with every epoch, for the controller offers again what was not taken. */
  box: MessageBox;
  /** Of the poll that waits: for so long it hides what it takes. */
  visibilityMs: number | undefined;
  /** When the node last called. */
  heardMs: number;
}

export class MessagePolls {
  private readonly ports: PolledPorts;
  private readonly channels = new Map<string, PolledChannel>();
  /** By node and ReplyId. */
  private readonly replies = new Set<string>();

  constructor(ports: PolledPorts) {
    this.ports = ports;
  }

  /** A node's poll waits from now on; a second one of a node ends the first. */
  poll(node: string, visibilityMs: number): void {
    this.endWait(node);
    const channel = this.hear(node);
    channel.visibilityMs = visibilityMs;
    this.deliver(channel);
  }

  /** The poll that waits has waited long enough. */
  endWait(node: string): void {
    const channel = this.channels.get(node);
    if (channel !== undefined) this.endPoll(channel, []);
  }

  /** Nobody waits for the answer of a node's poll any more. */
  hangUp(node: string): void {
    const channel = this.channels.get(node);
    if (channel?.visibilityMs === undefined) return;
    channel.visibilityMs = undefined;
    this.rest(channel);
  }

  /** AcknowledgeMessage and DeleteMessage: the agent has the message. */
  acknowledge(node: string, jobId: string): void {
    const channel = this.hear(node);
    this.ack(channel, jobId, "200");
    channel.box.remove(jobId);
    this.rest(channel);
  }

  /** FailMessage: the agent can't do anything with the message. */
  fail(node: string, jobId: string, code: AckCode): void {
    const channel = this.hear(node);
    this.ack(channel, jobId, code);
    channel.box.remove(jobId);
    this.rest(channel);
  }

  /** SendReply; whoever replies has the message, and needs it no more when it has failed. */
  reply(
    node: string,
    { jobId, replyId, content }: { jobId: string; replyId: string; content: ReplyContent },
  ): void {
    const channel = this.hear(node);
    const key = replyKey(node, replyId);
    const message = channel.box.find(jobId);
    if (message !== undefined) this.ack(channel, jobId, "200");
    // The controller may have died of the news that a channel is open, or that a job was taken.
    const isOver = this.channels.get(node) !== channel;
    if (isOver || this.replies.size >= REPLIES_MAX || this.replies.has(key)) {
      this.ports.answerReply(node, replyId, false);
      return;
    }
    if (content.documentStatus === "Failed") channel.box.remove(jobId);
    this.replies.add(key);
    const topic: AgentJobReply["topic"] =
      topicOfJob(message?.job.topic ?? "") ?? "aws.ssm.sendCommand";
    const createdMs = this.ports.nowMs();
    const type = "agent_job_reply";
    this.receive(channel, { type, messageId: replyId, createdMs, jobId, topic, content });
    this.rest(channel);
  }

  /** Takes a message of the controller's, if it is for a node that polls; false if it is not. */
  send(node: string, epoch: number, message: Message): boolean {
    if (this.channels.size === 0 && this.replies.size === 0) return false;
    if (message.type === "agent_job_reply_ack") {
      const replyId = message.acknowledgedMessageId;
      const isOurs = this.replies.delete(replyKey(node, replyId));
      if (isOurs) this.ports.answerReply(node, replyId, true);
      if (isOurs) return true;
    }
    const channel = this.channels.get(node);
    if (channel?.epoch !== epoch) return false;
    if (message.type === "agent_job") {
      this.ports.write({ event: "frame.sent", node, epoch, ...frameFacts(message) });
      if (channel.box.isFull) this.leave(channel);
      else channel.box.put(message);
      this.deliver(channel);
    }
    return true;
  }

  /** Whether messages for a node go to its polls. */
  isChannel(node: string): boolean {
    return (this.channels.get(node)?.epoch ?? NO_CHANNEL) !== NO_CHANNEL;
  }

  /** A control channel has taken over. */
  replaced(node: string, epoch: number): void {
    const channel = this.channels.get(node);
    if (channel?.epoch !== epoch) return;
    channel.epoch = NO_CHANNEL;
    this.ports.write({ event: "link.closed", node, epoch, service: "ec2messages" });
  }

  /** Lets go of a node that stays away; what was not acknowledged in time is there again. */
  check(node: string): void {
    const channel = this.channels.get(node);
    if (channel === undefined) return;
    if (channel.visibilityMs !== undefined) this.deliver(channel);
    else if (this.ports.nowMs() - channel.heardMs > AWAY_MS) this.leave(channel);
  }

  /** Every node that polls. */
  get nodes(): Iterable<string> {
    return this.channels.keys();
  }

  /** The service starts over or ends: nothing that waits will be answered any more. */
  closeAll(): void {
    const channels = [...this.channels.values()];
    this.channels.clear();
    for (const channel of channels) this.endPoll(channel, []);
    const replies = [...this.replies];
    this.replies.clear();
    for (const key of replies) {
      // No node's id has a slash.
      const end = key.indexOf("/");
      this.ports.answerReply(key.slice(0, end), key.slice(end + 1), false);
    }
  }

  clone(ports: PolledPorts): MessagePolls {
    const copy = new MessagePolls(ports);
    for (const [node, channel] of this.channels) {
      copy.channels.set(node, { ...channel, box: channel.box.clone() });
    }
    for (const key of this.replies) copy.replies.add(key);
    return copy;
  }

  /** The channel of a node that calls; it is open from now on unless there is a control channel. */
  private hear(node: string): PolledChannel {
    const { ports } = this;
    let channel = this.channels.get(node);
    if (channel === undefined) {
      const box = new MessageBox();
      channel = { node, epoch: NO_CHANNEL, box, visibilityMs: undefined, heardMs: 0 };
      this.channels.set(node, channel);
    }
    channel.heardMs = ports.nowMs();
    if (channel.epoch === NO_CHANNEL && ports.currentEpoch(node) === NO_CHANNEL) {
      channel.epoch = ports.takeEpoch(node);
      channel.box = new MessageBox();
      const { epoch } = channel;
      ports.write({ event: "link.opened", node, epoch, service: "ec2messages" });
      ports.input({ type: "channel.opened", node, epoch });
    }
    return channel;
  }

  private leave(channel: PolledChannel): void {
    const { node, epoch } = channel;
    this.channels.delete(node);
    this.endPoll(channel, []);
    if (epoch === NO_CHANNEL) return;
    this.ports.write({ event: "link.closed", node, epoch, service: "ec2messages" });
    this.ports.input({ type: "channel.closed", node, epoch });
  }

  private deliver(channel: PolledChannel): void {
    const { visibilityMs } = channel;
    if (visibilityMs === undefined || channel.epoch === NO_CHANNEL) return;
    const jobs = channel.box.take(this.ports.nowMs(), visibilityMs);
    if (jobs.length === 0) return;
    this.ports.checkLater(channel.node, visibilityMs);
    this.endPoll(channel, jobs);
  }

  private endPoll(channel: PolledChannel, jobs: readonly AgentJob[]): void {
    if (channel.visibilityMs === undefined) return;
    channel.visibilityMs = undefined;
    channel.heardMs = this.ports.nowMs();
    this.ports.answerPoll(channel.node, jobs);
    this.rest(channel);
  }

  /** No poll waits: a node that has a control channel is forgotten, another one has to come back. */
  private rest(channel: PolledChannel): void {
    const { node, epoch, visibilityMs } = channel;
    if (visibilityMs !== undefined || this.channels.get(node) !== channel) return;
    if (epoch === NO_CHANNEL) this.channels.delete(node);
    else this.ports.checkLater(node, AWAY_MS + 1);
  }

  private ack(channel: PolledChannel, jobId: string, statusCode: AckCode): void {
    const message = channel.box.find(jobId);
    if (message?.isAcked === true) return;
    if (message !== undefined) message.isAcked = true;
    const createdMs = this.ports.nowMs();
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
    const on = epoch === NO_CHANNEL ? this.ports.currentEpoch(node) : epoch;
    this.ports.write({ event: "frame.received", node, epoch: on, ...frameFacts(message) });
    this.ports.input({ type: "frame.received", node, epoch: on, message });
  }
}

function replyKey(node: string, replyId: string): string {
  return `${node}/${replyId}`;
}
