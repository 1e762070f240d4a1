/**
 * The parts of a virtual world that the hands of faults lay hold of.
 */
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { ControllerLives } from "./controller-lives.ts";
import type { Host } from "./host.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Network } from "./network.ts";
import type { Service } from "./service.ts";

export interface HandsParts {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly service: Service;
  readonly host: Host;
  readonly lives: ControllerLives;
  /** Errors: throws for a node that the world does not have. */
  readonly nodeOf: (id: string) => ManagedNode;
  /** A fact that the faults are the source of. */
  readonly write: (fact: TraceFact) => void;
}
