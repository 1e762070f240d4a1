/**
 * A host: carries managed nodes, with all that lives on them.
 *
 * The same host serves the virtual world and the live one; what differs between them (how a frame
 * travels, who runs a process) is behind the ports. Machines stand at places, and what the kernel
 * has for one of them is passed on here to its life, its agent, its processes or its workers.
 */
import type { AgentInput } from "../agent/input.ts";
import type { AgentStore } from "../agent/agent-store.ts";
import type { TraceFact } from "../kernel/effect.ts";
import { isTimer, timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ProcessListing } from "../process/process-event.ts";
import type { AgentLives, AgentLoad } from "./agent-lives.ts";
import type { AgentNews } from "./agent-news.ts";
import { AgentProcesses } from "./agent-processes.ts";
import { Agents } from "./agents.ts";
import { Boundaries } from "../kernel/boundary.ts";
import type { Boundary, Death } from "../kernel/boundary.ts";
import type { HostPorts } from "./host-ports.ts";
import { hasPower } from "./life.ts";
import type { NodeOrder } from "./life.ts";
import type { BehaviourSource } from "./behaviour-source.ts";
import type { ManagedNode, NodeDescription } from "./managed-node.ts";
import { NodeFaults } from "./node-faults.ts";
import { NodeLives } from "./node-lives.ts";
import type { Outages } from "./outages.ts";
import { AGENT, LIFE, Places, PROCESSES, WORKERS } from "./places.ts";
import type { PlacesParts } from "./places.ts";
import { Runs } from "./runs.ts";
import { Troubles } from "./troubles.ts";
import { Workshop } from "./workshop.ts";

/** The one message to a node's life. */
const START_AGENT = 0;

/** What a host is made of. */
export interface HostParts extends PlacesParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** Where its agents and workers may be made to die; without it they do not. */
  readonly boundaries?: Boundaries;
  /** What simulated processes are made to do; without it, only what their scripts say. */
  readonly behaviours?: BehaviourSource;
}

export class Host {
  /** Where its nodes are found, and the twins of some. */
  readonly places: Places;
  /** What is done to the life of nodes. */
  readonly outages: Outages;
  /** What is done to agents, disks and clocks. */
  readonly faults: NodeFaults;
  /** The processes of its nodes; what real ones do is told to them. */
  readonly runs: Runs;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly lives: NodeLives;
  private readonly agents: AgentLives;
  /** The same, when they have processes of their own. */
  private readonly agentProcesses: AgentProcesses | undefined;
  private readonly workshop: Workshop;
  private readonly troubles: Troubles;

  constructor(
    parts: HostParts,
    ports: HostPorts,
    places = new Places(parts),
    troubles = new Troubles(),
  ) {
    this.places = places;
    this.troubles = troubles;
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    const { kernel, trace, boundaries = new Boundaries() } = parts;
    const common = { kernel, trace, boundaries, troubles };
    const livesParts = {
      ...common,
      workshop: () => this.workshop,
      ownerOf: (node: ManagedNode) => places.ownerOf(node, AGENT),
      rebootNode: (node: ManagedNode) => void this.order(node, "shutdown.scheduled"),
      die: (node: ManagedNode, death: Death) => {
        if (death.kind === "crash") this.crashAgent(node, death.restartMs);
        else this.cutPower(node);
      },
    };
    const { agents: port, durable } = ports;
    this.agentProcesses = port && new AgentProcesses({ ...livesParts, port, durable });
    this.agents = this.agentProcesses ?? new Agents({ ...livesParts, ports });
    this.lives = new NodeLives({
      kernel,
      ownerOf: (node) => places.ownerOf(node, LIFE),
      isTwin: (node) => places.isTwin(node),
      powerOn: (node) => this.agents.start(node),
      powerOff: (node) => this.powerOff(node),
      stateChanged: (node, to) => ports.nodeStateChanged(node, to),
      write: (fact) => this.write(fact),
    });
    this.outages = this.lives.outages;
    this.runs = new Runs(kernel, trace, ports.processes, {
      processes: (node) => places.ownerOf(node, PROCESSES),
      report: (run, node, event) => this.workshop.processEvent(run, node, event),
      behaviours: (node, command) => parts.behaviours?.at(node, command),
    });
    this.workshop = new Workshop(common, this.runs, {
      workers: (node) => places.ownerOf(node, WORKERS),
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
    return this.places.nodes;
  }

  node(id: string): ManagedNode | undefined {
    return this.places.node(id);
  }

  /** Adds a node in the state that it is born in; a running one has its agent at once. */
  add(description: NodeDescription, store?: AgentStore): ManagedNode {
    const node = this.places.add(description, store);
    if (store !== undefined) this.workshop.restore(node);
    this.lives.begin(node);
    return node;
  }

  /** Takes a node out of the fleet: all that runs on it ends at once. */
  remove(node: ManagedNode): void {
    this.endTwin(node.id);
    this.takeOff(node);
  }

  /** Another machine joins under a node's id, with an empty disk; false when there is one. */
  startTwin(node: ManagedNode): boolean {
    if (this.places.twinOf(node.id) !== undefined) return false;
    const twin = this.places.addTwin(node);
    this.write({ event: "twin.joined", node: node.id });
    this.agents.start(twin);
    return true;
  }

  /** The other machine of a node's id is gone, with all that ran on it. */
  endTwin(id: string): void {
    const twin = this.places.twinOf(id);
    if (twin === undefined) return;
    this.takeOff(twin);
    this.write({ event: "twin.left", node: id });
  }

  /** Gives a node an order of its life-cycle; false when its state does not take it. */
  order(node: ManagedNode, order: NodeOrder): boolean {
    return this.lives.order(node, order);
  }

  /**
   * Ends the agent's process; workers and processes go on without it. False when there is none.
   * With `restartMs` it is started again after so long.
   */
  crashAgent(node: ManagedNode, restartMs?: number): boolean {
    if (!this.agents.isUp(node)) return false;
    this.agents.end(node, "crash");
    if (restartMs !== undefined) {
      this.kernel.post(restartMs, this.places.ownerOf(node, LIFE), START_AGENT, undefined);
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
    const isThere = this.places.at(node.index) === node;
    if (isThere || news.type === "gone") this.agentProcesses?.heard(node, boot, news);
  }

  /** Such an agent stands at a boundary: how it dies there, if it does. */
  agentBoundary(node: ManagedNode, boot: number, boundary: Boundary): Death | undefined {
    return this.agentProcesses?.judge(node, boot, boundary);
  }

  /** Such agents ask at their boundaries from now on if anybody wants to be asked. */
  boundariesChanged(): void {
    if (this.agentProcesses === undefined) return;
    for (const node of this.places.machines()) this.agentProcesses.boundariesChanged(node);
  }

  /** The live simulated processes of all nodes, in order of nodes and pids. */
  listProcesses(): ProcessListing[] {
    return [...this.places.machines()].flatMap((node) => this.runs.list(node));
  }

  /** Carries on with an event that the kernel handed out. */
  dispatch(due: Due): void {
    const node = this.places.ofOwner(due.owner);
    if (node === undefined) return;
    switch (this.places.kindOf(due.owner)) {
      case LIFE:
        if (isTimer(due)) this.lives.timer(node, due);
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

  /** A host that goes on exactly like this one, on a kernel and ports of its own. */
  clone(parts: Omit<HostParts, keyof PlacesParts>, ports: HostPorts): Host {
    const places = this.places.clone();
    const { firstOwner, prng } = places;
    const copy = new Host({ ...parts, firstOwner, prng }, ports, places, this.troubles.clone());
    copy.runs.adopt(this.runs, places);
    copy.outages.adopt(this.outages);
    return copy;
  }

  private takeOff(node: ManagedNode): void {
    this.lives.end(node);
    this.troubles.forget(node);
    this.places.remove(node);
  }

  private powerOff(node: ManagedNode): void {
    this.agents.end(node, this.places.isTwin(node) ? "twin" : "power");
    this.workshop.powerOff(node);
    this.runs.powerOff(node);
  }

  private write(fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, "node", fact);
  }
}
