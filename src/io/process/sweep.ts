/**
 * Ends what hosts that were killed left behind, by the entries of the ledger.
 *
 * An entry is acted upon only when the host that wrote it is gone and the machine has not been
 * booted since. A namespace's init and a group's leader are recognised by pid and start time, a
 * cgroup and a mark by a random token in their names: a stranger is never touched.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endCgroup, listCgroup } from "./cgroup.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";
import type { ProcessIdentity, ProcessStat } from "./process-table.ts";
import * as table from "./process-table.ts";
import type { RealProcessesOptions } from "./real-processes-options.ts";
import { MARK_VARIABLE } from "./run.ts";
import { signalProcess } from "./signal.ts";

const LOOK_AGAIN_MS = 10;
const LOOKS_MAX = 150;

/** Ends what the ledger says was left behind; returns how many processes. Never rejects. */
export async function sweepLeftBehind(
  ledger: Ledger,
  log: RealProcessesOptions["log"],
): Promise<number> {
  let count = 0;
  await ledger.takeOver(
    async (entry) => {
      count += await endLeftBehind(entry);
    },
    (error) => log.error({ error }, "processes left behind live on"),
  );
  if (count > 0) log.warn({ count }, "ended processes that a host left behind");
  return count;
}

/**
 * Ends the processes of one entry.
 *
 * Shape: entry -> how many processes of scripts lived and were ended.
 * Errors: throws when some outlive 1.5 s of SIGKILL.
 */
async function endLeftBehind(entry: LedgerEntry): Promise<number> {
  switch (entry.kind) {
    case "pid-namespace":
      return endNamespace(entry.init);
    case "cgroup": {
      const count = listCgroup(entry.path).length;
      if (existsSync(entry.path)) await endCgroup(entry.path);
      return count;
    }
    case "group":
      return endUntilGone(() => listGroup(entry.leader));
    case "marker": {
      const count = await endUntilGone(() => listMarked(entry));
      removeSparePipes(entry);
      return count;
    }
  }
}

async function endNamespace(init: ProcessIdentity): Promise<number> {
  if (!table.isAlive(init)) return 0;
  const link = table.pidNamespaceOf(init.pid);
  const ownGroup = table.readProcess(init.pid)?.group;
  const inside = table
    .listProcesses()
    .filter(({ pid, group }) => group !== ownGroup && table.pidNamespaceOf(pid) === link);
  await endUntilGone(() => (table.isAlive(init) ? [init] : []));
  return inside.length;
}

function listGroup(leader: ProcessIdentity): ProcessStat[] {
  // A group whose leader is gone may be a stranger's by now; the mark finds its members.
  if (!table.isAlive(leader)) return [];
  return table.listProcesses().filter(({ session }) => session === leader.pid);
}

function listMarked({ token, pipes }: { token: string; pipes: string }): ProcessStat[] {
  return table.listProcesses().filter(({ pid }) => {
    if (table.readVariable(pid, MARK_VARIABLE)?.startsWith(`${token}.`)) return true;
    return table.openPathsOf(pid).some((open) => open.startsWith(`${pipes}/${token}.`));
  });
}

function removeSparePipes({ token, pipes }: { token: string; pipes: string }): void {
  const names = existsSync(pipes) ? readdirSync(pipes) : [];
  for (const name of names.filter((each) => each.startsWith(token))) {
    rmSync(path.join(pipes, name), { force: true });
  }
}

/** Kills whoever `list` finds until it finds nobody; counts each process once. */
async function endUntilGone(list: () => readonly ProcessIdentity[]): Promise<number> {
  const ended = new Set<string>();
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const found = list();
    if (found.length === 0) return ended.size;
    for (const process of found) {
      ended.add(`${process.pid}@${process.startTicks}`);
      signalProcess(process, "SIGKILL");
    }
    await delay(LOOK_AGAIN_MS);
  }
  throw new Error(`processes outlive ${LOOKS_MAX} rounds of SIGKILL`);
}
