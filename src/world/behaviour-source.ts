/**
 * Which behaviours hold for a run that starts now: the fleet's, and those of faults that are on.
 *
 * The runs of a fleet share one record as long as no fault adds to it; a fleet without behaviours has
 * none.
 */
import type { FaultSeams } from "../faults/seams.ts";
import type { MatchedBehaviour } from "../process/behaviour.ts";
import { RunBehaviours } from "../process/run-behaviours.ts";

export class BehaviourSource {
  private readonly list: readonly MatchedBehaviour[];
  private readonly seams: (() => FaultSeams) | undefined;
  private readonly shared: RunBehaviours | undefined;

  constructor(list: readonly MatchedBehaviour[], seams?: () => FaultSeams) {
    this.list = list;
    this.seams = seams;
    this.shared = list.length === 0 ? undefined : new RunBehaviours(list);
  }

  /** What holds for a run of a command that starts now on a node; undefined: nothing. */
  at(node: string, command: string): RunBehaviours | undefined {
    const asked = this.seams?.().behaviours({ node, command }) ?? [];
    return asked.length === 0 ? this.shared : new RunBehaviours(this.list, asked);
  }
}
