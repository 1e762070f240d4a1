/**
 * The record of one command on one node; invocation-state.ts says what its state means.
 *
 * Small on purpose: a fleet keeps hundreds of thousands of finished ones. What is shared by all
 * invocations of a command (deadlines, document) stands in the command.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { StepResult } from "../wire/message.ts";
import { invocationRuntime } from "./invocation-state.ts";

/** What steps reported, by step key, in the order of the reports. */
export type StepResults = Readonly<Record<string, StepResult>>;

export const NO_STEPS: StepResults = {};

export class Invocation {
  readonly commandId: string;
  readonly nodeId: string;
  /** Its number at the controller: the subject of its timers, ascending in order of acceptance. */
  readonly serial: number;
  state = invocationRuntime.initial.target;
  /** The id of the latest cancel job; "" when there was none. */
  cancelId = "";
  /** MessageId of the frame whose ack is awaited (the job's); "" once it is acknowledged. */
  offerMessageId = "";
  /** Whether an offer before the latest was never answered: the agent may take it at any time. */
  hasUnansweredOffer = false;
  /** How often the latest job was handed over on this channel without any answer. Not stored. */
  offers = 0;
  /** When the agent said that it had begun; undefined before. */
  startedMs: number | undefined = undefined;
  steps = NO_STEPS;
  traceOutput = "";

  constructor(commandId: string, nodeId: string, serial: number) {
    this.commandId = commandId;
    this.nodeId = nodeId;
    this.serial = serial;
  }

  /** Whether nothing can follow, not even a cancel to an agent that is away. */
  get isFinal(): boolean {
    return invocationRuntime.isFinal(this.state);
  }

  clone(): Invocation {
    const copy = new Invocation(this.commandId, this.nodeId, this.serial);
    copy.state = this.state;
    copy.cancelId = this.cancelId;
    copy.offerMessageId = this.offerMessageId;
    copy.hasUnansweredOffer = this.hasUnansweredOffer;
    copy.offers = this.offers;
    copy.startedMs = this.startedMs;
    copy.steps = this.steps;
    copy.traceOutput = this.traceOutput;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.text(this.nodeId);
    encoder.int(this.state);
    encoder.id(this.cancelId);
    encoder.id(this.offerMessageId);
    encoder.flag(this.hasUnansweredOffer);
    encoder.int(this.offers);
    encoder.time(this.startedMs);
    for (const [key, step] of Object.entries(this.steps)) {
      encoder.text(key);
      encoder.text(step.status);
      encoder.int(step.code);
      encoder.text(step.standardOutput);
      encoder.text(step.standardError);
    }
    encoder.text(this.traceOutput);
  }

  save(): SavedInvocation {
    return {
      command: this.commandId,
      node: this.nodeId,
      serial: this.serial,
      state: invocationRuntime.states[this.state] ?? "",
      cancelId: this.cancelId,
      offerMessageId: this.offerMessageId,
      ...(this.hasUnansweredOffer ? { hasUnansweredOffer: true } : {}),
      ...(this.startedMs === undefined ? {} : { startedMs: this.startedMs }),
      steps: this.steps,
      traceOutput: this.traceOutput,
    };
  }

  static restore(saved: SavedInvocation): Invocation {
    const invocation = new Invocation(saved.command, saved.node, saved.serial);
    invocation.state = invocationRuntime.state(saved.state);
    invocation.cancelId = saved.cancelId;
    invocation.offerMessageId = saved.offerMessageId;
    invocation.hasUnansweredOffer = saved.hasUnansweredOffer ?? false;
    invocation.startedMs = saved.startedMs;
    invocation.steps = Object.keys(saved.steps).length === 0 ? NO_STEPS : saved.steps;
    invocation.traceOutput = saved.traceOutput;
    return invocation;
  }
}

/** The record as plain JSON; the state by its path, so that a renumbering does no harm. */
export interface SavedInvocation {
  readonly command: string;
  readonly node: string;
  readonly serial: number;
  readonly state: string;
  readonly cancelId: string;
  readonly offerMessageId: string;
  readonly hasUnansweredOffer?: boolean;
  readonly startedMs?: number;
  readonly steps: StepResults;
  readonly traceOutput: string;
}
