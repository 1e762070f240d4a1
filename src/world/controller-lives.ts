/**
 * The lives of the controller in virtual time: what the end of one means, and how the next begins.
 *
 * Its channels end with its process; agents hear of that when it has travelled to them, and come
 * back by their own timers. What it had stored is all that the next life knows.
 */
import { Controller } from "../controller/controller.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Death } from "../kernel/boundary.ts";
import type { Host } from "./host.ts";
import { nodeStateOf } from "./life.ts";
import type { Network } from "./network.ts";
import type { RowStore } from "./row-store.ts";
import type { Service } from "./service.ts";

/** The code of the message to the controller's owner by which another life begins. */
export const START_CONTROLLER = 1;
/** How long a controller is away whose node has lost its power. Source: our choice, a boot. */
const POWER_CUT_MS = 20_000;

export interface ControllerLivesParts {
  readonly kernel: Kernel;
  /** The kernel's number of the controller. */
  readonly owner: number;
  readonly network: Network;
  readonly service: Service;
  readonly host: Host;
  /** Undefined in a world that keeps none: its controller must not die. */
  readonly rows: RowStore | undefined;
}

export class ControllerLives {
  private readonly parts: ControllerLivesParts;

  constructor(parts: ControllerLivesParts) {
    this.parts = parts;
  }

  /** The controller's process has ended; another one starts after a while. */
  ended(death: Death): void {
    const { kernel, owner, network, host, rows } = this.parts;
    if (rows === undefined) throw new Error("a world that keeps no rows can't lose its controller");
    for (const node of host.places.machines()) network.reset(node);
    network.resetPolls();
    const restartMs = death.kind === "crash" ? death.restartMs : POWER_CUT_MS;
    kernel.post(restartMs, owner, START_CONTROLLER, undefined);
  }

  /** Another life begins over the rows; the host says what its nodes are like now. */
  begin(): void {
    const { service, host, rows } = this.parts;
    const { options, ids } = service.controller;
    service.restart(Controller.restore(options, rows?.saved() ?? [], ids));
    for (const { id, state } of host.nodes) {
      service.input({ type: "node.stateChanged", node: id, state: nodeStateOf(state) });
    }
  }
}
