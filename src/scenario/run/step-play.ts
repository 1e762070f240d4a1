/**
 * Plays the steps of a scenario: each when its time comes.
 *
 * All times are drawn before anything happens, in the order of the file, so that what a step draws
 * does not depend on the run. A step that comes directly after another waits for its end: a call
 * ends with its answer, or without; an order ends at once; a wait ends with its event, or with an
 * answer that shows its status. What hangs on a step that was missed is missed, too. Steps that are
 * due at one moment are played in their order.
 */
import type { Chooser } from "../../kernel/chooser.ts";
import type { Prng } from "../../kernel/prng.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Refusal } from "../result.ts";
import type { Action, PollAction, Step } from "../scenario.ts";
import { UNREADABLE_ANSWER } from "./call-failure.ts";
import type { CallFailure } from "./call-failure.ts";
import type { Cast } from "./cast.ts";
import type { Client } from "./client.ts";
import { giveOrder } from "./give-order.ts";
import type { Scene } from "./scene.ts";
import { StepTrack } from "./step-track.ts";
import { summarize } from "./step-summary.ts";
import type { StepSummary } from "./step-summary.ts";

export interface StepPlayParts {
  readonly steps: readonly Step[];
  readonly world: Scene;
  readonly client: Client;
  readonly cast: Cast;
  readonly chooser: Chooser;
  readonly prng: Prng;
}

export class StepPlay {
  readonly refusals: Refusal[] = [];
  private readonly world: Scene;
  private readonly client: Client;
  private readonly cast: Cast;
  private readonly tracks: readonly StepTrack[];
  private isReady = false;
  /** Undefined when a step has changed since it was made: it is asked for at every event. */
  private latest: StepSummary | undefined = undefined;

  constructor({ steps, world, client, cast, chooser, prng }: StepPlayParts) {
    this.world = world;
    this.client = client;
    this.cast = cast;
    this.tracks = steps.map((step, index) => new StepTrack(step, index, { cast, chooser, prng }));
  }

  /** When a step is due next, or a wait is over; Infinity without any. */
  get nextMs(): number {
    return this.summary().nextMs;
  }

  /** When the last step is due whose time is known, or was played. */
  get timedMs(): number {
    return this.summary().timedMs;
  }

  /** Whether a step has its time, or has not ended. */
  get isUnderWay(): boolean {
    return this.summary().isUnderWay;
  }

  /** Whether a step may still come, by an event or an answer. */
  get isOpen(): boolean {
    return this.summary().isOpen;
  }

  /** Indexes of the steps that were not played. */
  get unplayed(): number[] {
    return this.tracks.filter(({ wasPlayed }) => !wasPlayed).map(({ index }) => index);
  }

  /** The fleet is ready: times count from now. */
  start(): void {
    this.isReady = true;
    for (const track of this.tracks) {
      const { kind } = track.step.when;
      const isFirst = track.index === 0 && kind === "next";
      if (kind === "at" || isFirst || track.after?.isMet === true) this.schedule(track);
    }
  }

  /** Takes an event of the trace in; nothing is played in the midst of it. */
  see(event: TraceEvent): void {
    for (const track of this.summary().watching) {
      if (track.state === "waiting") {
        if (track.after?.see(event) === true && this.isReady) this.schedule(track);
      }
      if (!track.isLooking || track.until?.see(event) !== true) continue;
      if (track.state === "running") this.due(track, this.world.nowMs);
    }
  }

  /** Plays all that is due by now. */
  playDue(): void {
    while (this.nextMs <= this.world.nowMs) {
      const track = this.tracks.find((one) => one.isUnderWay && one.dueMs <= this.world.nowMs);
      if (track === undefined) return;
      if (track.state === "due") this.begin(track);
      else this.wake(track, track.step.action);
    }
  }

  /** Nothing more is played: what has not come by now never does. */
  close(): void {
    for (const track of this.tracks) {
      const isWaiting = track.state === "running" && track.isWait;
      if (!track.wasPlayed || isWaiting) this.miss(track);
    }
  }

  private summary(): StepSummary {
    this.latest ??= summarize(this.tracks);
    return this.latest;
  }

  private begin(track: StepTrack): void {
    this.moves(track, "running");
    track.begunMs = this.world.nowMs;
    track.isLooking = track.until !== undefined;
    const follower = this.followerOf(track);
    if (follower?.until !== undefined) follower.isLooking = true;
    this.act(track, track.step.action);
  }

  private act(track: StepTrack, action: Action): void {
    const { needs } = track;
    if (needs !== undefined && !this.client.knows(needs)) {
      this.hold(track, needs);
      return;
    }
    switch (action.do) {
      case "send":
        this.client.send(action, (failure) => this.answered(track, "SendCommand", failure));
        return;
      case "cancel":
        this.client.cancel(action.command, action.nodes, (failure) =>
          this.answered(track, "CancelCommand", failure),
        );
        return;
      case "poll":
        this.ask(track, action);
        return;
      case "wait": {
        const isMet = track.until?.isMet === true;
        this.due(track, this.world.nowMs + (isMet ? 0 : action.withinMs));
        return;
      }
      default:
        for (const node of this.cast.idsOfAll(action.nodes)) giveOrder(this.world, node, action);
        this.finish(track);
    }
  }

  /** A wait is over, or it is time to ask again. */
  private wake(track: StepTrack, action: Action): void {
    if (track.until?.isMet === true) this.finish(track);
    else if (action.do === "poll" && this.world.nowMs < endOf(track, action)) {
      this.ask(track, action);
    } else this.miss(track);
  }

  /** Until there is an answer only the end of the wait is certain. */
  private ask(track: StepTrack, action: PollAction): void {
    const endMs = endOf(track, action);
    this.due(track, endMs);
    this.client.ask(action.command, action.node, (shown, failure) => {
      if (track.state !== "running") return;
      this.noteUnreadable(track, failure);
      if (action.statuses.some((status) => shown.includes(status))) this.finish(track);
      else this.due(track, Math.min(this.world.nowMs + action.everyMs, endMs));
    });
  }

  /** AWS's own errors say that the status is not there yet; of others the first is kept. */
  private noteUnreadable({ index }: StepTrack, failure: CallFailure | undefined): void {
    if (failure?.code !== UNREADABLE_ANSWER) return;
    if (this.refusals.some(({ step }) => step === index)) return;
    this.refusals.push({ step: index, operation: "GetCommandInvocation", ...failure });
  }

  private answered(track: StepTrack, operation: string, failure: CallFailure | undefined): void {
    if (failure !== undefined) this.refusals.push({ step: track.index, operation, ...failure });
    this.finish(track);
    for (const held of this.heldFor(track)) {
      if (failure !== undefined) this.miss(held);
      else this.due(held, this.world.nowMs, "due");
    }
  }

  /** A step whose command may still become known waits for that. */
  private hold(track: StepTrack, command: string): void {
    const send = this.tracks.find(({ sends }) => sends === command);
    if (send === undefined || send.state === "done" || send.state === "missed") this.miss(track);
    else this.moves(track, "held");
  }

  /** The steps that wait for the answer to a send. */
  private heldFor({ sends }: StepTrack): readonly StepTrack[] {
    if (sends === undefined) return [];
    return this.tracks.filter(({ state, needs }) => state === "held" && needs === sends);
  }

  private finish(track: StepTrack): void {
    if (track.state === "missed") return;
    this.moves(track, "done");
    const follower = this.followerOf(track);
    if (follower?.state === "waiting") this.schedule(follower);
  }

  private miss(track: StepTrack): void {
    this.moves(track, "missed");
    const follower = this.followerOf(track);
    if (follower?.state === "waiting") this.miss(follower);
    for (const held of this.heldFor(track)) this.miss(held);
  }

  /** What it came after has happened: only what was drawn for it remains. */
  private schedule(track: StepTrack): void {
    this.due(track, this.world.nowMs + track.drawnMs, "due");
  }

  private due(track: StepTrack, dueMs: number, state = track.state): void {
    this.moves(track, state);
    track.dueMs = dueMs;
  }

  private moves(track: StepTrack, state: StepTrack["state"]): void {
    track.state = state;
    track.dueMs = Infinity;
    if (state === "done" || state === "missed") track.isLooking = false;
    this.latest = undefined;
  }

  private followerOf(track: StepTrack): StepTrack | undefined {
    const follower = this.tracks[track.index + 1];
    return follower?.step.when.kind === "next" ? follower : undefined;
  }
}

function endOf({ begunMs }: StepTrack, { withinMs }: PollAction): number {
  return begunMs + withinMs;
}
