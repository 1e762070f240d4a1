/**
 * Answers what the controller asks of a host over the host channel.
 *
 * Every request has exactly one answer or refusal, also when something goes wrong here. Orders are
 * answered when they have been taken, not when their effect is complete.
 */
import type { ProcessListing } from "../../process/process-event.ts";
import type { HostRequest } from "../host-channel/client.ts";
import type { HostMessage, NewNode, NodeLoad, ProcessEntry } from "../host-channel/protocol.ts";
import type { CarriedNodes, NodeToCarry } from "./carried-nodes.ts";
import type { FaultDesk } from "./fault-desk.ts";
import type { HostCore } from "./host-core.ts";
import { isRefusal } from "./host-refusal.ts";
import type { HostRefusal } from "./host-refusal.ts";
import { describeNewNodes } from "./new-nodes.ts";
import type { NewNodesParts } from "./new-nodes.ts";
import { obey } from "./node-orders.ts";

export interface HostDeskParts {
  readonly core: HostCore;
  readonly nodes: CarriedNodes;
  readonly newNodes: NewNodesParts;
  readonly faults: FaultDesk;
  readonly say: (message: HostMessage) => void;
  /** Adds nodes to the fleet; resolves when they live. */
  readonly add: (nodes: readonly NodeToCarry[]) => Promise<void>;
  readonly listProcesses: () => Promise<readonly ProcessListing[]>;
  readonly reset: () => Promise<void>;
  readonly log: { error(fields: object, message: string): void };
}

export class HostDesk {
  readonly #parts: HostDeskParts;

  constructor(parts: HostDeskParts) {
    this.#parts = parts;
  }

  /** Takes a request and answers it; never throws or rejects. */
  async serve(message: HostRequest): Promise<void> {
    const { request } = message;
    const { say, log } = this.#parts;
    try {
      const result = await this.#answer(message);
      await this.#parts.nodes.settled();
      if (isRefusalOf(result)) say({ type: "refusal", request, ...result });
      else say({ type: "answer", request, result });
    } catch (error) {
      log.error({ err: error, request: message.type }, "a request of the controller failed");
      const found = error instanceof Error ? error.message : String(error);
      say({ type: "refusal", request, error: "HostFailure", expected: "an answer", found });
    }
  }

  #answer(message: HostRequest): unknown {
    switch (message.type) {
      case "order":
        return this.#order(message);
      case "crashWorker":
        return this.#crashWorker(message);
      case "addNodes":
        return this.#addNodes(message.node);
      case "removeNode":
        return this.#removeNode(message.node);
      case "fault":
        return this.#fault(message);
      case "putFault":
        return this.#parts.faults.put(message.number, message.plan) ?? null;
      case "liftFault":
        this.#parts.faults.lift(message.number);
        return null;
      case "listLoads":
        return this.#listLoads();
      case "listProcesses":
        return this.#listProcesses();
      case "reset":
        return this.#parts.reset().then(() => null);
    }
  }

  async #order({ node: id, order }: Extract<HostRequest, { type: "order" }>): Promise<unknown> {
    const { core, nodes } = this.#parts;
    if (!nodes.has(id)) return unknownNode(id);
    let refusal: HostRefusal | undefined;
    await new Promise<void>((resolve) => {
      core.enter(() => {
        const node = core.host.node(id);
        if (node === undefined) {
          refusal = { error: "WrongState", expected: "a node", found: "one that is not up yet" };
        } else refusal = obey(core.host, node, order);
      });
      core.enter(resolve);
    });
    return refusal ?? nodes.describe(id);
  }

  async #crashWorker({
    node: id,
    command,
  }: Extract<HostRequest, { type: "crashWorker" }>): Promise<unknown> {
    const { core, nodes } = this.#parts;
    if (!nodes.has(id)) return unknownNode(id);
    return new Promise<boolean>((resolve) => {
      core.enter(() => {
        const node = core.host.node(id);
        resolve(node !== undefined && core.host.crashWorker(node, command));
      });
    });
  }

  async #addNodes(wanted: NewNode): Promise<unknown> {
    const { nodes, newNodes, add } = this.#parts;
    const described = describeNewNodes(wanted, newNodes);
    if (isRefusal(described)) return described;
    await add(described.map((description) => ({ description, state: description.state })));
    return described.map(({ id }) => nodes.describe(id));
  }

  async #fault({ node: id, order }: Extract<HostRequest, { type: "fault" }>): Promise<unknown> {
    const { nodes, faults } = this.#parts;
    if (!nodes.has(id)) return unknownNode(id);
    const refusal = await new Promise<HostRefusal | undefined>((resolve) => {
      faults.obey(id, order, resolve);
    });
    return refusal ?? null;
  }

  #removeNode(id: string): unknown {
    const { nodes } = this.#parts;
    if (!nodes.has(id)) return unknownNode(id);
    const node = nodes.describe(id);
    nodes.remove(id);
    return node;
  }

  #listLoads(): NodeLoad[] {
    const { host } = this.#parts.core;
    return [...host.nodes].map((node) => ({ id: node.id, ...host.agentLoad(node) }));
  }

  async #listProcesses(): Promise<ProcessEntry[]> {
    const { epochMs } = this.#parts.core.clock;
    const listed = await this.#parts.listProcesses();
    return listed.map(({ startedMs, ...process }) => ({
      ...process,
      startedAt: new Date(epochMs + startedMs).toISOString(),
    }));
  }
}

function unknownNode(id: string): HostRefusal {
  return { error: "UnknownNode", expected: "a node of this host", found: id };
}

function isRefusalOf(result: unknown): result is HostRefusal {
  return typeof result === "object" && result !== null && isRefusal(result);
}
