/**
 * A host: carries managed nodes, with all that lives on them.
 *
 * The same host serves the virtual world and the live one; what differs between them (how a frame
 * travels, who runs a process) is behind the ports. A host owns four numbers of the kernel a node
 * (life, agent, processes, workers) and passes on what comes to them.
 */
import type { AgentInput } from "../agent/input.ts";
import type { AgentStore } from "../agent/agent-store.ts";
import type { TraceFact } from "../kernel/effect.ts";
import { isTimer, timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { MachineEffect, MachineTransition } from "../kernel/machine-runtime.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ProcessEvent, ProcessListing } from "../process/process-event.ts";
import type { SignalName } from "../process/signals.ts";
import type { AgentLives, AgentLoad } from "./agent-lives.ts";
import type { AgentNews } from "./agent-news.ts";
import { AgentProcesses } from "./agent-processes.ts";
import { Agents } from "./agents.ts";
import { Boundaries } from "../kernel/boundary.ts";
import type { Boundary, Death } from "../kernel/boundary.ts";
import type { HostPorts } from "./host-ports.ts";
import {
  BIRTH,
  bornState,
  hasPower,
  lifeDelay,
  nodeStateOf,
  orderNode,
  timerNode,
} from "./life.ts";
import type { NodeOrder } from "./life.ts";
import type { BehaviourSource } from "./behaviour-source.ts";
import { ManagedNode } from "./managed-node.ts";
import type { NodeDescription } from "./managed-node.ts";
import { NodeFaults } from "./node-faults.ts";
import { NOTICE, Outages } from "./outages.ts";
import { Runs } from "./runs.ts";
import type { Run } from "./runs.ts";
import { Troubles } from "./troubles.ts";
import { Twins } from "./twins.ts";
import { Workshop } from "./workshop.ts";

const OWNERS_PER_NODE = 4;
const LIFE = 0;
const AGENT = 1;
const PROCESSES = 2;
const WORKERS = 3;
/** The one message to a node's life. */
const START_AGENT = 0;

/** What a host is made of. `firstOwner` is the kernel's owner number of its first node. */
export interface HostParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly prng: Prng;
  readonly firstOwner: number;
  /** Where its agents and workers may be made to die; without it they do not. */
  readonly boundaries?: Boundaries;
  /** What simulated processes are made to do; without it, only what their scripts say. */
  readonly behaviours?: BehaviourSource;
}

export class Host {
  /** What is done to the life of nodes. */
  readonly outages: Outages;
  /** What is done to agents, disks and clocks. */
  readonly faults: NodeFaults;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly prng: Prng;
  private readonly firstOwner: number;
  private readonly ports: HostPorts;
  /** By index; undefined where a node was removed. */
  private readonly slots: (ManagedNode | undefined)[] = [];
  private readonly byId = new Map<string, ManagedNode>();
  private readonly agents: AgentLives;
  /** The same, when they have processes of their own. */
  private readonly agentProcesses: AgentProcesses | undefined;
  private readonly workshop: Workshop;
  private readonly runs: Runs;
  private readonly troubles: Troubles;
  private twins = new Twins();

  constructor(parts: HostParts, ports: HostPorts, troubles = new Troubles()) {
    this.troubles = troubles;
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.prng = parts.prng;
    this.firstOwner = parts.firstOwner;
    this.ports = ports;
    const { boundaries = new Boundaries() } = parts;
    const livesParts = {
      kernel: this.kernel,
      trace: this.trace,
      boundaries,
      troubles,
      workshop: () => this.workshop,
      ownerOf: (node: ManagedNode) => this.ownerOf(node, AGENT),
      rebootNode: (node: ManagedNode) => void this.order(node, "shutdown.scheduled"),
      die: (node: ManagedNode, death: Death) => {
        if (death.kind === "crash") this.crashAgent(node, death.restartMs);
        else this.cutPower(node);
      },
    };
    const { agents: port, durable } = ports;
    this.agentProcesses = port && new AgentProcesses({ ...livesParts, port, durable });
    this.agents = this.agentProcesses ?? new Agents({ ...livesParts, ports });
    this.outages = new Outages({
      kernel: this.kernel,
      ownerOf: (node) => this.ownerOf(node, LIFE),
      order: (node, order) => this.order(node, order),
      write: (fact) => this.write(fact),
    });
    this.runs = new Runs(this.kernel, this.trace, ports.processes, {
      processes: (node) => this.ownerOf(node, PROCESSES),
      report: (run, node, event) => this.workshop.processEvent(run, node, event),
      behaviours: (node, command) => parts.behaviours?.at(node, command),
    });
    const workshopParts = { kernel: this.kernel, trace: this.trace, boundaries, troubles };
    this.workshop = new Workshop(workshopParts, this.runs, {
      workers: (node) => this.ownerOf(node, WORKERS),
      tellAgent: (node, input, delayMs) => this.agents.post(node, input, delayMs),
      isAgentUp: (node) => this.agents.isUp(node),
      die: (node, commandId, death) => {
        if (death.kind === "crash") this.crashWorker(node, commandId);
        else this.cutPower(node);
      },
    });
    const { agents, workshop } = this;
    this.faults = new NodeFaults({ troubles, agents, workshop });
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

  /** The second machine of a node's id; undefined without one. */
  twinOf(id: string): ManagedNode | undefined {
    return this.twins.of(id);
  }

  isTwin(node: ManagedNode): boolean {
    return this.twins.isOne(node);
  }

  /** The node with this index; undefined when it was removed. */
  nodeAt(index: number): ManagedNode | undefined {
    return this.slots[index];
  }

  /** Adds a node in the state that it is born in; a running one has its agent at once. */
  add(description: NodeDescription, store?: AgentStore): ManagedNode {
    const node = new ManagedNode(description, {
      index: this.slots.length,
      state: bornState(description.state),
      prng: this.prng.fork(`node/${description.id}`),
      ...(store === undefined ? {} : { store }),
    });
    this.slots.push(node);
    this.byId.set(node.id, node);
    if (store !== undefined) this.workshop.restore(node);
    if (hasPower(node.state)) this.agents.start(node);
    if (node.state === BIRTH.target) for (const effect of BIRTH.effects) this.perform(node, effect);
    return node;
  }

  /** Takes a node out of the fleet: all that runs on it ends at once. */
  remove(node: ManagedNode): void {
    this.endTwin(node.id);
    this.takeOff(node);
    this.byId.delete(node.id);
  }

  /** Another machine joins under a node's id, with an empty disk; false when there is one. */
  startTwin({ id, options, life }: ManagedNode): boolean {
    if (this.twins.of(id) !== undefined) return false;
    const twin = new ManagedNode(
      { id, options, life },
      {
        index: this.slots.length,
        state: bornState("Running"),
        prng: this.prng.fork(this.twins.takeName(id)),
      },
    );
    this.slots.push(twin);
    this.twins.add(twin);
    this.write({ event: "twin.joined", node: id });
    this.agents.start(twin);
    return true;
  }

  /** The other machine of a node's id is gone, with all that ran on it. */
  endTwin(id: string): void {
    const twin = this.twins.of(id);
    if (twin === undefined) return;
    this.takeOff(twin);
    this.twins.remove(twin);
    this.write({ event: "twin.left", node: id });
  }

  /** Gives a node an order of its life-cycle; false when its state does not take it. */
  order(node: ManagedNode, order: NodeOrder): boolean {
    const step = orderNode(node.state, order);
    if (step !== undefined) this.take(node, step, order);
    else {
      const state = nodeStateOf(node.state);
      this.write({ event: "event.ignored", node: node.id, machine: "node", state, cause: order });
    }
    return step !== undefined;
  }

  /**
   * Ends the agent's process; workers and processes go on without it. False when there is none.
   * With `restartMs` it is started again after so long.
   */
  crashAgent(node: ManagedNode, restartMs?: number): boolean {
    if (!this.agents.isUp(node)) return false;
    this.agents.end(node, "crash");
    if (restartMs !== undefined) {
      this.kernel.post(restartMs, this.ownerOf(node, LIFE), START_AGENT, undefined);
    }
    return true;
  }

  /** All that runs on a node ends at once, and it boots again; false without power. */
  cutPower(node: ManagedNode): boolean {
    return hasPower(node.state) && this.order(node, "reboot");
  }

  /** Ends the agent's process and starts it again over what it has stored; its work goes on. */
  restartAgent(node: ManagedNode): void {
    this.crashAgent(node);
    this.startAgent(node);
  }

  /** Starts the agent's process over what is stored; false without power, or when it runs. */
  startAgent(node: ManagedNode): boolean {
    if (!hasPower(node.state) || this.agents.isUp(node)) return false;
    this.agents.start(node);
    return true;
  }

  /** Ends a document worker's process alone; see Workshop.crash. */
  crashWorker(node: ManagedNode, commandId: string): boolean {
    return this.workshop.crash(node, commandId);
  }

  /** Signals the leading process of every live run of a node, from outside. */
  signalProcesses(node: ManagedNode, signal: SignalName): void {
    this.runs.signalLeaders(node, signal);
  }

  /** Hands an input to the agent now; one that is for an earlier life is dropped. */
  agentInput(node: ManagedNode, boot: number, input: AgentInput): void {
    this.agents.input(node, boot, input);
  }

  /** Posts an input for the agent's present life; it is dropped when that is over by then. */
  postToAgent(node: ManagedNode, input: AgentInput, delayMs: number): void {
    this.agents.post(node, input, delayMs);
  }

  /** What an agent has in hand; nothing while it is down, whatever its workers do. */
  agentLoad(node: ManagedNode): AgentLoad {
    return this.agents.load(node);
  }

  /** How many jobs a node's agent has; undefined while it is down. */
  jobsOf(node: ManagedNode): number | undefined {
    if (node.agent !== undefined) return node.agent.jobs.length;
    if (!this.agents.isUp(node)) return undefined;
    const { running, queued } = this.agents.load(node);
    return running + queued;
  }

  /** Nodes that are up, and whose agent was killed by somebody else: an order has to restart it. */
  killedAgents(): ManagedNode[] {
    const nodes = [...this.nodes].filter(({ state }) => hasPower(state));
    return nodes.filter((node) => this.agentProcesses?.wasKilled(node) === true);
  }

  /** News of an agent that has a process of its own; a node that was removed has none. */
  agentNews(node: ManagedNode, boot: number, news: AgentNews): void {
    const isThere = this.slots[node.index] === node;
    if (isThere || news.type === "gone") this.agentProcesses?.heard(node, boot, news);
  }

  /** Such an agent stands at a boundary: how it dies there, if it does. */
  agentBoundary(node: ManagedNode, boot: number, boundary: Boundary): Death | undefined {
    return this.agentProcesses?.judge(node, boot, boundary);
  }

  /** Such agents ask at their boundaries from now on if anybody wants to be asked. */
  boundariesChanged(): void {
    if (this.agentProcesses === undefined) return;
    for (const node of this.machines()) this.agentProcesses.boundariesChanged(node);
  }

  /** News of a real process. */
  processEvent(run: number, event: ProcessEvent): void {
    this.runs.event(run, event);
  }

  /** Real processes outlived their command. */
  processEscaped(run: number, pids: readonly number[]): void {
    this.runs.escaped(run, pids);
  }

  /** Nothing of a real run that is over is alive any more. */
  runGone(run: number): void {
    this.runs.forget(run);
  }

  /** The run with this number, while anything of it is alive. */
  runOf(run: number): Run | undefined {
    return this.runs.of(run);
  }

  /** The live simulated processes of all nodes, in order of nodes and pids. */
  listProcesses(): ProcessListing[] {
    return [...this.machines()].flatMap((node) => this.runs.list(node));
  }

  /** Carries on with an event that the kernel handed out. */
  dispatch(due: Due): void {
    const offset = due.owner - this.firstOwner;
    const node = this.slots[Math.trunc(offset / OWNERS_PER_NODE)];
    if (node === undefined) return;
    switch (offset % OWNERS_PER_NODE) {
      case LIFE:
        if (isTimer(due)) this.lifeTimer(node, due);
        else this.startAgent(node);
        return;
      case AGENT:
        this.agents.dispatch(node, due);
        return;
      case PROCESSES:
        this.runs.timer(node, { pid: timerSubject(due), timer: timerIndex(due) });
        return;
      default:
        this.workshop.dispatch(node, due);
    }
  }

  /** How many runs have a document worker that is not done with them. */
  get runCount(): number {
    return this.runs.count;
  }

  /** How many real runs are over and have yet to be found gone, or alive. */
  get unsettledRuns(): number {
    return this.runs.unsettled;
  }

  /** Whether the kernel's owner of a timer is the workers of one of its nodes. */
  ownsAsWorkers(owner: number): boolean {
    return owner >= this.firstOwner && (owner - this.firstOwner) % OWNERS_PER_NODE === WORKERS;
  }

  /** A host that goes on exactly like this one, on a kernel and ports of its own. */
  clone(parts: Omit<HostParts, "prng" | "firstOwner">, ports: HostPorts): Host {
    const { firstOwner } = this;
    const own = { prng: this.prng.clone(), firstOwner };
    const copy = new Host({ ...parts, ...own }, ports, this.troubles.clone());
    for (const node of this.slots) {
      const own = node?.clone();
      copy.slots.push(own);
      if (node !== undefined && own !== undefined && !this.isTwin(node)) copy.byId.set(own.id, own);
    }
    copy.twins = this.twins.clone((index) => copy.slots[index]);
    copy.runs.adopt(this.runs, copy.slots);
    copy.outages.adopt(this.outages);
    return copy;
  }

  private takeOff(node: ManagedNode): void {
    this.powerOff(node);
    this.kernel.stopSubject(this.ownerOf(node, LIFE), 0);
    this.kernel.stopSubject(this.ownerOf(node, LIFE), NOTICE);
    this.troubles.forget(node);
    this.outages.forget(node);
    this.slots[node.index] = undefined;
  }

  private ownerOf(node: ManagedNode, kind: number): number {
    return this.firstOwner + node.index * OWNERS_PER_NODE + kind;
  }

  private lifeTimer(node: ManagedNode, due: Due): void {
    if (timerSubject(due) === NOTICE) {
      this.outages.noticeIsUp(node);
      return;
    }
    const step = timerNode(node.state, timerIndex(due));
    if (step !== undefined) this.take(node, step, "timer");
  }

  private take(node: ManagedNode, step: MachineTransition, cause: string): void {
    const from = nodeStateOf(node.state);
    node.state = step.target;
    for (const effect of step.effects) this.perform(node, effect);
    const to = nodeStateOf(node.state);
    // A twin has no life that the fleet knows of.
    if (from === to || this.isTwin(node)) return;
    this.write({ event: "node.stateChanged", node: node.id, from, to, cause });
    this.ports.nodeStateChanged(node, to);
    this.outages.changed(node, to);
  }

  private perform(node: ManagedNode, effect: MachineEffect): void {
    const owner = this.ownerOf(node, LIFE);
    if (effect.type === "startDelay") {
      const { timer, delay } = effect;
      const { pendingMs = node.life.pendingMs } = this.outages.of(node);
      const delayMs = lifeDelay({ ...node.life, pendingMs }, delay);
      const start = {
        type: "startTimer",
        subject: 0,
        timer,
        minMs: delayMs,
        maxMs: delayMs,
      } as const;
      this.kernel.startTimer(owner, start, node.prng);
    } else if (effect.type === "stopDelay") {
      this.kernel.stopTimer(owner, { type: "stopTimer", subject: 0, timer: effect.timer });
    } else if (effect.name === "powerOn") {
      this.agents.start(node);
    } else {
      this.powerOff(node);
    }
  }

  private powerOff(node: ManagedNode): void {
    this.agents.end(node, this.isTwin(node) ? "twin" : "power");
    this.workshop.powerOff(node);
    this.runs.powerOff(node);
  }

  private write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "node", fact);
  }
}
