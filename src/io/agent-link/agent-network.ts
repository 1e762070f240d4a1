/**
 * The network as a host's agents see it: channels, calls and signatures towards one controller.
 */
import type { Logger } from "pino";
import type { AgentInput } from "../../agent/input.ts";
import { drawUuid } from "../../kernel/ids.ts";
import type { Due } from "../../kernel/queue.ts";
import type { HostPorts } from "../../world/host-ports.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import { LINKS_OWNER } from "../host/host-core.ts";
import type { HostCore } from "../host/host-core.ts";
import { AgentLinks } from "./agent-links.ts";
import { Calls, LONG_POLLS } from "./calls.ts";
import type { ControllerAddress } from "./controller-address.ts";
import { HealthCalls } from "./health-calls.ts";
import { KEEP_ALIVE } from "./keep-alive.ts";
import type { KeepAlive } from "./keep-alive.ts";
import { MessageCalls } from "./message-calls.ts";
import { RequestSigner } from "./sign-request.ts";
import type { AccessKey } from "./sign-request.ts";

export interface AgentNetworkParts {
  readonly core: HostCore;
  readonly address: ControllerAddress;
  readonly key: AccessKey | undefined;
  readonly region: string;
  readonly log: Logger;
  readonly keepAlive: KeepAlive | undefined;
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
    const { enter, kernel } = core;
    const tellAgent = (node: ManagedNode, boot: number, input: AgentInput): void => {
      core.host.agentInput(node, boot, input);
    };
    this.signer = new RequestSigner({ key, region, nowMs: Date.now });
    this.#calls = new Calls(address, this.signer);
    this.#links = new AgentLinks({
      ...{ kernel, enter, tellAgent, address, log, signer: this.signer, calls: this.#calls },
      owner: LINKS_OWNER,
      epochMs: core.clock.epochMs,
      ids: core.prng.fork("links"),
      keepAlive: parts.keepAlive ?? KEEP_ALIVE,
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
