/**
 * Runs scripts on one process table in virtual time: a sorted list of timers and a loop.
 */
import { Effects } from "../../src/kernel/effect.ts";
import type { MatchedBehaviour } from "../../src/process/behaviour.ts";
import type { ProcessTableEffect } from "../../src/process/process-effect.ts";
import type { ProcessEvent, ProcessSpec } from "../../src/process/process-event.ts";
import { PROCESS_OPTIONS } from "../../src/process/process-options.ts";
import type { ProcessOptions } from "../../src/process/process-options.ts";
import { ProcessTable } from "../../src/process/process-table.ts";
import { RunBehaviours } from "../../src/process/run-behaviours.ts";
import type { FaultBehaviour } from "../../src/process/run-behaviours.ts";
import type { SignalName } from "../../src/process/signals.ts";

export interface TimedEvent {
  readonly atMs: number;
  readonly run: number;
  readonly event: ProcessEvent;
}

interface Timer {
  readonly atMs: number;
  readonly subject: number;
  readonly timer: number;
}

export class VirtualNode {
  readonly events: TimedEvent[] = [];
  nowMs = 0;
  timersFired = 0;
  readonly table: ProcessTable;
  private timers: Timer[];
  private behaviours: RunBehaviours | undefined;

  constructor(
    options: Partial<ProcessOptions> = {},
    table = new ProcessTable({ ...PROCESS_OPTIONS, ...options }),
    timers: Timer[] = [],
  ) {
    this.table = table;
    this.timers = timers;
  }

  start(script: string, run = 1, rest: Partial<ProcessSpec> = {}): this {
    const spec = { ...specOf(script), ...rest };
    const { behaviours } = this;
    this.step((out) => this.table.start({ run, spec, behaviours }, this.nowMs, out));
    return this;
  }

  /** Runs that are started from here on behave so. */
  behave(commands: readonly MatchedBehaviour[], faults: readonly FaultBehaviour[] = []): this {
    this.behaviours = new RunBehaviours(commands, faults);
    return this;
  }

  signalLeaders(signal: SignalName): this {
    this.step((out) => this.table.signalLeaders(signal, this.nowMs, out));
    return this;
  }

  signalGroup(signal: SignalName, run = 1): this {
    this.step((out) => this.table.signalGroup(run, signal, this.nowMs, out));
    return this;
  }

  signalTree(signal: SignalName, ...runs: readonly number[]): this {
    const tree = runs.length === 0 ? [1] : runs;
    this.step((out) => this.table.signalTree(tree, signal, this.nowMs, out));
    return this;
  }

  powerOff(): this {
    this.step((out) => this.table.powerOff(this.nowMs, out));
    return this;
  }

  /** Fires every timer up to a time, and leaves the clock there. */
  advanceTo(untilMs: number): this {
    for (let next = this.timers[0]; next !== undefined; next = this.timers[0]) {
      if (next.atMs > untilMs) break;
      this.timers.shift();
      this.nowMs = next.atMs;
      this.timersFired += 1;
      const { subject: pid, timer } = next;
      this.step((out) => this.table.timer({ pid, timer }, this.nowMs, out));
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
    return this;
  }

  /** Fires timers until there are none. */
  finish(): this {
    for (let next = this.timers[0]; next !== undefined; next = this.timers[0]) {
      this.advanceTo(next.atMs);
    }
    return this;
  }

  /** A second node that goes on from here. */
  clone(): VirtualNode {
    const copy = new VirtualNode({}, this.table.clone(), [...this.timers]);
    copy.nowMs = this.nowMs;
    return copy;
  }

  get pendingTimers(): number {
    return this.timers.length;
  }

  /** What a run has written to a stream. */
  output(stream: "stdout" | "stderr", run = 1): string {
    return this.events
      .filter((entry) => entry.run === run)
      .map(({ event }) =>
        event.type === "process.output" && event.stream === stream ? event.bytes : "",
      )
      .join("");
  }

  /** When, and with what, the first event of a type came. */
  first<Type extends ProcessEvent["type"]>(
    type: Type,
    run = 1,
  ): (ProcessEvent & { type: Type } & { atMs: number }) | undefined {
    const found = this.events.find((entry) => entry.run === run && entry.event.type === type);
    if (found === undefined) return undefined;
    return { ...(found.event as ProcessEvent & { type: Type }), atMs: found.atMs };
  }

  private step(call: (out: Effects<ProcessTableEffect>) => void): void {
    const out = new Effects<ProcessTableEffect>(false);
    call(out);
    for (const effect of out.list) {
      if (effect.type === "reportProcess") {
        this.events.push({ atMs: this.nowMs, run: effect.run, event: effect.event });
      } else if (effect.type === "stopTimer") {
        const { subject, timer } = effect;
        this.timers = this.timers.filter((one) => one.subject !== subject || one.timer !== timer);
      } else if (effect.type === "startTimer") {
        const atMs = this.nowMs + effect.minMs;
        const index = this.timers.findIndex((timer) => timer.atMs > atMs);
        const at = index < 0 ? this.timers.length : index;
        this.timers.splice(at, 0, { atMs, subject: effect.subject, timer: effect.timer });
      }
    }
  }
}

export function specOf(script: string): ProcessSpec {
  return {
    node: "i-0123456789abcdef0",
    commandId: "c",
    stepName: "s",
    script,
    workingDirectory: "",
    environment: { HOME: "/root" },
  };
}

/** Runs one script to its end. */
export function runScript(script: string, options: Partial<ProcessOptions> = {}): VirtualNode {
  return new VirtualNode(options).start(script).finish();
}
