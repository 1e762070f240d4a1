/**
 * The scene of a live run: the fleet's own records, read where they lie, and its orders.
 *
 * Service and host are in this very process, so what has ended and what is pending is asked of the
 * same records as in virtual time.
 */
import type { Controller } from "../../controller/controller.ts";
import type { NodeAction } from "../../scenario/scenario.ts";
import type { Scene } from "../../scenario/run/scene.ts";
import type { Host } from "../../world/host.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import type { LiveClock } from "../clock.ts";
import type { HostCore } from "../host/host-core.ts";
import type { LiveService } from "../live-service.ts";

export class LiveScene implements Scene {
  readonly service: { readonly controller: Controller; readonly isAlive: boolean };
  readonly faults: Scene["faults"];
  readonly #clock: LiveClock;
  #core: HostCore | undefined;

  constructor(service: LiveService, clock: LiveClock) {
    this.#clock = clock;
    this.service = lastKnown(service);
    this.faults = service.faults;
  }

  /** The host has joined. */
  carry(core: HostCore): void {
    this.#core = core;
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  get host(): Host {
    return this.#joined.host;
  }

  order(node: string, order: NodeAction): void {
    this.#give(node, (host, managed) => host.order(managed, order));
  }

  restartAgent(node: string): void {
    this.#give(node, (host, managed) => {
      this.#joined.writer("fault")?.({ event: "fault.fired", node, fault: "restart" });
      host.restartAgent(managed);
    });
  }

  crashAgent(node: string, restartMs: number | undefined): void {
    this.#give(node, (host, managed) => host.crashAgent(managed, restartMs));
  }

  get #joined(): HostCore {
    if (this.#core === undefined) throw new Error("the host has not joined yet");
    return this.#core;
  }

  #give(id: string, order: (host: Host, node: ManagedNode) => unknown): void {
    const core = this.#joined;
    core.enter(() => {
      const node = core.host.node(id);
      if (node !== undefined) order(core.host, node);
    });
  }
}

/** The controller as it is, or as it was when it was last there. */
function lastKnown({ core }: LiveService): Scene["service"] {
  return {
    get controller() {
      const { lastController } = core;
      if (lastController === undefined) throw new Error("there was no controller yet");
      return lastController;
    },
    get isAlive() {
      return core.isServing;
    },
  };
}
