/**
 * Whether the fleet of a run is ready: the nodes that start as Running are Online and connected.
 *
 * An agent comes with polls first and opens its control channel a moment later; it is connected
 * with that, unless control channels are refused to all agents.
 */
import { NO_CHANNEL } from "../../controller/registered-node.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Scene } from "./scene.ts";

export class Readiness {
  /** Ids. */
  private readonly running: readonly string[];
  private readonly takesPolls: boolean;
  /** Nodes that have opened a channel that will do. */
  private readonly opened = new Set<string>();

  constructor(running: readonly string[], takesPolls: boolean) {
    this.running = running;
    this.takesPolls = takesPolls;
  }

  see({ event, node = "", service }: TraceEvent): void {
    if (event !== "link.opened") return;
    if (this.takesPolls || service === undefined) this.opened.add(node);
  }

  /** Stops at the first node that is missing, for it is asked after every event. */
  isReady(world: Pick<Scene, "service">): boolean {
    return this.running.every((id) => this.isThere(world, id));
  }

  missing(world: Pick<Scene, "service">): readonly string[] {
    return this.running.filter((id) => !this.isThere(world, id));
  }

  private isThere({ service }: Pick<Scene, "service">, id: string): boolean {
    const node = service.controller.nodes.get(id);
    const isConnected = this.opened.has(id) && node?.epoch !== NO_CHANNEL;
    return isConnected && node?.pingStatus === "Online";
  }
}
