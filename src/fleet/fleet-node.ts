/**
 * One node of a fleet in the user's hands: what it is like now, and what can be done to it.
 *
 * Everything happens at this instant of virtual time; what follows from it takes its time, and time
 * moves by `advance`, `settle` and API calls alone. A repeated order does no harm.
 */
import type { ProfileName } from "../agent/profile.ts";
import { NO_CHANNEL } from "../controller/registered-node.ts";
import type { ProcessListing } from "../process/process-event.ts";
import type { NodeState } from "../ssm/node-state.ts";
import type { PingStatus } from "../ssm/status.ts";
import { hasPower, nodeStateOf } from "../world/life.ts";
import type { ManagedNode } from "../world/managed-node.ts";
import type { World } from "../world/world.ts";
import { FleetError } from "./fleet-error.ts";

type Order = "start" | "stop" | "reboot" | "terminate";

/** States in which an order has been obeyed already, or is being obeyed. */
const OBEYED: Readonly<Record<Order, readonly NodeState[]>> = {
  stop: ["Stopping", "Stopped"],
  start: ["Pending", "Running"],
  reboot: [],
  terminate: ["Shutting-down", "Terminated"],
};
const TAKES: Readonly<Record<Order, string>> = {
  stop: "Running",
  start: "Stopped",
  reboot: "Running",
  terminate: "in any state",
};

export class FleetNode {
  readonly id: string;
  /** Its tag `Name`. */
  readonly name: string;
  private readonly world: World;
  private readonly node: ManagedNode;
  /** The ids of nodes whose link is cut. */
  private readonly cutLinks: Set<string>;

  constructor(parts: { name: string; world: World; node: ManagedNode; cut: Set<string> }) {
    this.name = parts.name;
    this.id = parts.node.id;
    this.world = parts.world;
    this.node = parts.node;
    this.cutLinks = parts.cut;
  }

  /** How its agent behaves. */
  get profile(): ProfileName {
    return this.node.options.profile;
  }

  get state(): NodeState {
    return nodeStateOf(this.node.state);
  }

  /** As DescribeInstanceInformation shows it; undefined before the agent's first report. */
  get pingStatus(): PingStatus | undefined {
    return this.world.service.controller.nodes.get(this.id)?.pingStatus;
  }

  /** Whether the controller has a way to its agent now, as GetConnectionStatus shows it. */
  get isConnected(): boolean {
    const { nodes } = this.world.service.controller;
    return (nodes.get(this.id)?.epoch ?? NO_CHANNEL) !== NO_CHANNEL;
  }

  /** Whether a process of the agent runs. */
  get isAgentRunning(): boolean {
    return this.node.agent !== undefined;
  }

  /** Its live processes; `escaped` ones have outlived their command. */
  processes(): readonly ProcessListing[] {
    return this.world.processes().filter((process) => process.node === this.id);
  }

  /** Stopped to Pending to Running. Errors: throws FleetError in a state that can't take it. */
  start(): void {
    this.order("start");
  }

  /** Ends all that runs on it: Running to Stopping to Stopped. Errors: as `start`. */
  stop(): void {
    this.order("stop");
  }

  /** Ends all that runs on it, and boots again; it stays Running. Errors: as `start`. */
  reboot(): void {
    // A node that is rebooting already obeys.
    if (this.state === "Running" && !hasPower(this.node.state)) return;
    this.order("reboot");
  }

  /** Ends the node for good. */
  terminate(): void {
    this.order("terminate");
  }

  /** Ends the agent's process; its work goes on. Errors: throws FleetError without power. */
  crashAgent(): void {
    this.needPower("crashAgent");
    this.world.host.crashAgent(this.node);
  }

  /** Ends the agent's process, if any, and starts it over what it has stored. Errors: as above. */
  restartAgent(): void {
    this.needPower("restartAgent");
    this.world.restartAgent(this.id);
  }

  /** Cuts the link: both ends lose the channel at once, with all that is in flight. */
  cutLink(): void {
    if (this.cutLinks.has(this.id)) return;
    this.cutLinks.add(this.id);
    this.world.cut(this.id);
  }

  /** Lets the link carry again; the agent comes back by its own timers. */
  healLink(): void {
    if (this.cutLinks.delete(this.id)) this.world.heal(this.id);
  }

  private order(order: Order): void {
    if (OBEYED[order].includes(this.state) || this.world.order(this.id, order)) return;
    this.refuse(order, TAKES[order]);
  }

  private needPower(what: string): void {
    if (!hasPower(this.node.state)) this.refuse(what, "Running");
  }

  private refuse(what: string, expected: string): never {
    const rebooting = this.state === "Running" ? ", rebooting" : "";
    throw new FleetError(
      `${what}: expected a node that is ${expected}; ` +
        `found ${this.name} ${this.state}${rebooting}; nothing was done`,
    );
  }
}
