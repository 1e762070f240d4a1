/**
 * The host's side of the live world: agents that join a controller over real sockets.
 *
 * Composes one pure host on the real clock with its ports: control channels and health calls over
 * the network, the host channel of the controller's orders, processes, and the data directory. It
 * starts no agent before the controller knows its nodes.
 */
import type { ProcessListing } from "../process/process-event.ts";
import type { HostPorts } from "../world/host-ports.ts";
import type { ManagedNode, NodeDescription } from "../world/managed-node.ts";
import { AgentNetwork } from "./agent-link/agent-network.ts";
import { AGENT_PROCESSES_MAX, AgentChildren } from "./agent-process/agent-children.ts";
import { ControllerAddress } from "./agent-link/controller-address.ts";
import { HostChannel } from "./host-channel/client.ts";
import type { Welcome } from "./host-channel/client.ts";
import type { NearHost } from "./host-channel/hosts.ts";
import { HOST_REQUEST_MS } from "./host-channel/protocol.ts";
import type { HostNode } from "./host-channel/protocol.ts";
import { TraceOutbox } from "./host-channel/trace-outbox.ts";
import { CarriedNodes } from "./host/carried-nodes.ts";
import type { NodeToCarry } from "./host/carried-nodes.ts";
import { endWith } from "./host/end-with.ts";
import { FaultDesk } from "./host/fault-desk.ts";
import type { HostCore } from "./host/host-core.ts";
import { HostDesk } from "./host/host-desk.ts";
import { HostStartError } from "./host/host-options.ts";
import type { HostOptions } from "./host/host-options.ts";
import { DEFAULT_TEMPLATE } from "./host/new-nodes.ts";
import { loadNodes, makeCore, openDisk, processDirectory } from "./host/open-core.ts";
import { realProcesses, simulatedProcesses } from "./host/process-side.ts";
import type { ProcessSide } from "./host/process-side.ts";
import { Readiness } from "./host/readiness.ts";
import { AgentCommits } from "./store/agent-commits.ts";
import type { AgentStoreFile } from "./store/agent-store-file.ts";

export { HostStartError } from "./host/host-options.ts";
export type { HostOptions } from "./host/host-options.ts";

/** How long the first tries to reach the controller go on. */
const PATIENCE_MS = 5_000;
/**
 * After a reset nodes come up when the controller says welcome again, or after this time: the
 * controller starts over when its slowest host has answered, for which it waits HOST_REQUEST_MS.
 */
const RESET_GRACE_MS = HOST_REQUEST_MS + 1_000;

/**
 * Starts a host; resolves when the controller knows its nodes and their agents have been started.
 *
 * Errors: rejects with HostStartError: no http(s) URL, more agents than may be processes, nobody
 *   there within `patienceMs`, or a data directory in use, of another version or unreadable; also
 *   when its `signal` is aborted.
 */
export async function startHost(options: HostOptions): Promise<LiveHost> {
  const address = ControllerAddress.parse(options.controllerUrl);
  if (address === undefined) {
    const message = `Expected an http or https URL of a controller; found ${options.controllerUrl}.`;
    throw new HostStartError("InvalidControllerUrl", message);
  }
  checkAgents(options);
  const disk = openDisk(options);
  const core = makeCore(options, disk);
  let host: LiveHost | undefined;
  try {
    const processes =
      options.processes === "simulated"
        ? simulatedProcesses(core)
        : await realProcesses(core, {
            log: options.log,
            programs: options.programs,
            directory: processDirectory(options),
          });
    host = new LiveHost(options, { address, disk, core, processes });
    endWith(options.signal, host);
    await host.join(loadNodes(disk, options));
    return host;
  } catch (error) {
    if (host === undefined) disk?.close();
    else await host.stop();
    throw error;
  }
}

function checkAgents({ agents, nodes }: HostOptions): void {
  if (agents !== "processes" || nodes.length <= AGENT_PROCESSES_MAX) return;
  const message = `Expected at most ${AGENT_PROCESSES_MAX} agents as processes; found ${nodes.length}.`;
  throw new HostStartError("TooManyAgents", message);
}

interface HostGround {
  readonly address: ControllerAddress;
  readonly disk: AgentStoreFile | undefined;
  readonly core: HostCore;
  readonly processes: ProcessSide;
}

export class LiveHost {
  readonly #options: HostOptions;
  readonly #ground: HostGround;
  readonly #network: AgentNetwork;
  /** Itself, for a service in the same process. */
  readonly near: NearHost;
  /** Undefined when agents are steps of the core. */
  readonly #agents: AgentChildren | undefined;
  readonly #channel: HostChannel;
  readonly #outbox: TraceOutbox;
  readonly #commits: AgentCommits | undefined;
  readonly #nodes: CarriedNodes;
  readonly #readiness = new Readiness();
  /** Nodes that a reset has put to sleep. */
  #asleep: readonly NodeToCarry[] = [];
  #grace: NodeJS.Timeout | undefined;
  #isRestored = false;
  #nodesAreUp: () => void = () => {};
  /** What the controller asks for right behind its first welcome needs nodes that can take it. */
  readonly #up = new Promise<void>((resolve) => (this.#nodesAreUp = resolve));
  #stopping: Promise<void> | undefined;

  /** Made by `startHost` alone. */
  constructor(options: HostOptions, ground: HostGround) {
    const { core, address, disk, processes } = ground;
    const { log, key, region, keepAlive, controllerUrl } = options;
    this.#options = options;
    this.#ground = ground;
    const faults = new FaultDesk(core);
    this.near = { name: options.hostName, faults };
    this.#commits = disk && new AgentCommits({ store: disk, run: core.enterAll, log });
    const awaited = {
      opened: (node: ManagedNode) => this.#readiness.opened(node.id),
      reported: (node: ManagedNode) => this.#readiness.reported(node.id),
    };
    this.#network = new AgentNetwork({
      ...{ core, address, key, region, log, keepAlive, gathers: true },
      ...awaited,
    });
    if (options.agents === "processes") {
      const isDurable = disk !== undefined;
      const common = { core, controllerUrl, key, region, log, keepAlive, isDurable };
      this.#agents = new AgentChildren({ ...common, ...awaited });
    }
    this.#channel = new HostChannel({
      ...{ address, signer: this.#network.signer, log },
      hello: () => ({
        ...{ type: "hello", host: options.hostName, nodes: this.#nodes.list() },
        faults: { processes: options.processes, agents: options.agents ?? "inside" },
      }),
      lost: () => faults.takeBack(),
      welcomed: (welcome) => this.#welcomed(welcome),
      requested: (request) => void this.#up.then(() => desk.serve(request)),
    });
    this.#outbox = new TraceOutbox(this.#channel);
    this.#nodes = new CarriedNodes({
      ...{ core, readiness: this.#readiness, store: this.#commits },
      announce: (message) => this.#channel.send(message),
      left: (id) => faults.forget(id),
    });
    core.carry(this.#ports(), this.#network.timer);
    const desk = new HostDesk({
      ...{ core, nodes: this.#nodes, log },
      faults,
      newNodes: {
        templates: options.templates ?? [DEFAULT_TEMPLATE],
        prng: core.prng.fork("nodes"),
        size: () => this.#nodes.size,
        has: (id) => this.#nodes.has(id),
      },
      say: (message) => this.#channel.send(message),
      add: (nodes) => this.#add(nodes),
      listProcesses: () => processes.list(),
      reset: () => this.#reset(),
    });
  }

  /** The nodes as they are now. */
  get nodes(): readonly HostNode[] {
    return this.#nodes.list();
  }

  /** Whether the nodes are those of the data directory, and not those that were asked for. */
  get isRestored(): boolean {
    return this.#isRestored;
  }

  /** How real processes are held together, and why so; undefined when they are simulated. */
  get containment(): string | undefined {
    return this.#ground.processes.containment;
  }

  /** What it runs on, for whoever plays with it in this process. */
  get core(): HostCore {
    return this.#ground.core;
  }

  /** Exceptions of the core that were caught; each is a bug of ours. */
  get defects(): number {
    return this.#ground.core.defects;
  }

  /**
   * Resolves with the ids of the Running nodes when each has its channel and is known healthy.
   *
   * Shape: only nodes that were carried as Running are waited for; one that stops is not, any more.
   */
  async online(): Promise<readonly string[]> {
    await this.#readiness.complete();
    return this.nodes.filter((node) => node.state === "Running").map((node) => node.id);
  }

  /** The process of a node's agent; undefined without one of its own. */
  agentPid(id: string): number | undefined {
    const node = this.#ground.core.host.node(id);
    return node && this.#agents?.pidOf(node);
  }

  /**
   * Whoever is asked at boundaries may have begun to care, or have ceased to. Resolves when every
   * agent knows. (Of what happens inside the core agents hear without it, a moment later.)
   */
  async boundariesChanged(): Promise<void> {
    const { core } = this.#ground;
    core.enter(() => {});
    await this.#agents?.settled();
  }

  /** Adds a node to the fleet; resolves when the controller has read of it and it lives. */
  async add(description: NodeDescription): Promise<void> {
    await this.#add([{ description, state: description.state }]);
  }

  /** The live processes of all nodes. */
  listProcesses(): Promise<readonly ProcessListing[]> {
    return this.#ground.processes.list();
  }

  /** Ends every process that was started here and closes every socket, within 2 s. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** The last part of `startHost`. Errors: throws HostStartError when nobody is there. */
  async join(stored: readonly NodeToCarry[]): Promise<void> {
    const isRestored = stored.length > 0;
    this.#isRestored = isRestored;
    const born = this.#options.nodes.map((node) => ({ description: node, state: node.state }));
    const nodes = isRestored ? stored : born;
    this.#nodes.register(nodes, { isNew: !isRestored });
    await this.#nodes.settled();
    const outcome = await this.#channel.join(this.#options.patienceMs ?? PATIENCE_MS);
    if (outcome.type === "unreachable") {
      const { origin } = this.#ground.address;
      const message = `Expected a controller at ${origin}; found: ${outcome.reason}.`;
      throw new HostStartError("ControllerUnreachable", message);
    }
    if (outcome.type === "absent") {
      this.#options.log.warn({}, "no host channel is there: nodes can't be ordered about");
    }
    this.#nodes.wake(nodes);
    this.#nodesAreUp();
  }

  #ports(): HostPorts {
    const { port } = this.#ground.processes;
    return {
      ...this.#network.ports,
      nodeStateChanged: (node, state) => this.#nodes.stateChanged(node, state),
      ...(port === undefined ? {} : { processes: port }),
      ...(this.#agents === undefined ? {} : { agents: this.#agents }),
      ...(this.#commits === undefined ? {} : { durable: this.#commits }),
    };
  }

  /** The controller refuses agents of nodes it has not heard of: they come alive once it has. */
  async #add(nodes: readonly NodeToCarry[]): Promise<void> {
    this.#nodes.register(nodes, { isNew: true });
    await this.#nodes.settled();
    const added = nodes.flatMap(({ description }) => this.#nodes.describe(description.id) ?? []);
    this.#channel.send({ type: "nodesAdded", nodes: added });
    await this.#channel.drained();
    this.#nodes.wake(nodes);
  }

  #welcomed({ epochMs, wantsTrace }: Welcome): void {
    const { core } = this.#ground;
    this.#outbox.want(wantsTrace, core.clock.epochMs - epochMs);
    if (wantsTrace) this.#outbox.listen(core.trace);
    this.#wakeAsleep();
  }

  async #reset(): Promise<void> {
    this.#asleep = this.#nodes.clear();
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => this.#wakeAsleep(), RESET_GRACE_MS);
    await this.#ground.processes.endAll();
  }

  #wakeAsleep(): void {
    clearTimeout(this.#grace);
    const nodes = this.#asleep;
    this.#asleep = [];
    this.#nodes.wake(nodes);
  }

  async #stop(): Promise<void> {
    const { core, processes, disk } = this.#ground;
    core.stop();
    clearTimeout(this.#grace);
    this.#outbox.close();
    this.#channel.close();
    this.#network.close();
    await Promise.all([this.#agents?.close(), processes.endAll()]);
    await processes.close();
    this.#commits?.close();
    disk?.close();
  }
}
