/**
 * The simulated processes of a host's nodes: a table a node, on the kernel's time.
 *
 * A node has no table before its first script starts, and loses it with its power.
 */
import { Effects } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ProcessTableEffect } from "../process/process-effect.ts";
import type { ProcessEvent } from "../process/process-event.ts";
import { PROCESS_OPTIONS } from "../process/process-options.ts";
import { ProcessTable } from "../process/process-table.ts";
import type { ProcessTimer } from "../process/process-table.ts";
import type { RunStart } from "../process/start-run.ts";
import type { SignalName } from "../process/signals.ts";
import type { ManagedNode } from "./managed-node.ts";

export interface ProcessTablesParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** The kernel's owner of a node's processes. */
  readonly ownerOf: (node: ManagedNode) => number;
  readonly report: (run: number, event: ProcessEvent) => void;
  /** Some processes of a node may be gone: what they have asked for is done. */
  readonly settled: (node: ManagedNode) => void;
}

export class ProcessTables {
  private readonly parts: ProcessTablesParts;

  constructor(parts: ProcessTablesParts) {
    this.parts = parts;
  }

  start(node: ManagedNode, run: RunStart): void {
    node.processes ??= new ProcessTable(PROCESS_OPTIONS);
    const effects = this.collector();
    node.processes.start(run, this.parts.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  /** Signals the process group of a run, which is answered. */
  signalGroup(node: ManagedNode, run: number, signal: SignalName): void {
    const effects = this.collector();
    node.processes?.signalGroup(run, signal, this.parts.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  /** Signals all that lives of several runs; the last of them is answered. */
  signalTree(node: ManagedNode, runs: readonly number[], signal: SignalName): void {
    const effects = this.collector();
    node.processes?.signalTree(runs, signal, this.parts.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  /** Signals the leader of every run of a node; nobody is answered. */
  signalLeaders(node: ManagedNode, signal: SignalName): void {
    const effects = this.collector();
    node.processes?.signalLeaders(signal, this.parts.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  timer(node: ManagedNode, fired: ProcessTimer): void {
    const effects = this.collector();
    node.processes?.timer(fired, this.parts.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  powerOff(node: ManagedNode): void {
    if (node.processes === undefined) return;
    const effects = this.collector();
    node.processes.powerOff(this.parts.kernel.nowMs, effects);
    node.processes = undefined;
    this.carryOut(node, effects);
  }

  private collector(): Effects<ProcessTableEffect> {
    return new Effects(this.parts.trace.enabled);
  }

  /** Does what a node's process table has asked for. */
  private carryOut(node: ManagedNode, effects: Effects<ProcessTableEffect>): void {
    const { kernel, trace, ownerOf, report, settled } = this.parts;
    const owner = ownerOf(node);
    for (const effect of effects.list) {
      if (effect.type === "startTimer") kernel.startTimer(owner, effect, node.prng);
      else if (effect.type === "stopTimer") kernel.stopTimer(owner, effect);
      else if (effect.type === "reportProcess") report(effect.run, effect.event);
      else trace.write(kernel.nowMs, "process", effect.event);
    }
    settled(node);
  }
}
