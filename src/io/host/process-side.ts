/**
 * Where a host's processes run: in its core's simulated tables, or for real on this machine.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ProcessListing } from "../../process/process-event.ts";
import type { ProcessPort } from "../../world/host-ports.ts";
import type { RealProgram } from "../../process/real-program.ts";
import { writePrograms } from "../process/programs.ts";
import { RealProcesses } from "../process/real-processes.ts";
import type { HostCore } from "./host-core.ts";

export interface ProcessSide {
  /** Undefined when the core simulates them. */
  readonly port: ProcessPort | undefined;
  /** Which containment of real processes is in force, and why. */
  readonly containment: string | undefined;
  list(): Promise<readonly ProcessListing[]>;
  /** Ends every process that was started here, escaped ones too; bounded in time. */
  endAll(): Promise<void>;
  /** Leaves nothing on disk that no later host needs. */
  close(): Promise<void>;
}

/** Time that the end of all processes may take: the whole host has 2 s to stop. */
const STOP_MS_MAX = 1_700;

/** Processes that exist in the core only. */
export function simulatedProcesses(core: HostCore): ProcessSide {
  return {
    port: undefined,
    containment: undefined,
    list: () => Promise.resolve(core.host.listProcesses()),
    endAll: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/**
 * Processes of this machine; what an earlier host left behind in the directory is ended first.
 *
 * Errors: rejects when no directory can be made.
 */
export async function realProcesses(
  core: HostCore,
  options: {
    readonly directory: string | undefined;
    readonly programs?: readonly RealProgram[] | undefined;
    readonly log: Logger;
  },
): Promise<ProcessSide> {
  const { log } = options;
  const isTemporary = options.directory === undefined;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "fleetsim-")));
  const path = writePrograms(directory, options.programs ?? []);
  const processes = new RealProcesses({
    directory,
    isTemporary,
    ...(path === undefined ? {} : { path }),
    log,
    nowMs: () => core.clock.nowMs(),
    report: (run, event) => core.enter(() => core.host.runs.event(run, event)),
    escaped: (run, pids) => core.enter(() => core.host.runs.escaped(run, pids)),
    gone: (run) => core.enter(() => core.host.runs.forget(run)),
  });
  await processes.sweep();
  const { kind, reason } = await processes.containment();
  return {
    port: {
      start: (run, spec) => processes.start(run, spec),
      signalGroup: (run, signal) => processes.signalGroup(run, signal as NodeJS.Signals),
      signalLeader: (run, signal) => processes.signalLeader(run, signal as NodeJS.Signals),
      signalTree: (runs, signal) => processes.killTree(runs, signal as NodeJS.Signals),
      findSurvivors: (runs) => processes.survivors(runs),
      runEnded: (run) => processes.runEnded(run),
      stopNode: (node) => void processes.stopNode(node),
    },
    containment: `${kind}: ${reason}`,
    list: () => processes.list(),
    endAll: async () => {
      const isDone = await Promise.race([
        processes.stopAll().then(() => true),
        new Promise<boolean>((resolve) => setTimeout(resolve, STOP_MS_MAX, false).unref()),
      ]);
      if (!isDone) log.error({}, "processes outlive the host: they could not be ended in time");
    },
    close: async () => {
      if (isTemporary) await rm(directory, { recursive: true, force: true });
    },
  };
}
