/**
 * The behaviours that hold for one run: those of the fleet, and those of faults that are on when it
 * starts. Immutable: the runs of a fleet share one as long as no fault is on.
 *
 * A fault adds to what the fleet says of a command, field by field; of two faults the later one wins.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { behaviourOf, encodeBehaviour } from "./behaviour.ts";
import type { Behaviour, MatchedBehaviour } from "./behaviour.ts";

/** What a fault asks for: of the commands that hold `match`, without one of the script's process. */
export interface FaultBehaviour extends Behaviour {
  readonly match?: string;
}

/** What holds for one command. */
export interface CommandBehaviour {
  readonly behaviour: Behaviour;
  /** The fleet says what the command is, so that it is no other program. */
  readonly isWhole: boolean;
}

export class RunBehaviours {
  /** What a fault asks of the process that runs the script. */
  readonly ofScript: Behaviour | undefined;
  private readonly commands: readonly MatchedBehaviour[];
  private readonly faults: readonly FaultBehaviour[];

  constructor(commands: readonly MatchedBehaviour[], faults: readonly FaultBehaviour[] = []) {
    this.commands = commands;
    this.faults = faults;
    this.ofScript = merged(faults.filter(({ match }) => match === undefined));
  }

  /** What holds for a command, by its words joined by spaces; undefined: nothing does. */
  ofCommand(words: string): CommandBehaviour | undefined {
    const own = behaviourOf(words, this.commands);
    const added = merged(
      this.faults.filter(({ match }) => match !== undefined && words.includes(match)),
    );
    const behaviour =
      added === undefined || own === undefined ? (added ?? own) : { ...own, ...added };
    return behaviour && { behaviour, isWhole: own !== undefined };
  }

  encode(encoder: Encoder): void {
    encoder.int(this.commands.length);
    for (const behaviour of this.commands) encodeBehaviour(encoder, behaviour);
    encoder.int(this.faults.length);
    for (const behaviour of this.faults) encodeBehaviour(encoder, behaviour);
  }
}

function merged(list: readonly FaultBehaviour[]): Behaviour | undefined {
  return list.length < 2 ? list[0] : list.reduce((all, next) => ({ ...all, ...next }));
}
