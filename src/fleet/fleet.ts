/**
 * A fleet in virtual time, in the hands of a program: the user's face of the virtual world.
 *
 * Time stands still but for three things: `advance`, `settle`, and a client that waits for an
 * answer. One seed and one program give one trace, byte for byte.
 */
import { Controller } from "../controller/controller.ts";
import { seededChooser } from "../kernel/chooser.ts";
import { Prng } from "../kernel/prng.ts";
import { TraceLog } from "../kernel/trace-log.ts";
import { traceLine } from "../kernel/trace.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import type { ProcessListing } from "../process/process-event.ts";
import { nearest } from "../world/nearest.ts";
import { listPending, Pending } from "../world/pending.ts";
import type { PendingParts } from "../world/pending.ts";
import { World } from "../world/world.ts";
import { ClientCalls } from "../world/client-calls.ts";
import { clientConfig } from "./client-config.ts";
import type { ClientConfig } from "./client-config.ts";
import { readDuration } from "./duration.ts";
import type { Duration } from "./duration.ts";
import { FleetError, shown } from "./fleet-error.ts";
import { FleetJudge } from "./fleet-judge.ts";
import type { FleetViolation, PropertyOptions } from "./fleet-judge.ts";
import { FleetNode } from "./fleet-node.ts";
import type { FleetPlan } from "./fleet-setup.ts";
import { makeRequestHandler } from "./request-handler.ts";
import type { FleetRequestHandler } from "./request-handler.ts";
import { Time } from "./time.ts";

/** A day's work of a thousand nodes; an event takes about 300 bytes. Source: our choice. */
const TRACE_EVENTS_MAX = 1_000_000;
/** Source: our choice: longer than the longest executionTimeout with every deadline behind it. */
const SETTLE_HOURS = 48;
const SETTLE_MS = SETTLE_HOURS * 3_600_000;
/** Agents whose first report is refused take some minutes; past this they never come. */
const ONLINE_MS = 3_600_000;
const LINES_SHOWN = 5;

export class Fleet {
  /** The seed in force, as text. */
  readonly seed: string;
  readonly nodes: readonly FleetNode[];
  private readonly epochMs: number;
  private readonly region: string;
  private readonly world: World;
  private readonly log = new TraceLog(TRACE_EVENTS_MAX);
  private readonly judge: FleetJudge;
  private readonly names: ReadonlyMap<string, string>;
  private readonly time: Time;
  private readonly pendingParts: PendingParts;
  private readonly handler: FleetRequestHandler;

  constructor({ seed, options, nodes, behaviours }: FleetPlan) {
    this.seed = seed;
    this.judge = new FleetJudge(options);
    this.epochMs = options.controller.epochMs;
    this.region = options.controller.region;
    const prng = Prng.seeded(seed);
    this.world = World.create({
      seed,
      controller: new Controller(options.controller, prng.fork("ids")),
      nodes,
      behaviours,
      latency: options.latencyMs,
      chooser: seededChooser,
      readers: [(event) => this.log.push(event), (event) => this.judge.see(event)],
    });
    const { world } = this;
    const calls = new ClientCalls({
      world,
      chooser: seededChooser,
      latency: options.latencyMs,
      prng: prng.fork("clients"),
    });
    const cut = new Set<string>();
    this.time = new Time(world, calls);
    this.pendingParts = { world, calls, cut };
    this.handler = makeRequestHandler(calls, this.time);
    this.names = new Map(nodes.map(({ id, tags }) => [id, tags["Name"] ?? ""]));
    this.nodes = Array.from(
      world.host.nodes,
      (node) => new FleetNode({ name: this.names.get(node.id) ?? "", world, node, cut }),
    );
    this.startUp();
  }

  /** Milliseconds of virtual time since the fleet began to boot. */
  get nowMs(): number {
    return this.world.nowMs;
  }

  /** The date that API answers show for this moment; a fleet begins on 2026-01-01. */
  get now(): Date {
    return new Date(this.epochMs + this.world.nowMs);
  }

  /** Everything that has happened so far, oldest first; docs/trace.md names the events. */
  get trace(): readonly TraceEvent[] {
    return this.log.list();
  }

  /** The same as JSON lines. */
  traceText(): string {
    return this.log
      .list()
      .map((event) => `${traceLine(event)}\n`)
      .join("");
  }

  /**
   * Where properties of docs/properties.md did not hold so far; none is left out but those named.
   *
   * Errors: throws FleetError for a name that no property has.
   */
  violations(options: PropertyOptions = {}): readonly FleetViolation[] {
    const { nowMs, log, names } = this;
    return this.judge.violations(options, { nowMs, log, names });
  }

  /** A node by its name or its id. Errors: throws FleetError for any other. */
  node(nameOrId: string): FleetNode {
    const found = this.nodes.find(({ id, name }) => id === nameOrId || name === nameOrId);
    if (found !== undefined) return found;
    const near = nearest(
      nameOrId,
      this.nodes.map(({ name }) => name),
    );
    throw new FleetError(
      `expected the name or id of a node of this fleet (the nearest name is ${near}); ` +
        `found ${shown(nameOrId)}`,
    );
  }

  /** The live processes of all nodes; `escaped` ones have outlived their command. */
  processes(): readonly ProcessListing[] {
    return this.world.processes();
  }

  /** What an `SSMClient` needs to talk to this fleet; any number of clients may. */
  clientConfig(): ClientConfig {
    return clientConfig(this.region, this.handler);
  }

  /**
   * Moves time on, past everything that happens meanwhile.
   *
   * Units:  `"5s"` (ms, s, m, h, d) or whole milliseconds, from this moment on.
   * Errors: rejects with FleetError for any other length; time has not moved then.
   */
  async advance(duration: Duration): Promise<void> {
    await this.time.reach({ untilMs: this.world.nowMs + readDuration(duration) });
  }

  /**
   * Moves time on until nothing is pending; see world/pending.ts for what counts.
   *
   * Errors: rejects with FleetError after 48 virtual hours, naming what is still pending.
   */
  async settle(): Promise<void> {
    const work = new Pending(this.pendingParts);
    const isReached = () => !work.isPending;
    if (await this.time.reach({ untilMs: this.world.nowMs + SETTLE_MS, isReached })) return;
    const pending = listPending(this.pendingParts, LINES_SHOWN).join("; ");
    throw new FleetError(
      `expected the fleet (seed ${this.seed}) to settle within ${SETTLE_HOURS} virtual hours; ` +
        `still pending, the first ${LINES_SHOWN}: ${pending}`,
    );
  }

  /** Every node that is Running is Online when the user gets the fleet. */
  private startUp(): void {
    const running = this.nodes.filter(({ state }) => state === "Running");
    const areOnline = () =>
      running.every(({ pingStatus, isConnected }) => pingStatus === "Online" && isConnected);
    if (this.world.runUntilTrue(areOnline, ONLINE_MS)) return;
    throw new FleetError(
      `expected every Running node to be Online within an hour of virtual time; ` +
        `still pending: ${listPending(this.pendingParts, LINES_SHOWN).join("; ")}`,
    );
  }
}
