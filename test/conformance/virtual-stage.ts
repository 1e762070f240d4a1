/**
 * A stage in virtual time: one node of a pure host with simulated processes, and no controller but
 * the player. Ten minutes of it take no time.
 *
 * Every delay that is drawn is the longest one, so that what comes at random has a known time;
 * with a seed delays and the order of replies are drawn.
 */
import type { AgentInput } from "../../src/agent/input.ts";
import type { AgentOptions } from "../../src/agent/options.ts";
import { healthBody } from "../../src/io/agent-link/health-calls.ts";
import { seededChooser } from "../../src/kernel/chooser.ts";
import type { Chooser } from "../../src/kernel/chooser.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { Due } from "../../src/kernel/queue.ts";
import { Trace } from "../../src/kernel/trace.ts";
import {
  ACCESS_DENIED,
  encodeCreateControlChannelRequest,
} from "../../src/wire/create-control-channel.ts";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import type { Message } from "../../src/wire/message.ts";
import {
  decodeMessages,
  encodeAcknowledgeMessage,
  encodeFailMessage,
  encodeGetMessages,
  encodeSendReply,
} from "../../src/wire/message-delivery.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { Host } from "../../src/world/host.ts";
import type { HostPorts } from "../../src/world/host-ports.ts";
import type { ManagedNode } from "../../src/world/managed-node.ts";
import type { HeardCall, Stage } from "./stage.ts";

/** Of every call: the ids of calls are the carrier's. */
const UUID = "00000000-0000-4000-8000-000000000000";

const NODE = "mi-00000000000000001";
const EPOCH_MS = 1_700_000_000_000;
/** One trip of a message. */
const TRIP_MS = 1;
/** How long the agent has been up when a case begins; in the recordings about as long. */
const UP_MS = 4000;
const LONGEST: Chooser = { range: (_prng, _point, _min, max) => max, chance: () => false };

export class VirtualStage implements Stage {
  readonly node = NODE;
  arrived: (bytes: Buffer) => void = () => {};
  readonly past: HeardCall[] = [];
  called: (call: HeardCall) => void = (call) => void this.past.push(call);
  channels = 0;
  /** When after its start the agent reported its health, and whether in full. */
  readonly reports: { readonly atMs: number; readonly full: boolean }[] = [];
  readonly #kernel: Kernel;
  readonly #host: Host;
  readonly #managed: ManagedNode;
  readonly #service: "ec2messages" | undefined;
  readonly #mail: object[] = [];
  #polls = false;

  /** Its agent has opened its channel some time ago, or polls because that is denied. */
  constructor(options: AgentOptions, seed?: string, service?: "ec2messages") {
    this.#service = service;
    const kernel = new Kernel(seed === undefined ? LONGEST : seededChooser);
    this.#kernel = kernel;
    const prng = Prng.seeded(seed ?? "conformance");
    const parts = { kernel, trace: new Trace(), prng, firstOwner: 0 };
    this.#host = new Host(parts, this.#ports());
    const { life } = VIRTUAL_DEFAULTS;
    const description = { id: NODE, tags: {}, profile: "amazon-ssm-agent", options, life };
    this.#managed = this.#host.add({ ...description, state: "Running" });
    this.#play(UP_MS);
  }

  nowMs(): number {
    return this.#kernel.nowMs - UP_MS;
  }

  until(atMs: number): Promise<void> {
    this.#play(UP_MS + atMs);
    return Promise.resolve();
  }

  sendBytes(bytes: Uint8Array): void {
    const message = decode(bytes, { reader: "agent", epochMs: EPOCH_MS });
    if (message.type === "decodeError") return;
    const input = { type: "frame.received", epoch: this.channels, message } as const;
    this.#host.postToAgent(this.#managed, input, TRIP_MS);
  }

  /** An agent can't read a text. */
  sendText(): void {}

  sendMessage(message: object): void {
    this.#mail.push(message);
    this.#deliver();
  }

  drop(): void {
    const input = { type: "channel.closed", epoch: this.channels } as const;
    this.#host.postToAgent(this.#managed, input, 0);
  }

  killAgent(): Promise<void> {
    this.#host.crashAgent(this.#managed);
    return Promise.resolve();
  }

  startAgent(): Promise<void> {
    this.#host.startAgent(this.#managed);
    return Promise.resolve();
  }

  killWorker(commandId: string): Promise<void> {
    this.#host.crashWorker(this.#managed, commandId);
    return Promise.resolve();
  }

  listProcesses(): Promise<readonly string[]> {
    return Promise.resolve(this.#host.listProcesses().map(({ args }) => args));
  }

  #ports(): HostPorts {
    return {
      openChannel: (node) => {
        if (this.#service !== undefined) {
          const requestId = UUID;
          this.#hear("CreateControlChannel", encodeCreateControlChannelRequest({ requestId }));
          const input = { type: "channel.refused", reason: ACCESS_DENIED } as const;
          this.#host.postToAgent(node, input, TRIP_MS);
          return;
        }
        this.channels += 1;
        const input = { type: "channel.opened", epoch: this.channels } as const;
        this.#host.postToAgent(node, input, TRIP_MS);
      },
      closeChannel: () => {},
      sendFrame: (_node, _epoch, message) => this.#send(message),
      messages: this.#messages(),
      reportHealth: (node, report) => {
        const { full } = report;
        this.#hear("UpdateInstanceInformation", JSON.stringify(healthBody(node, report)));
        this.reports.push({ atMs: this.#kernel.nowMs, full });
        const input = { type: "call.answered", call: "health", accepted: true } as const;
        this.#host.postToAgent(node, input, TRIP_MS);
      },
      nodeStateChanged: () => {},
    };
  }

  #messages(): HostPorts["messages"] {
    const answer = (node: ManagedNode, input: AgentInput): void => {
      this.#host.postToAgent(node, input, TRIP_MS);
    };
    return {
      get: (node) => {
        this.#hear("GetMessages", encodeGetMessages(node.id, UUID));
        this.#polls = true;
        this.#deliver();
      },
      limit: () => {},
      drop: () => {
        this.#polls = false;
      },
      acknowledge: (node, jobId) => {
        this.#hear("AcknowledgeMessage", encodeAcknowledgeMessage(jobId));
        answer(node, { type: "message.answered" });
      },
      fail: (node, jobId, failure) => {
        this.#hear("FailMessage", encodeFailMessage(jobId, failure));
        answer(node, { type: "message.answered" });
      },
      reply: (node, message) => {
        this.#hear("SendReply", encodeSendReply(message, EPOCH_MS));
        answer(node, { type: "reply.answered", replyId: message.messageId, accepted: true });
      },
    };
  }

  #hear(operation: string, text: string): void {
    this.called({ operation, text });
  }

  #deliver(): void {
    if (!this.#polls || this.#mail.length === 0) return;
    this.#polls = false;
    const body = JSON.stringify({ Messages: this.#mail.splice(0) });
    const messages = decodeMessages(body, EPOCH_MS);
    if ("code" in messages) throw new Error(messages.message);
    const input = { type: "poll.answered", jobs: messages.jobs } as const;
    this.#host.postToAgent(this.#managed, input, TRIP_MS);
  }

  #send(message: Message): void {
    this.arrived(Buffer.from(encode(message, { epochMs: EPOCH_MS })));
  }

  #play(untilMs: number): void {
    const { queue } = this.#kernel;
    const due: Due = { owner: 0, code: 0, payload: undefined };
    while (queue.nextMs !== undefined && queue.nextMs <= untilMs) {
      this.#kernel.take(due);
      this.#host.dispatch(due);
    }
    queue.nowMs = Math.max(queue.nowMs, untilMs);
  }
}
