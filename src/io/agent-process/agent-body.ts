/**
 * One agent in a process of its own: the same steps as in a host, on a kernel and sockets of its.
 *
 * What belongs to its node and not to itself it asks its host for, by the pipe: its store, its
 * document workers, a reboot, its death at a boundary.
 */
import type { AgentInput } from "../../agent/input.ts";
import type { AgentStore } from "../../agent/agent-store.ts";
import { Boundaries } from "../../kernel/boundary.ts";
import { seededChooser } from "../../kernel/chooser.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { Kernel } from "../../kernel/kernel.ts";
import { Prng } from "../../kernel/prng.ts";
import { Trace } from "../../kernel/trace.ts";
import type { TraceSource } from "../../kernel/trace.ts";
import { Agents } from "../../world/agents.ts";
import { NO_LOAD } from "../../world/agent-lives.ts";
import type { AgentLoad, AgentWorkshop } from "../../world/agent-lives.ts";
import type { Ailments } from "../../world/host-ports.ts";
import { ManagedNode } from "../../world/managed-node.ts";
import { Troubles } from "../../world/troubles.ts";
import { AgentNetwork } from "../agent-link/agent-network.ts";
import { ControllerAddress } from "../agent-link/controller-address.ts";
import { LINKS_OWNER } from "../agent-link/keep-alive.ts";
import { sharedClock } from "../clock.ts";
import { Pump } from "../pump.ts";
import type { HostPipe } from "./host-pipe.ts";
import type { AgentGround } from "./pipe.ts";
import { PipedStore } from "./piped-store.ts";

const AGENT_OWNER = 1;

export class AgentBody {
  readonly #pipe: HostPipe;
  readonly #node: ManagedNode;
  readonly #kernel = new Kernel(seededChooser);
  readonly #trace = new Trace();
  readonly #troubles = new Troubles();
  readonly #store: PipedStore;
  readonly #pump: Pump;
  readonly #agents: Agents;
  #isWatched: boolean;
  #load = NO_LOAD;

  constructor(ground: AgentGround, store: AgentStore, pipe: HostPipe) {
    this.#pipe = pipe;
    this.#isWatched = ground.isWatched;
    this.#store = new PipedStore(pipe, ground);
    this.#node = nodeOf(ground, store);
    this.#readTrace();
    const clock = sharedClock(ground.epochMs, BigInt(ground.originNs));
    const network = this.#network(ground, clock);
    this.#pump = new Pump(this.#kernel, clock, (due) => {
      this.#guard(() => {
        if (due.owner === LINKS_OWNER) network.timer(due);
        else this.#agents.dispatch(this.#node, due);
      });
    });
    this.#agents = this.#makeAgents(network);
    this.ail(ground.ailments);
  }

  start(): void {
    this.#enter(() => this.#agents.start(this.#node));
  }

  tell(input: AgentInput): void {
    this.#enter(() => this.#agents.input(this.#node, this.#node.boot, input));
  }

  stored(): void {
    this.#enter(() => this.#store.stored());
  }

  watch(isWatched: boolean): void {
    this.#isWatched = isWatched;
  }

  /** All that is wrong with its node from now on. */
  ail({ slow, diskSlow, skewMs, isDiskFull }: Ailments): void {
    this.#enter(() => {
      const node = this.#node;
      const { pace } = this.#agents;
      const trouble = this.#troubles.on(node);
      const movedMs = skewMs - trouble.skewMs;
      const wasFull = trouble.fillings > 0;
      Object.assign(trouble, { slow, diskSlow, skewMs });
      if (movedMs !== 0) this.#agents.clockMoved(node, movedMs);
      if (isDiskFull && !wasFull) pace.fillDisk(node);
      if (!isDiskFull && wasFull) pace.freeDisk(node);
      this.#troubles.tidy(node);
    });
  }

  #network(ground: AgentGround, clock: ReturnType<typeof sharedClock>): AgentNetwork {
    const address = ControllerAddress.parse(ground.controllerUrl);
    if (address === undefined) throw new Error(`expected a URL, found ${ground.controllerUrl}`);
    const { key, region, keepAlive, isVerbose } = ground;
    const { prng } = this.#node;
    const kernel = this.#kernel;
    return new AgentNetwork({
      core: {
        ...{ clock, kernel, prng: prng.fork("network") },
        enter: (work) => this.#enter(work),
        tellAgent: (node, boot, input) => this.#agents.input(node, boot, input),
        writer: (source) => (fact) => this.#write(source, fact),
      },
      // What it has done has left it, whatever becomes of it at the next boundary.
      ...{ address, key, region, keepAlive, gathers: false },
      log: {
        debug: (fields, text) => {
          if (isVerbose) this.#pipe.say({ type: "debug", text, fields });
        },
      },
      opened: () => this.#pipe.say({ type: "opened" }),
      reported: () => this.#pipe.say({ type: "reported" }),
    });
  }

  #makeAgents(network: AgentNetwork): Agents {
    const pipe = this.#pipe;
    const boundaries = new Boundaries();
    boundaries.faults = {
      areOn: () => this.#isWatched,
      ask: (boundary) => pipe.ask({ type: "boundary", boundary }).death,
    };
    const workshop: AgentWorkshop = {
      applyChange: (node, change) => node.store.apply(change),
      perform: (_node, order) => pipe.say({ type: "order", order }),
      // What stands there at its start it has been told; the host has seen to it.
      replaceStore: () => {},
    };
    return new Agents({
      kernel: this.#kernel,
      trace: this.#trace,
      troubles: this.#troubles,
      ports: { ...network.ports, durable: this.#store },
      boundaries,
      workshop: () => workshop,
      ownerOf: () => AGENT_OWNER,
      rebootNode: () => pipe.say({ type: "reboot" }),
      die: (_node, death) => {
        pipe.say({ type: "died", death });
        process.kill(process.pid, "SIGKILL");
      },
    });
  }

  /** The lines of one agent have its host's numbers, not its own. */
  #readTrace(): void {
    this.#trace.read(({ seq: _, atMs, source, ...fact }) => {
      const stampNs = String(process.hrtime.bigint());
      this.#pipe.say({ type: "trace", atMs, stampNs, source, fact: fact as TraceFact });
    });
  }

  #write(source: TraceSource, fact: TraceFact): void {
    this.#trace.write(this.#kernel.nowMs, source, fact);
  }

  #enter(work: () => void): void {
    this.#pump.enter(() => this.#guard(work));
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (defect) {
      const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect);
      this.#pipe.say({ type: "defect", text });
    }
    this.#sayLoad();
  }

  #sayLoad(): void {
    const load = this.#agents.load(this.#node);
    if (isSame(load, this.#load)) return;
    this.#load = load;
    this.#pipe.say({ type: "load", load });
  }
}

/** The life that is about to start counts as one more. */
function nodeOf(ground: AgentGround, store: AgentStore): ManagedNode {
  const { node: id, options, index, boot } = ground;
  const prng = Prng.restore(ground.prng);
  const node = new ManagedNode({ id, options, life: NO_LIFE }, { index, state: 0, prng, store });
  node.boot = boot - 1;
  return node;
}

/** Its node's life is its host's matter. */
const NO_LIFE = { pendingMs: 0, stoppingMs: 0, shuttingDownMs: 0, rebootDelayMs: 0, rebootMs: 0 };

function isSame(one: AgentLoad, other: AgentLoad): boolean {
  return one.running === other.running && one.queued === other.queued;
}
