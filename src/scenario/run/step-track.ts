/**
 * One step of a scenario in one run: whether it has come, and when it does.
 */
import type { Chooser } from "../../kernel/chooser.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { MsRange } from "../../world/link.ts";
import type { Step } from "../scenario.ts";
import type { Cast } from "./cast.ts";
import { PatternWatch } from "./pattern-watch.ts";

export type StepState =
  /** For its event, or for the step before it. */
  | "waiting"
  /** Its time is known. */
  | "due"
  /** Its time has come, and it needs the id of a command that its client does not know yet. */
  | "held"
  /** A call without its answer yet, or a wait that lasts. */
  | "running"
  | "done"
  /** What it waited for did not come in time, or can't come any more. */
  | "missed";

export interface Drawing {
  readonly cast: Cast;
  readonly chooser: Chooser;
  readonly prng: Prng;
}

export class StepTrack {
  readonly step: Step;
  readonly index: number;
  /** What was drawn for its `at` or `plus`. */
  readonly drawnMs: number;
  /** The event that it comes after. */
  readonly after: PatternWatch | undefined;
  /** The event that it waits for, as a wait. */
  readonly until: PatternWatch | undefined;
  state: StepState = "waiting";
  /** When it is due, when its wait is over, or when it asks again. */
  dueMs = Infinity;
  begunMs = 0;
  /** Whether `until` counts already: from the beginning of the step before it on. */
  isLooking = false;

  constructor(step: Step, index: number, { cast, chooser, prng }: Drawing) {
    const { when, action } = step;
    this.step = step;
    this.index = index;
    this.after = when.kind === "after" ? new PatternWatch(when.event, cast) : undefined;
    this.until = action.do === "wait" ? new PatternWatch(action.until, cast) : undefined;
    const { minMs, maxMs } = rangeOf(step);
    this.drawnMs = minMs >= maxMs ? minMs : chooser.range(prng, "step", minMs, maxMs);
  }

  /** The name of the command that it sends. */
  get sends(): string | undefined {
    const { action } = this.step;
    return action.do === "send" ? action.as : undefined;
  }

  /** The name of the command whose id it needs. */
  get needs(): string | undefined {
    const { action } = this.step;
    return action.do === "cancel" || action.do === "poll" ? action.command : undefined;
  }

  /** It is played only when what it waits for comes. */
  get isWait(): boolean {
    return this.step.action.do === "wait" || this.step.action.do === "poll";
  }

  get isWatching(): boolean {
    return this.isLooking || (this.state === "waiting" && this.after !== undefined);
  }

  /** It has not been played, nor can its time be told. */
  get isOpen(): boolean {
    return this.state === "waiting" || this.state === "held";
  }

  /** Something of it comes at a time that is known, or with an answer. */
  get isUnderWay(): boolean {
    return this.state === "due" || this.state === "running";
  }

  get wasPlayed(): boolean {
    return this.state === "running" || this.state === "done";
  }
}

function rangeOf({ when }: Step): MsRange {
  if (when.kind === "at") return when.time;
  return when.kind === "after" ? when.plus : { minMs: 0, maxMs: 0 };
}
