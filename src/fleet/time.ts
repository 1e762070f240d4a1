/**
 * Moves virtual time, and only as far as somebody waits for.
 *
 * Whoever waits is a goal, or a client with a call under way. As long as there is any, the loop
 * lets the user's code come to rest, plays events up to the first moment that the user can notice
 * (an answer, a goal), tells him, and lets his code come to rest again. So it does not matter how
 * fast the machine is: what the user does next happens at that very moment of virtual time.
 */
import type { World } from "../world/world.ts";
import type { ClientCalls } from "../world/client-calls.ts";
import { quiet } from "./quiet.ts";

/** Something that is waited for. */
export interface Goal {
  /** It is over at this time, come what may. */
  readonly untilMs: number;
  /** Whether it is over already; asked after every event. */
  readonly isReached?: () => boolean;
}

interface Waiting {
  readonly goal: Goal;
  readonly resolve: (isReached: boolean) => void;
  readonly reject: (error: Error) => void;
}

export class Time {
  private readonly world: World;
  private readonly calls: ClientCalls;
  private waiting: readonly Waiting[] = [];
  private moves = false;

  constructor(world: World, calls: ClientCalls) {
    this.world = world;
    this.calls = calls;
  }

  /** Resolves when a goal is reached: with false when its time is over without that. */
  async reach(goal: Goal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting = [...this.waiting, { goal, resolve, reject }];
      this.wake();
    });
  }

  /** Somebody waits: time has to move. */
  wake(): void {
    if (!this.moves) void this.move();
  }

  private async move(): Promise<void> {
    this.moves = true;
    while (this.waiting.length > 0 || this.calls.count > 0) {
      await quiet(() => this.calls.sent);
      try {
        this.playOn();
      } catch (error) {
        this.fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.moves = false;
  }

  /** Plays up to the next moment that a user can notice. */
  private playOn(): void {
    const { world, calls } = this;
    const untilMs = Math.min(
      calls.nextMs ?? Infinity,
      ...this.waiting.map(({ goal }) => goal.untilMs),
    );
    // The last one that waited may have given up in the meantime.
    if (untilMs === Infinity) return;
    const isAnyReached = () => this.waiting.some(({ goal }) => goal.isReached?.() === true);
    if (!world.runUntilTrue(isAnyReached, untilMs)) world.runUntil(untilMs);
    calls.playDue();
    for (const waiting of this.waiting) this.tell(waiting);
  }

  private tell(waiting: Waiting): void {
    const { goal, resolve } = waiting;
    const isReached = goal.isReached?.() ?? false;
    if (!isReached && this.world.nowMs < goal.untilMs) return;
    this.waiting = this.waiting.filter((other) => other !== waiting);
    resolve(isReached);
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = [];
    for (const { reject } of waiting) reject(error);
    this.calls.failAll(error);
  }
}
