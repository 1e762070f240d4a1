/**
 * What faults do to the links of a live fleet, by node: only links that one has touched have a
 * record, and it is gone when the last has let go.
 */
import type { Direction } from "../../faults/hands.ts";
import { LinkFaults } from "../../world/link-faults.ts";

export class LiveLinks {
  private readonly byNode = new Map<string, LinkFaults>();

  /** Whether any link is touched. */
  get areTouched(): boolean {
    return this.byNode.size > 0;
  }

  of(node: string): LinkFaults | undefined {
    return this.byNode.get(node);
  }

  isCut(node: string): boolean {
    return (this.byNode.get(node)?.cuts ?? 0) > 0;
  }

  isSilent(node: string, direction: Direction): boolean {
    return this.byNode.get(node)?.isSilent(direction) ?? false;
  }

  /** Changes the record of a node's link. */
  change(node: string, by: (faults: LinkFaults) => void): void {
    const faults = this.byNode.get(node) ?? new LinkFaults();
    this.byNode.set(node, faults);
    by(faults);
    if (!isTouched(faults)) this.byNode.delete(node);
  }
}

function isTouched({ cuts, pingsLost, silences, limits }: LinkFaults): boolean {
  const isLimited = limits.toAgent.length + limits.toController.length > 0;
  return cuts > 0 || pingsLost > 0 || silences.toAgent + silences.toController > 0 || isLimited;
}
