/**
 * The places of a host: which machine stands at which one, and what the kernel calls those on it.
 *
 * A place is an index that no other machine has afterwards. Nodes are known by their id as well; the
 * twin of one stands at a place of its own, under the same id. The kernel's owners follow from the
 * place: four numbers each, for its life, its agent, its processes and its document workers.
 */
import type { AgentStore } from "../agent/agent-store.ts";
import type { Prng } from "../kernel/prng.ts";
import { bornState } from "./life.ts";
import { ManagedNode } from "./managed-node.ts";
import type { NodeDescription } from "./managed-node.ts";
import { Twins } from "./twins.ts";

const OWNERS_PER_NODE = 4;
export const LIFE = 0;
export const AGENT = 1;
export const PROCESSES = 2;
export const WORKERS = 3;

export interface PlacesParts {
  /** The kernel's owner number of the first node. */
  readonly firstOwner: number;
  /** Whose forks the nodes draw from. */
  readonly prng: Prng;
}

export class Places {
  readonly firstOwner: number;
  readonly prng: Prng;
  /** By index; undefined where a machine was removed. */
  private readonly slots: (ManagedNode | undefined)[] = [];
  private readonly byId = new Map<string, ManagedNode>();
  private twins = new Twins();

  constructor({ firstOwner, prng }: PlacesParts) {
    this.firstOwner = firstOwner;
    this.prng = prng;
  }

  get nodes(): Iterable<ManagedNode> {
    return this.byId.values();
  }

  node(id: string): ManagedNode | undefined {
    return this.byId.get(id);
  }

  /** All machines whose agents talk to the controller: the nodes, and the twins of some. */
  *machines(): Iterable<ManagedNode> {
    yield* this.byId.values();
    yield* this.twins.all;
  }

  /** The machine with this index; undefined when it was removed. */
  at(index: number): ManagedNode | undefined {
    return this.slots[index];
  }

  /** The second machine of a node's id; undefined without one. */
  twinOf(id: string): ManagedNode | undefined {
    return this.twins.of(id);
  }

  isTwin(node: ManagedNode): boolean {
    return this.twins.isOne(node);
  }

  /** Gives a node the next place, in the state that it is born in. */
  add(description: NodeDescription, store: AgentStore | undefined): ManagedNode {
    const node = new ManagedNode(description, {
      index: this.slots.length,
      state: bornState(description.state),
      prng: this.prng.fork(`node/${description.id}`),
      ...(store === undefined ? {} : { store }),
    });
    this.slots.push(node);
    this.byId.set(node.id, node);
    return node;
  }

  /** The same for a twin of a node, which is Running and has an empty disk. */
  addTwin({ id, options, life }: ManagedNode): ManagedNode {
    const place = {
      index: this.slots.length,
      state: bornState("Running"),
      prng: this.prng.fork(this.twins.takeName(id)),
    };
    const twin = new ManagedNode({ id, options, life }, place);
    this.slots.push(twin);
    this.twins.add(twin);
    return twin;
  }

  remove(node: ManagedNode): void {
    this.slots[node.index] = undefined;
    if (this.isTwin(node)) this.twins.remove(node);
    else this.byId.delete(node.id);
  }

  /** The kernel's owner of one of the four kinds. */
  ownerOf(node: ManagedNode, kind: number): number {
    return this.firstOwner + node.index * OWNERS_PER_NODE + kind;
  }

  /** The machine that an owner belongs to; undefined when it was removed. */
  ofOwner(owner: number): ManagedNode | undefined {
    return this.slots[Math.trunc((owner - this.firstOwner) / OWNERS_PER_NODE)];
  }

  /** Which of the four an owner is. */
  kindOf(owner: number): number {
    return (owner - this.firstOwner) % OWNERS_PER_NODE;
  }

  /** Whether an owner is the document workers of a machine; there are other owners than machines. */
  isOfWorkers(owner: number): boolean {
    return owner >= this.firstOwner && this.kindOf(owner) === WORKERS;
  }

  /** The same machines at the same places, each of which goes on exactly like its original. */
  clone(): Places {
    const copy = new Places({ firstOwner: this.firstOwner, prng: this.prng.clone() });
    for (const node of this.slots) {
      const own = node?.clone();
      copy.slots.push(own);
      if (node !== undefined && own !== undefined && !this.isTwin(node)) copy.byId.set(own.id, own);
    }
    copy.twins = this.twins.clone((index) => copy.slots[index]);
    return copy;
  }
}
