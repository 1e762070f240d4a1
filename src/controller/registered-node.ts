/**
 * A node as the controller knows it: what its host says, what its agent says, and its channel.
 *
 * `state` is the instance's, told by the host; `pingStatus` follows the agent's health reports
 * alone. `open` holds the node's invocations of which something may follow, in order of acceptance.
 */
import { append } from "../kernel/append.ts";
import type { Encoder } from "../kernel/encoder.ts";
import type { NodeState } from "../ssm/node-state.ts";
import type { PingStatus } from "../ssm/status.ts";
import type { HealthReport, NodeReport } from "./input.ts";
import type { Invocation } from "./invocation.ts";

/** What a node brought along when it registered by an activation. */
export interface Registration {
  readonly activationId: string;
  readonly iamRole: string;
  /** DefaultInstanceName of the activation. */
  readonly name: string;
  /** DER of the SubjectPublicKeyInfo, in base64. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** A reply whose ack is held back. */
export interface HeldReply {
  readonly jobId: string;
  readonly messageId: string;
}

/** The epoch of a node that has no channel. */
export const NO_CHANNEL = -1;

const NONE_OPEN: readonly Invocation[] = [];
const NONE_HELD: readonly HeldReply[] = [];

export class RegisteredNode {
  readonly id: string;
  /** Its number at the controller: the subject of its timer. */
  readonly serial: number;
  readonly registeredMs: number;
  state: NodeState = "Running";
  tags: Readonly<Record<string, string>> = {};
  profile = "";
  /** The host that carries the node; "" for an agent that came by itself. */
  host = "";
  /** Undefined for a node that no activation has registered. */
  registration: Registration | undefined = undefined;
  /** Undefined until the agent has reported once. */
  health: HealthReport | undefined = undefined;
  /** Undefined until the agent has reported once. */
  pingStatus: PingStatus | undefined = undefined;
  lastPingMs = 0;
  /** The epoch of the open channel, or NO_CHANNEL. Not stored: a restart closes every channel. */
  epoch = NO_CHANNEL;
  /** The highest epoch seen: a channel that is older never counts again. */
  newestEpoch = NO_CHANNEL;
  /** Of the open channel; replaced, never changed in place. Not stored. */
  heldReplies: readonly HeldReply[] = NONE_HELD;
  /** Frames that were dropped because their channel had been replaced. */
  fencedFrames = 0;
  /** Replaced, never changed in place; idle nodes share the empty one. */
  open: readonly Invocation[] = NONE_OPEN;

  constructor(id: string, serial: number, registeredMs: number) {
    this.id = id;
    this.serial = serial;
    this.registeredMs = registeredMs;
  }

  /** Whether a job can be handed over now. */
  get isReachable(): boolean {
    return this.epoch !== NO_CHANNEL && this.state === "Running";
  }

  /** An invocation of this node has begun. */
  add(invocation: Invocation): void {
    this.open = append(this.open, invocation);
  }

  /** Nothing more follows of an invocation of this node. */
  close(invocation: Invocation): void {
    const rest = this.open.filter((other) => other !== invocation);
    this.open = rest.length === 0 ? NONE_OPEN : rest;
  }

  /** Its channel is another one from now on, or none. */
  enterChannel(epoch: number): void {
    this.epoch = epoch;
    this.heldReplies = NONE_HELD;
  }

  describe(report: NodeReport): void {
    this.state = report.state;
    this.tags = report.tags;
    this.profile = report.profile;
    this.host = report.host;
  }

  /** The node without its open invocations: whoever clones the commands adds those. */
  clone(): RegisteredNode {
    const copy = new RegisteredNode(this.id, this.serial, this.registeredMs);
    copy.state = this.state;
    copy.tags = this.tags;
    copy.profile = this.profile;
    copy.host = this.host;
    copy.registration = this.registration;
    copy.health = this.health;
    copy.pingStatus = this.pingStatus;
    copy.lastPingMs = this.lastPingMs;
    copy.epoch = this.epoch;
    copy.newestEpoch = this.newestEpoch;
    copy.heldReplies = this.heldReplies;
    copy.fencedFrames = this.fencedFrames;
    return copy;
  }

  /** What never changes a decision is left out (host, health texts, times of registration). */
  encode(encoder: Encoder): void {
    encoder.text(this.id);
    encoder.text(this.state);
    encoder.text(this.pingStatus ?? "");
    encoder.time(this.pingStatus === undefined ? undefined : this.lastPingMs);
    encoder.flag(this.epoch !== NO_CHANNEL);
    encoder.int(this.heldReplies.length);
    for (const { messageId } of this.heldReplies) encoder.id(messageId);
  }

  save(): SavedNode {
    return {
      id: this.id,
      serial: this.serial,
      registeredMs: this.registeredMs,
      state: this.state,
      tags: this.tags,
      profile: this.profile,
      host: this.host,
      ...(this.registration === undefined ? {} : { registration: this.registration }),
      ...(this.health === undefined ? {} : { health: this.health }),
      ...(this.pingStatus === undefined ? {} : { pingStatus: this.pingStatus }),
      lastPingMs: this.lastPingMs,
    };
  }

  static restore(saved: SavedNode): RegisteredNode {
    const node = new RegisteredNode(saved.id, saved.serial, saved.registeredMs);
    node.describe(saved);
    node.registration = saved.registration;
    node.health = saved.health;
    node.pingStatus = saved.pingStatus;
    node.lastPingMs = saved.lastPingMs;
    return node;
  }
}

export interface SavedNode extends NodeReport {
  readonly serial: number;
  readonly registeredMs: number;
  readonly registration?: Registration;
  readonly health?: HealthReport;
  readonly pingStatus?: PingStatus;
  readonly lastPingMs: number;
}
