/**
 * The directories of live runs, one each, and what a run leaves behind whose process was killed.
 *
 * A name says whose it is: a process, by pid and start time, of a PID namespace. So a later run knows
 * of a directory that nobody needs any more, and ends what its ledger tells of.
 */
import { lstatSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ledger } from "../process/ledger.ts";
import { isAlive, pidNamespaceOf, readProcess } from "../process/process-table.ts";
import type { RealProcessesOptions } from "../process/real-processes-options.ts";
import { sweepLeftBehind } from "../process/sweep.ts";

const PREFIX = "fleetsim-live-";
const NAME = /^fleetsim-live-([0-9]+)-([0-9]+)-([0-9]+)-\w+$/;

/** Makes an empty one, which only its user may read. Errors: the system's. */
export function makeRunDirectory(): Promise<string> {
  const { pid } = process;
  const startTicks = readProcess(pid)?.startTicks ?? 0;
  return mkdtemp(path.join(tmpdir(), `${PREFIX}${ownNamespace()}-${pid}-${startTicks}-`));
}

/** Ends the processes of runs that were killed, and removes their directories. Never rejects. */
export async function sweepKilledRuns(log: RealProcessesOptions["log"]): Promise<void> {
  for (const directory of leftDirectories()) {
    await sweepLeftBehind(new Ledger(directory), log);
    // What could not be ended stays in the ledger, for the next one.
    if (new Ledger(directory).entries().length > 0) continue;
    await rm(directory, { recursive: true, force: true }).catch((error: unknown) => {
      log.warn({ directory, error }, "the directory of a run that was killed could not be removed");
    });
  }
}

/** Those of this user whose process is gone. */
function leftDirectories(): string[] {
  const temporary = tmpdir();
  return namesIn(temporary)
    .filter((name) => isLeft(name))
    .map((name) => path.join(temporary, name))
    .filter((directory) => isOwn(directory));
}

/** Of another PID namespace nobody can say here who is alive. */
function isLeft(name: string): boolean {
  const [, namespace, pid, startTicks] = NAME.exec(name) ?? [];
  if (namespace === undefined || namespace !== ownNamespace()) return false;
  return !isAlive({ pid: Number(pid), startTicks: Number(startTicks) });
}

/** A ledger is obeyed, so it must be nobody else's. */
function isOwn(directory: string): boolean {
  const stat = lstatSync(directory, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}

function ownNamespace(): string {
  return pidNamespaceOf(process.pid)?.replaceAll(/[^0-9]/g, "") ?? "";
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // Expected: it may be written to, and not be read.
  }
}
