/**
 * The network as a host's agents see it: channels, calls and signatures towards one controller.
 */
import type { AgentInput } from "../../agent/input.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { drawUuid } from "../../kernel/ids.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { Due } from "../../kernel/queue.ts";
import type { TraceSource } from "../../kernel/trace.ts";
import type { HostPorts } from "../../world/host-ports.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import type { LiveClock } from "../clock.ts";
import { AgentLinks } from "./agent-links.ts";
import { Calls, LONG_POLLS } from "./calls.ts";
import type { ControllerAddress } from "./controller-address.ts";
import { HealthCalls } from "./health-calls.ts";
import { KEEP_ALIVE, LINKS_OWNER } from "./keep-alive.ts";
import type { KeepAlive } from "./keep-alive.ts";
import { MessageCalls } from "./message-calls.ts";
import { RequestSigner } from "./sign-request.ts";
import type { AccessKey } from "./sign-request.ts";

/** The core that agents live in. */
export interface NetworkCore {
  readonly clock: LiveClock;
  readonly kernel: Kernel;
  readonly prng: Prng;
  readonly enter: (work: () => void) => void;
  readonly tellAgent: (node: ManagedNode, boot: number, input: AgentInput) => void;
  /** Undefined while nobody reads the trace. */
  readonly writer: (source: TraceSource) => ((fact: TraceFact) => void) | undefined;
}

export interface AgentNetworkParts {
  readonly core: NetworkCore;
  readonly address: ControllerAddress;
  readonly key: AccessKey | undefined;
  readonly region: string;
  readonly log: { debug(fields: object, message: string): void };
  readonly keepAlive: KeepAlive | undefined;
  /** See AgentLinksParts. */
  readonly gathers: boolean;
  /** A node's control channel has opened, or its agent polls instead. */
  readonly opened: (node: ManagedNode) => void;
  /** A full health report of a node's was accepted. */
  readonly reported: (node: ManagedNode) => void;
}

export type NetworkPorts = Pick<
  HostPorts,
  "openChannel" | "closeChannel" | "sendFrame" | "reportHealth" | "messages"
>;

export class AgentNetwork {
  readonly signer: RequestSigner;
  readonly ports: NetworkPorts;
  /** A timer of a channel has fired. */
  readonly timer: (due: Due) => void;
  readonly #links: AgentLinks;
  readonly #calls: Calls;
  readonly #polls: Calls;
  readonly #messages: MessageCalls;

  constructor(parts: AgentNetworkParts) {
    const { core, address, key, region, log } = parts;
    const { enter, kernel, tellAgent } = core;
    this.signer = new RequestSigner({ key, region, nowMs: Date.now });
    this.#calls = new Calls(address, this.signer);
    this.#links = new AgentLinks({
      ...{ kernel, enter, tellAgent, address, log, signer: this.signer, calls: this.#calls },
      owner: LINKS_OWNER,
      epochMs: core.clock.epochMs,
      ids: core.prng.fork("links"),
      keepAlive: parts.keepAlive ?? KEEP_ALIVE,
      gathers: parts.gathers,
      trace: () => core.writer("link"),
      opened: parts.opened,
    });
    const health = new HealthCalls({
      ...{ enter, tellAgent, log, calls: this.#calls, accepted: parts.reported },
    });
    const ids = core.prng.fork("polls");
    this.#polls = new Calls(address, this.signer, LONG_POLLS);
    this.#messages = new MessageCalls({
      ...{ enter, tellAgent, log, calls: this.#calls, polls: this.#polls },
      epochMs: core.clock.epochMs,
      nowMs: () => core.clock.nowMs(),
      drawId: () => drawUuid(ids),
      localAddress: (index) => address.localAddress(index),
      pollsInstead: parts.opened,
      trace: () => core.writer("link"),
    });
    this.ports = {
      openChannel: (node) => this.#links.open(node),
      closeChannel: (node) => this.#links.close(node),
      sendFrame: (node, epoch, message) => this.#links.send(node, epoch, message),
      reportHealth: (node, report) => health.report(node, report),
      messages: this.#messages,
    };
    this.timer = (due) => this.#links.timer(due);
  }

  /** Drops every channel and every call; nothing is told to anybody. */
  close(): void {
    this.#links.closeAll();
    this.#messages.dropAll();
    this.#polls.close();
    this.#calls.close();
  }
}
