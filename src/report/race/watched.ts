/** The invocations of which more may come to be known, by node. */
import { isOver } from "./cancel-facts.ts";
import type { CancelFacts } from "./cancel-facts.ts";

/** The invocations that have begun and are not over, by node: a long run has many that are. */
export class Watched {
  private readonly nodes = new Map<string, Set<CancelFacts>>();

  add(facts: CancelFacts): void {
    if (isOver(facts)) return;
    const known = this.nodes.get(facts.node);
    if (known === undefined) this.nodes.set(facts.node, new Set([facts]));
    else known.add(facts);
  }

  /** Those of one node; what is over is forgotten here. */
  of(node: string): readonly CancelFacts[] {
    const known = this.nodes.get(node);
    for (const facts of known ?? []) if (isOver(facts)) known?.delete(facts);
    return [...(known ?? [])];
  }

  all(): readonly CancelFacts[] {
    return [...this.nodes.keys()].flatMap((node) => this.of(node));
  }
}
