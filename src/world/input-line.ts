/**
 * What has come to one agent and is not taken in yet, because it hangs, is slow, or waits for its
 * disk.
 *
 * The order is that of arrival. A timer that has fired and waits here can still be taken back, as one
 * that runs. The line ends with its agent's process.
 */
import type { StoreChange } from "../agent/agent-store.ts";
import type { AgentEffect, AgentInput } from "../agent/input.ts";
import type { WriteTrace } from "../kernel/effect.ts";

/** A step whose records are not on disk yet: nothing of it has left. */
export interface HeldStep {
  readonly list: readonly (AgentEffect | WriteTrace)[];
  readonly changes: readonly StoreChange[];
}

/** When as many wait, a hang is over. Why: more than a controller has to say in a day. */
export const LINE_INPUTS_MAX = 1000;

interface Waiting {
  readonly input: AgentInput;
  readonly readyMs: number;
}

const NOTHING: readonly Waiting[] = [];

export class InputLine {
  /** How many faults make it hang. */
  hangs = 0;
  /** When the first of them began. */
  hangsSinceMs = 0;
  held: HeldStep | undefined = undefined;
  /** Replaced, never changed in place. */
  private waiting = NOTHING;

  get length(): number {
    return this.waiting.length;
  }

  /** Whether nothing waits and nothing is held back. */
  get isOver(): boolean {
    return this.hangs === 0 && this.held === undefined && this.waiting.length === 0;
  }

  /** Puts an input at the end. Answers when it is ready: not before those ahead of it. */
  add(input: AgentInput, wantedMs: number): number {
    const readyMs = Math.max(wantedMs, this.waiting.at(-1)?.readyMs ?? wantedMs);
    this.waiting = [...this.waiting, { input, readyMs }];
    return readyMs;
  }

  /** Takes the first input out, if it is ready and nothing holds it back. */
  next(nowMs: number): AgentInput | undefined {
    const [first] = this.waiting;
    const isHeld = this.hangs > 0 || this.held !== undefined;
    if (isHeld || first === undefined || first.readyMs > nowMs) return undefined;
    this.waiting = this.waiting.slice(1);
    return first.input;
  }

  /** The agent stops a timer, or starts it anew: that it has fired counts for nothing now. */
  dropTimer({ subject, timer }: { readonly subject: number; readonly timer: number }): void {
    this.waiting = this.waiting.filter(
      ({ input }) => input.type !== "timer" || input.subject !== subject || input.timer !== timer,
    );
  }

  clone(): InputLine {
    const copy = new InputLine();
    copy.hangs = this.hangs;
    copy.hangsSinceMs = this.hangsSinceMs;
    copy.held = this.held;
    copy.waiting = this.waiting;
    return copy;
  }
}
