/**
 * Real processes of managed nodes: starts scripts, signals them, and loses sight of none.
 *
 * One object a host. It starts each step's script as the agent does, reports what becomes of it
 * in the order the contract of ProcessEvent asks for, and contains it as well as the machine
 * allows (see detect-containment.ts). Reports never come during a call. No method throws or
 * rejects: what goes wrong is reported as `process.failed` or logged. The owner calls `sweep`
 * before the first start, `runEnded` for every run that began, and `stopAll` at the end.
 */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ProcessEvent, ProcessListing, ProcessSpec } from "../../process/process-event.ts";
import type { ContainmentKind } from "./containment.ts";
import { detectContainment, type ContainmentChoice } from "./detect-containment.ts";
import { EscapeWatch } from "./escape-watch.ts";
import { HostGuard } from "./host-guard.ts";
import { failureText, launchRun } from "./launch.ts";
import { Ledger, type LedgerEntry } from "./ledger.ts";
import { describeProcess } from "./listing.ts";
import { PipeMaker } from "./output-pipe.ts";
import type { ProcessStat } from "./process-table.ts";
import type { RealProcessesOptions } from "./real-processes-options.ts";
import { Run } from "./run.ts";
import { killRunTrees, signalRunGroup, signalRunLeader, survivorsOf } from "./signal-run.ts";
import { sweepLeftBehind } from "./sweep.ts";

/** More runs at a time are refused like a fork for which the system has no room. */
const RUNS_MAX = 4_096;
/** A stream is kept up to here; an agent reports far less (24,000 characters). */
const OUTPUT_BYTES_MAX = 1_048_576;
/** After the end of a node its runs' last events are waited for; a stranger may hold a pipe. */
const REPORT_MS_MAX = 500;
const NOBODY: ReadonlyMap<Run, readonly ProcessStat[]> = new Map();

export class RealProcesses {
  readonly #options: RealProcessesOptions;
  readonly #directory: string;
  readonly #mark: LedgerEntry;
  readonly #pipes: PipeMaker;
  readonly #token = randomBytes(8).toString("hex");
  readonly #ledger: Ledger;
  readonly #runs = new Map<number, Run>();
  readonly #nodes = new Set<string>();
  readonly #watch: EscapeWatch;
  #detecting: Promise<ContainmentChoice> | undefined;
  #choice: ContainmentChoice | undefined;
  #guard: HostGuard | undefined;

  constructor(options: RealProcessesOptions) {
    this.#options = options;
    this.#directory = path.resolve(options.directory);
    const pipes = path.join(this.#directory, ".fleetsim", "pipes");
    this.#pipes = new PipeMaker({ folder: pipes, token: this.#token });
    this.#mark = { kind: "marker", token: this.#token, pipes };
    this.#ledger = new Ledger(this.#directory);
    this.#watch = new EscapeWatch(() => this.#membersByRun(), {
      escaped: (run, pids) => this.#call(() => options.escaped?.(run.number, pids)),
      ended: (run) => this.#forget(run),
    });
  }

  /** Which containment is in force, and why no better one; tries them out on the first call. */
  async containment(): Promise<{ kind: ContainmentKind | "none"; reason: string }> {
    const { containment, reason } = await this.#detect();
    return { kind: containment?.kind ?? "none", reason };
  }

  /** Starts a step's script; `run` is a number not in use. */
  start(run: number, spec: ProcessSpec): void {
    const started = new Run(run, spec, this.#token);
    if (this.#runs.has(run) || this.#runs.size >= RUNS_MAX) {
      const message = "fork/exec /bin/sh: resource temporarily unavailable";
      queueMicrotask(() => this.#report(run, { type: "process.failed", message }));
      return;
    }
    this.#runs.set(run, started);
    this.#nodes.add(spec.node);
    started.launched = this.#launch(started);
  }

  /** Signals the process group of the run's leader; answered by `process.signalled`. */
  signalGroup(run: number, signal: NodeJS.Signals): void {
    void this.#whenLaunched(run, (found) => {
      const isDelivered = found !== undefined && signalRunGroup(found, signal, this.#membersOf);
      this.#report(run, { type: "process.signalled", signal, delivered: isDelivered });
    });
  }

  /** Signals a run's leader alone, as anybody on the machine could; nobody is told. */
  signalLeader(run: number, signal: NodeJS.Signals): void {
    void this.#whenLaunched(run, (found) => {
      if (found !== undefined) signalRunLeader(found, signal);
    });
  }

  /**
   * Signals every process of the runs, in whatever group; the last one gets `process.signalled`.
   *
   * With SIGKILL it goes on, for at most a second, until none is left.
   */
  killTree(runs: readonly number[], signal: NodeJS.Signals): void {
    this.#withTrees(runs, (trees, tell) => killRunTrees(trees, signal, this.#membersOf, tell));
  }

  /** Looks for what lives of the runs; the last one gets `process.survivors`. */
  survivors(runs: readonly number[]): void {
    this.#withTrees(runs, (trees, tell) => {
      tell({ type: "process.survivors", pids: survivorsOf(trees, this.#membersOf) });
    });
  }

  /** The caller's word that nothing of it should live: told as `gone`, or as `escaped`. */
  runEnded(run: number): void {
    void this.#whenLaunched(run, (found) => {
      if (found === undefined) {
        this.#gone(run);
        return;
      }
      found.isOver = true;
      this.#watch.add(found);
    });
  }

  /** Every live process that a run of this host started, directly or not. */
  async list(): Promise<ProcessListing[]> {
    const { containment } = await this.#detect();
    const nowMs = this.#options.nowMs();
    const place = { nowMs, containment: containment?.kind ?? "none" };
    return [...this.#membersByRun()].flatMap(([run, members]) =>
      members.map((member) => describeProcess(member, { run, ...place })),
    );
  }

  /** Ends every process of a node at once; resolves when none is left and their end is reported. */
  async stopNode(node: string): Promise<void> {
    const runs = [...this.#runs.values()].filter((run) => run.spec.node === node);
    for (const run of runs) run.isStopped = true;
    this.#nodes.delete(node);
    try {
      await this.#choice?.containment?.endNode(node, runs);
    } catch (error) {
      this.#nodes.add(node);
      this.#options.log.error({ node, error }, "processes of a stopped node live on");
      return;
    }
    await Promise.all(runs.map((run) => run.launched));
    const ended = runs.filter((run) => run.isStarted).map((run) => run.ended);
    await Promise.race([Promise.all(ended), delay(REPORT_MS_MAX, undefined, { ref: false })]);
    for (const run of runs) {
      run.dropOutput();
      this.#forget(run);
    }
  }

  /** Ends every process that was ever started here, escaped ones too; new starts are possible. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#nodes].map((node) => this.stopNode(node)));
    await this.#pipes.clear();
    if (this.#runs.size > 0) return;
    this.#ledger.erase(this.#token);
    this.#guard?.end();
    this.#guard = undefined;
  }

  /** Ends what hosts that were killed left behind in this directory; returns how many processes. */
  sweep(): Promise<number> {
    return sweepLeftBehind(this.#ledger, this.#options.log);
  }

  /** To be called before anything is started that could be left behind. */
  #keepGuard(): void {
    const { isTemporary = false } = this.#options;
    this.#guard ??= new HostGuard({ directory: this.#directory, isTemporary });
  }

  #detect(): Promise<ContainmentChoice> {
    if (this.#detecting === undefined) this.#keepGuard();
    this.#detecting ??= detectContainment({
      ledger: this.#ledger,
      token: this.#token,
      forced: this.#options.containment,
    }).then((choice) => {
      this.#choice = choice;
      this.#options.log.info({ reason: choice.reason }, "containment of real processes");
      return choice;
    });
    return this.#detecting;
  }

  async #launch(run: Run): Promise<void> {
    this.#keepGuard();
    try {
      const { containment, reason } = await this.#detect();
      if (containment === undefined) throw new Error(reason);
      if (run.isStopped) throw new Error("the node was stopped");
      // Marks are in every environment, whatever the containment: a sweep looks for them too.
      this.#ledger.write(this.#token, this.#mark);
      await launchRun(run, {
        containment,
        directory: this.#directory,
        path: this.#options.path,
        pipes: this.#pipes,
        outputBytesMax: this.#options.outputBytesMax ?? OUTPUT_BYTES_MAX,
        report: (event) => this.#report(run.number, event),
        dropped: (bytes) =>
          this.#options.log.warn({ run: run.number, bytes }, "output past the bound was dropped"),
      });
    } catch (error) {
      this.#forget(run);
      this.#options.log.warn({ run: run.number, error }, "a script could not be started");
      this.#report(run.number, { type: "process.failed", message: failureText(error) });
    }
  }

  /** Calls `action` once it is decided whether the run started; without a run if it did not. */
  async #whenLaunched(
    number: number,
    action: (run: Run | undefined) => void | Promise<void>,
  ): Promise<void> {
    const run = this.#runs.get(number);
    await run?.launched;
    try {
      await action(run?.isStarted === true ? run : undefined);
    } catch (error) {
      this.#options.log.error({ run: number, error }, "processes of a run can not be handled");
    }
  }

  #withTrees(
    numbers: readonly number[],
    action: (runs: readonly Run[], tell: (event: ProcessEvent) => void) => void | Promise<void>,
  ): void {
    const last = numbers.at(-1) ?? 0;
    void this.#whenLaunched(last, () => {
      const runs = numbers.flatMap((number) => this.#runs.get(number) ?? []);
      const started = runs.filter((run) => run.isStarted);
      return action(started, (event) => this.#report(last, event));
    });
  }

  #membersByRun(): ReadonlyMap<Run, readonly ProcessStat[]> {
    return this.#choice?.containment?.members([...this.#runs.values()]) ?? NOBODY;
  }

  readonly #membersOf = (run: Run): readonly ProcessStat[] => this.#membersByRun().get(run) ?? [];

  #forget(run: Run): void {
    this.#watch.remove(run);
    this.#runs.delete(run.number);
    this.#choice?.containment?.forget(run);
    if (run.isOver) this.#gone(run.number);
  }

  #gone(run: number): void {
    this.#call(() => this.#options.gone?.(run));
  }

  #report(run: number, event: ProcessEvent): void {
    this.#call(() => this.#options.report(run, event));
  }

  /** A listener that throws must not end the host, nor pass for a script that did not start. */
  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.log.error({ error }, "a listener to real processes threw");
    }
  }
}
