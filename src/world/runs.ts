/**
 * The runs of a host: each start of a step's script, simulated or real, from start to last gasp.
 *
 * A run is known by a number. It belongs to a command until its worker is done; from then on what
 * lives of it has escaped. Simulated processes live in their node's table, on the kernel's time;
 * real ones are the port's. Nothing in here knows a worker: news goes out by `report`.
 */
import type { TraceFact } from "../kernel/effect.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Trace } from "../kernel/trace.ts";
import type { ProcessEvent, ProcessListing, ProcessSpec } from "../process/process-event.ts";
import type { ProcessTimer } from "../process/process-table.ts";
import type { RunBehaviours } from "../process/run-behaviours.ts";
import type { SignalName } from "../process/signals.ts";
import type { ProcessPort } from "./host-ports.ts";
import type { ManagedNode } from "./managed-node.ts";
import type { Places } from "./places.ts";
import { processFact } from "./process-fact.ts";
import { ProcessTables } from "./process-tables.ts";
import { RunRegister } from "./run-register.ts";
import type { Run } from "./run-register.ts";
import { Written } from "./written.ts";

/** What runs need of their host. */
export interface RunsHost {
  /** The kernel's owner of a node's process table. */
  processes(node: ManagedNode): number;
  report(run: number, node: ManagedNode, event: ProcessEvent): void;
  /** What a run of a command is made to do that starts now; undefined: nothing. */
  behaviours(node: string, command: string): RunBehaviours | undefined;
}

export class Runs {
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly real: ProcessPort | undefined;
  private readonly host: RunsHost;
  private readonly register = new RunRegister();
  private readonly simulated: ProcessTables;

  constructor(kernel: Kernel, trace: Trace, real: ProcessPort | undefined, host: RunsHost) {
    this.kernel = kernel;
    this.trace = trace;
    this.real = real;
    this.host = host;
    this.simulated = new ProcessTables({
      ...{ kernel, trace },
      ownerOf: (node) => host.processes(node),
      report: (run, event) => this.event(run, event),
      settled: (node) => this.sweep(node),
    });
  }

  /** A number that no run and no worker of the host has had. */
  takeNumber(): number {
    return this.register.takeNumber();
  }

  /** Starts a step's script; answers the run's number. */
  start(node: ManagedNode, spec: ProcessSpec): number {
    const number = this.takeNumber();
    const { commandId, stepName } = spec;
    const written = this.trace.enabled ? new Written() : undefined;
    this.register.add({ number, node, commandId, stepName, over: false, escaped: false, written });
    if (this.real !== undefined) this.real.start(number, spec);
    else {
      const behaviours = this.host.behaviours(node.id, commandId);
      this.simulated.start(node, { run: number, spec, behaviours });
    }
    return number;
  }

  signal(node: ManagedNode, run: number, signal: "SIGKILL" | "SIGTERM"): void {
    if (this.real !== undefined) this.real.signalGroup(run, signal);
    else this.simulated.signalGroup(node, run, signal);
  }

  /** Signals all that lives of a command's runs; the last one's worker is answered. */
  signalTree(node: ManagedNode, runs: readonly number[], signal: "SIGKILL" | "SIGTERM"): void {
    if (this.real !== undefined) this.real.signalTree(runs, signal);
    else this.simulated.signalTree(node, runs, signal);
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
    const orphans = this.register.of(node).filter((run) => run.over && run.commandId === commandId);
    const numbers = orphans.map((run) => run.number);
    if (numbers.length > 0) this.signalTree(node, numbers, "SIGKILL");
  }

  /** Signals the leading process of every live run of a node, from outside of its agent. */
  signalLeaders(node: ManagedNode, signal: SignalName): void {
    if (this.real !== undefined) {
      for (const { number } of this.register.of(node)) this.real.signalLeader(number, signal);
      return;
    }
    this.simulated.signalLeaders(node, signal);
  }

  timer(node: ManagedNode, fired: ProcessTimer): void {
    this.simulated.timer(node, fired);
  }

  /** The worker of a run is done: says what has escaped, and forgets the run if nothing has. */
  end(node: ManagedNode, number: number): void {
    const run = this.register.run(number);
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
    const run = this.register.run(number);
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
    const run = this.register.run(number);
    if (run === undefined) return;
    if (this.trace.enabled) this.writeNews(run, event);
    if (!run.over) this.host.report(number, run.node, event);
  }

  forget(number: number): void {
    const run = this.register.run(number);
    if (run === undefined) return;
    run.node.processes?.forget(number);
    this.register.remove(run);
    if (!run.escaped || !this.trace.enabled) return;
    this.write({ event: "process.gone", node: run.node.id, command: run.commandId });
  }

  /** How many have a worker that is not done with them. */
  get count(): number {
    return this.register.count;
  }

  /** How many are over, and nobody has said yet whether anything of them lives. */
  get unsettled(): number {
    return this.register.unsettled;
  }

  /** The live simulated processes of a node. */
  list(node: ManagedNode): ProcessListing[] {
    return (node.processes?.list() ?? []).map((live) => {
      const run = this.register.run(live.run);
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
    for (const run of this.register.of(node)) this.register.remove(run);
    this.real?.stopNode(node.id);
    this.simulated.powerOff(node);
  }

  /** Takes over the runs of another host, whose machines stand at the same places here. */
  adopt(other: Runs, places: Places): void {
    this.register.adopt(other.register, places);
  }

  /** Runs that are over are kept only while something of them is alive. */
  private sweep(node: ManagedNode): void {
    for (const run of this.register.of(node)) {
      if (run.over && node.processes?.survivors(run.number) === 0) this.forget(run.number);
    }
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
}
