/**
 * The nodes that a host carries: the core's, the data directory's and the controller's view of
 * them are kept together here.
 *
 * A node is announced before its agent speaks, because the controller refuses agents of nodes that
 * it has not heard of. Its record is durable before it is announced.
 */
import type { AgentStore } from "../../agent/agent-store.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import type { ManagedNode, NodeDescription } from "../../world/managed-node.ts";
import type { HostMessage, HostNode } from "../host-channel/protocol.ts";
import type { AgentCommits } from "../store/agent-commits.ts";
import type { AgentStoreWrite } from "../store/agent-store-file.ts";
import type { HostCore } from "./host-core.ts";
import type { Readiness } from "./readiness.ts";

/** A node to carry; the state is that of now, which the description's need not be. */
export interface NodeToCarry {
  readonly description: NodeDescription;
  readonly state: NodeState;
  readonly store?: AgentStore;
}

interface Entry {
  /** With the state that a reset puts the node back into. */
  readonly description: NodeDescription;
  state: NodeState;
}

export interface CarriedNodesParts {
  readonly core: HostCore;
  readonly readiness: Readiness;
  readonly announce: (message: HostMessage) => void;
  /** A node is gone from the core; another one may come under its id. */
  readonly left: (id: string) => void;
  /** Undefined without a data directory. */
  readonly store: AgentCommits | undefined;
}

export class CarriedNodes {
  readonly #parts: CarriedNodesParts;
  readonly #entries = new Map<string, Entry>();

  constructor(parts: CarriedNodesParts) {
    this.#parts = parts;
  }

  get ids(): readonly string[] {
    return [...this.#entries.keys()];
  }

  get size(): number {
    return this.#entries.size;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The node as the host channel describes it. */
  describe(id: string): HostNode | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    const { tags, profile } = entry.description;
    return { id, state: entry.state, tags: { ...tags }, profile, kind: "simulated" };
  }

  list(): HostNode[] {
    return this.ids.flatMap((id) => this.describe(id) ?? []);
  }

  /** Takes nodes in, not yet alive; new ones are written to the data directory. */
  register(nodes: readonly NodeToCarry[], { isNew }: { readonly isNew: boolean }): void {
    const { readiness } = this.#parts;
    for (const { description, state } of nodes) {
      this.#entries.set(description.id, { description, state });
      if (isNew) this.#write({ type: "node", description });
      if (state === "Running") readiness.expect(description.id);
    }
  }

  /** Brings registered nodes to life; running ones start their agents. */
  wake(nodes: readonly NodeToCarry[]): void {
    const { core } = this.#parts;
    core.enterAll(
      nodes.map(({ description, state, store }) => () => {
        if (!this.#entries.has(description.id)) return;
        const isAsBorn = description.state === state;
        core.host.add(isAsBorn ? description : { ...description, state }, store);
      }),
    );
  }

  /** The core has moved a node to another state. */
  stateChanged(node: ManagedNode, state: NodeState): void {
    const entry = this.#entries.get(node.id);
    if (entry === undefined) return;
    entry.state = state;
    if (state !== "Running") this.#parts.readiness.dismiss(node.id);
    this.#write({ type: "state", node: node.id, state }, () => {
      this.#parts.announce({ type: "nodeStateChanged", node: node.id, state });
    });
  }

  /** Takes a node out of the fleet, with all that runs on it and all that it stored. */
  remove(id: string): void {
    const { core, readiness, announce } = this.#parts;
    this.#entries.delete(id);
    readiness.dismiss(id);
    core.enter(() => this.#takeOff(id));
    this.#write({ type: "removal", node: id }, () => announce({ type: "nodeRemoved", node: id }));
  }

  /** Ends and forgets everything on every node; answers the nodes as they were born, to be woken. */
  clear(): NodeToCarry[] {
    const { core, announce } = this.#parts;
    const moved = [...this.#entries.values()].filter(
      (entry) => entry.state !== entry.description.state,
    );
    const born = [...this.#entries.values()].map(({ description }) => description);
    core.enterAll(
      born.map(
        ({ id }) =>
          () =>
            this.#takeOff(id),
      ),
    );
    for (const { id } of born) this.#write({ type: "removal", node: id });
    const nodes = born.map((description) => ({ description, state: description.state }));
    this.register(nodes, { isNew: true });
    for (const { description } of moved) {
      announce({ type: "nodeStateChanged", node: description.id, state: description.state });
    }
    return nodes;
  }

  /** Resolves when everything up to now is durable. */
  async settled(): Promise<void> {
    const { store } = this.#parts;
    if (store !== undefined) await new Promise<void>((resolve) => store.commit("", [], resolve));
  }

  #takeOff(id: string): void {
    const { core, left } = this.#parts;
    const node = core.host.node(id);
    if (node !== undefined) core.host.remove(node);
    left(id);
  }

  #write(write: AgentStoreWrite, then: () => void = () => {}): void {
    const { store } = this.#parts;
    if (store === undefined) then();
    else store.add(write, then);
  }
}
