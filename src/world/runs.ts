/**
 * The runs of a host: each start of a step's script, simulated or real, from start to last gasp.
 *
 * A run is known by a number. It belongs to a command until its worker is done; from then on what
 * lives of it has escaped. Simulated processes live in their node's table, on the kernel's time;
 * real ones are the port's. Nothing in here knows a worker: news goes out by `report`.
 */
import { Effects } from "../kernel/effect.ts";
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ProcessTableEffect } from "../process/process-effect.ts";
import type { ProcessEvent, ProcessListing, ProcessSpec } from "../process/process-event.ts";
import { PROCESS_OPTIONS } from "../process/process-options.ts";
import { ProcessTable } from "../process/process-table.ts";
import type { ProcessTimer } from "../process/process-table.ts";
import type { RunBehaviours } from "../process/run-behaviours.ts";
import type { SignalName } from "../process/signals.ts";
import type { ProcessPort } from "./host-ports.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Places } from "./places.ts";
import { processFact } from "./process-fact.ts";
import { Written } from "./written.ts";

/** A run that is kept until nothing of it is alive. */
export interface Run {
  readonly number: number;
  readonly node: ManagedNode;
  readonly commandId: string;
  readonly stepName: string;
  /** Its worker is done with it: what is alive now has escaped. */
  over: boolean;
  /** That something has escaped stands in the trace. */
  escaped: boolean;
  /** While somebody has read the trace since its start. */
  readonly written: Written | undefined;
}

/** What runs need of their host. */
export interface RunsHost {
  /** The kernel's owner of a node's process table. */
  processes(node: ManagedNode): number;
  report(run: number, node: ManagedNode, event: ProcessEvent): void;
  /** What a run of a command is made to do that starts now; undefined: nothing. */
  behaviours(node: string, command: string): RunBehaviours | undefined;
}

const NO_RUNS: readonly Run[] = [];

export class Runs {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly real: ProcessPort | undefined;
  private readonly host: RunsHost;
  private readonly byNumber = new Map<number, Run>();
  /** By the index of the node, in order of numbers; only nodes that have any stand in it. */
  private readonly byNode = new Map<number, Run[]>();
  private next = 1;

  constructor(kernel: Kernel, trace: Trace, real: ProcessPort | undefined, host: RunsHost) {
    this.kernel = kernel;
    this.trace = trace;
    this.real = real;
    this.host = host;
  }

  /** A number that no run and no worker of the host has had. */
  takeNumber(): number {
    this.next += 1;
    return this.next - 1;
  }

  /** Starts a step's script; answers the run's number. */
  start(node: ManagedNode, spec: ProcessSpec): number {
    const number = this.takeNumber();
    const { commandId, stepName } = spec;
    const written = this.trace.enabled ? new Written() : undefined;
    this.add({ number, node, commandId, stepName, over: false, escaped: false, written });
    if (this.real !== undefined) this.real.start(number, spec);
    else {
      node.processes ??= new ProcessTable(PROCESS_OPTIONS);
      const effects = this.collector();
      const behaviours = this.host.behaviours(node.id, commandId);
      node.processes.start({ run: number, spec, behaviours }, this.kernel.nowMs, effects);
      this.carryOut(node, effects);
    }
    return number;
  }

  signal(node: ManagedNode, run: number, signal: "SIGKILL" | "SIGTERM"): void {
    if (this.real !== undefined) this.real.signalGroup(run, signal);
    else {
      const effects = this.collector();
      node.processes?.signalGroup(run, signal, this.kernel.nowMs, effects);
      this.carryOut(node, effects);
    }
  }

  /** Signals all that lives of a command's runs; the last one's worker is answered. */
  signalTree(node: ManagedNode, runs: readonly number[], signal: "SIGKILL" | "SIGTERM"): void {
    if (this.real !== undefined) this.real.signalTree(runs, signal);
    else {
      const effects = this.collector();
      node.processes?.signalTree(runs, signal, this.kernel.nowMs, effects);
      this.carryOut(node, effects);
    }
  }

  /** Looks for what lives of a command's runs; the last one's worker is answered. */
  findSurvivors(node: ManagedNode, runs: readonly number[]): void {
    if (this.real !== undefined) this.real.findSurvivors(runs);
    else {
      const pids = node.processes?.living(runs) ?? [];
      this.event(runs.at(-1) ?? 0, { type: "process.survivors", pids });
    }
  }

  /** Ends what lives of a command whose worker is gone: nobody else could. */
  killOrphans(node: ManagedNode, commandId: string): void {
    const orphans = this.runsOf(node).filter((run) => run.over && run.commandId === commandId);
    const numbers = orphans.map((run) => run.number);
    if (numbers.length > 0) this.signalTree(node, numbers, "SIGKILL");
  }

  /** Signals the leading process of every live run of a node, from outside of its agent. */
  signalLeaders(node: ManagedNode, signal: SignalName): void {
    if (this.real !== undefined) {
      for (const { number } of this.runsOf(node)) this.real.signalLeader(number, signal);
      return;
    }
    const effects = this.collector();
    node.processes?.signalLeaders(signal, this.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  timer(node: ManagedNode, fired: ProcessTimer): void {
    const effects = this.collector();
    node.processes?.timer(fired, this.kernel.nowMs, effects);
    this.carryOut(node, effects);
  }

  /** The worker of a run is done: says what has escaped, and forgets the run if nothing has. */
  end(node: ManagedNode, number: number): void {
    const run = this.byNumber.get(number);
    if (run === undefined) return;
    run.over = true;
    if (this.real !== undefined) {
      this.real.runEnded(number);
      return;
    }
    const { processes } = node;
    if (processes === undefined || processes.survivors(number) === 0) {
      this.forget(number);
      return;
    }
    const survivors = processes.list().filter((live) => live.run === number);
    this.escaped(
      number,
      survivors.map((live) => live.pid),
    );
  }

  /** Writes down that processes of a run live on although it is over. */
  escaped(number: number, pids: readonly number[]): void {
    const run = this.byNumber.get(number);
    if (run === undefined || !this.trace.enabled) return;
    run.escaped = true;
    const dying = run.node.processes?.dying(number) ?? [];
    this.write({
      event: "process.escaped",
      node: run.node.id,
      command: run.commandId,
      pids: pids.map(String),
      ...(dying.length === 0 ? {} : { dying: dying.map(String) }),
    });
  }

  /** News of a process: traced, then passed on. */
  event(number: number, event: ProcessEvent): void {
    const run = this.byNumber.get(number);
    if (run === undefined) return;
    if (this.trace.enabled) this.writeNews(run, event);
    if (!run.over) this.host.report(number, run.node, event);
  }

  forget(number: number): void {
    const run = this.byNumber.get(number);
    if (run === undefined) return;
    run.node.processes?.forget(number);
    this.remove(run);
    if (!run.escaped || !this.trace.enabled) return;
    this.write({ event: "process.gone", node: run.node.id, command: run.commandId });
  }

  /** How many have a worker that is not done with them. */
  get count(): number {
    let count = 0;
    for (const run of this.byNumber.values()) if (!run.over) count += 1;
    return count;
  }

  /** How many are over, and nobody has said yet whether anything of them lives. */
  get unsettled(): number {
    let count = 0;
    for (const run of this.byNumber.values()) if (run.over && !run.escaped) count += 1;
    return count;
  }

  /** The live simulated processes of a node. */
  list(node: ManagedNode): ProcessListing[] {
    return (node.processes?.list() ?? []).map((live) => {
      const run = this.byNumber.get(live.run);
      return {
        node: node.id,
        command: run?.commandId ?? "",
        pid: live.pid,
        args: live.args,
        startedMs: live.startedMs,
        escaped: run?.over ?? true,
        containment: "simulated",
      };
    });
  }

  /** Everything on a node ends at once, and no one hears of it. */
  powerOff(node: ManagedNode): void {
    for (const run of this.runsOf(node)) this.remove(run);
    this.real?.stopNode(node.id);
    if (node.processes === undefined) return;
    const effects = this.collector();
    node.processes.powerOff(this.kernel.nowMs, effects);
    node.processes = undefined;
    this.carryOut(node, effects);
  }

  /** Takes over the runs of another host, whose machines stand at the same places here. */
  adopt(other: Runs, places: Places): void {
    this.next = other.next;
    for (const run of other.byNumber.values()) {
      const node = places.at(run.node.index);
      if (node === undefined) continue;
      this.add({ ...run, node, written: run.written && new Written(run.written) });
    }
  }

  private collector(): Effects<ProcessTableEffect> {
    return new Effects(this.trace.enabled);
  }

  /** Does what a node's process table has asked for. */
  private carryOut(node: ManagedNode, effects: Effects<ProcessTableEffect>): void {
    const owner = this.host.processes(node);
    for (const effect of effects.list) {
      if (effect.type === "startTimer") this.kernel.startTimer(owner, effect, node.prng);
      else if (effect.type === "stopTimer") this.kernel.stopTimer(owner, effect);
      else if (effect.type === "reportProcess") this.event(effect.run, effect.event);
      else this.trace.write(this.kernel.nowMs, "process", effect.event);
    }
    this.sweep(node);
  }

  /** Runs that are over are kept only while something of them is alive. */
  private sweep(node: ManagedNode): void {
    for (const run of this.runsOf(node)) {
      if (run.over && node.processes?.survivors(run.number) === 0) this.forget(run.number);
    }
  }

  private runsOf(node: ManagedNode): readonly Run[] {
    return this.byNode.get(node.index) ?? NO_RUNS;
  }

  private add(run: Run): void {
    this.byNumber.set(run.number, run);
    const runs = this.byNode.get(run.node.index);
    if (runs === undefined) this.byNode.set(run.node.index, [run]);
    else runs.push(run);
  }

  private writeNews({ node, commandId, stepName, written }: Run, event: ProcessEvent): void {
    const who = { node: node.id, command: commandId, step: stepName };
    if (event.type === "process.output") {
      for (const fact of written?.take(event.stream, event.bytes) ?? []) {
        this.write({ ...fact, ...who });
      }
      return;
    }
    const fact = processFact(who, event);
    if (fact !== undefined) this.write(fact);
  }

  private write(fact: TraceFact): void {
    this.trace.write(this.kernel.nowMs, "process", fact);
  }

  /** Replaces the list of the node, which may be walked at this moment. */
  private remove(run: Run): void {
    this.byNumber.delete(run.number);
    const rest = this.runsOf(run.node).filter((other) => other !== run);
    if (rest.length === 0) this.byNode.delete(run.node.index);
    else this.byNode.set(run.node.index, rest);
  }
}
