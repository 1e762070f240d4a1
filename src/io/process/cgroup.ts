/**
 * Containment by a cgroup (version 2) a run: membership is inherited and can not be shaken off.
 *
 * Layout below a cgroup we may write to: `fleetsim-<token>/<node>-<n>/<run>`; n tells a node's
 * lives apart, so that a stop and the next start do not meet. `cgroup.kill` ends a whole subtree
 * at once; kernels before 5.14 lack it, and there its processes are killed until none is left.
 * Only root, or the owner of a delegated cgroup, can use this.
 */
import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Containment } from "./containment.ts";
import type { Ledger } from "./ledger.ts";
import { readProcess, type ProcessStat } from "./process-table.ts";
import type { Run } from "./run.ts";
import { harmlessSegment } from "./scratch.ts";
import { signalProcess } from "./signal.ts";

const LOOK_AGAIN_MS = 10;
const LOOKS_MAX = 150;

export class Cgroups implements Containment {
  readonly kind = "cgroup";
  readonly #root: string;
  readonly #ledger: Ledger;
  readonly #nodes = new Map<string, string>();
  readonly #runs = new Map<Run, string>();
  #count = 0;

  /** `parent` is a writable cgroup. */
  constructor({ parent, ledger, token }: { parent: string; ledger: Ledger; token: string }) {
    this.#root = path.join(parent, `fleetsim-${token}`);
    this.#ledger = ledger;
  }

  enter(run: Run): Promise<readonly string[]> {
    const { node } = run.spec;
    this.#count += 1;
    const folder = this.#nodes.get(node) ?? `${harmlessSegment(node)}-${this.#count}`;
    this.#nodes.set(node, folder);
    const group = path.join(this.#root, folder, String(run.number));
    this.#ledger.write(path.basename(this.#root), { kind: "cgroup", path: this.#root });
    mkdirSync(group, { recursive: true });
    this.#runs.set(run, group);
    return Promise.resolve([]);
  }

  admit(run: Run, wrapperPid: number): number {
    const group = this.#runs.get(run);
    if (group === undefined) throw new Error("the node was stopped");
    writeFileSync(path.join(group, "cgroup.procs"), String(wrapperPid));
    return wrapperPid;
  }

  members(runs: readonly Run[]): ReadonlyMap<Run, readonly ProcessStat[]> {
    return new Map(
      runs.map((run) => {
        const group = this.#runs.get(run);
        return [run, group === undefined ? [] : listCgroup(group)];
      }),
    );
  }

  async endNode(node: string, runs: readonly Run[]): Promise<void> {
    const folder = this.#nodes.get(node);
    if (folder === undefined) return;
    this.#nodes.delete(node);
    for (const run of runs) this.#runs.delete(run);
    await endCgroup(path.join(this.#root, folder));
    this.#removeRoot();
  }

  /** Takes the run's cgroup away; the node's and the root go with the last one in them. */
  forget(run: Run): void {
    const group = this.#runs.get(run);
    if (group !== undefined) removeCgroup(group);
    this.#runs.delete(run);
  }

  #removeRoot(): void {
    if (this.#nodes.size > 0 || !removeCgroup(this.#root)) return;
    this.#ledger.erase(path.basename(this.#root));
  }
}

/** The live processes of a cgroup and of those below it. */
export function listCgroup(group: string): ProcessStat[] {
  return [group, ...subgroups(group)].flatMap((each) => {
    const pids = readLines(path.join(each, "cgroup.procs")).map(Number);
    return pids.flatMap((pid) => readProcess(pid) ?? []);
  });
}

/**
 * Ends every process of a cgroup and those below it, then removes them all.
 *
 * Errors: throws when processes remain after 1.5 s.
 */
export async function endCgroup(group: string): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const found = listCgroup(group);
    if (found.length === 0 && removeCgroup(group)) return;
    if (!killCgroup(group)) for (const process of found) signalProcess(process, "SIGKILL");
    await delay(LOOK_AGAIN_MS);
  }
  throw new Error(`processes in ${group} outlive ${LOOKS_MAX} rounds of SIGKILL`);
}

/** False on kernels that have no `cgroup.kill`. */
export function killCgroup(group: string): boolean {
  try {
    writeFileSync(path.join(group, "cgroup.kill"), "1", { flag: "r+" });
    return true;
  } catch {
    return false; // Expected: no such file before Linux 5.14, or the cgroup is gone already.
  }
}

/** True when the cgroup and all below it are gone. */
function removeCgroup(group: string): boolean {
  try {
    for (const each of subgroups(group).toReversed()) rmdirSync(each);
    rmdirSync(group);
    return true;
  } catch (error) {
    // Expected: EBUSY while a process in it is still being torn down.
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** The cgroups below, each before those below itself. */
function subgroups(group: string): string[] {
  try {
    const entries = readdirSync(group, { withFileTypes: true });
    const below = entries.filter((entry) => entry.isDirectory());
    return below.flatMap(({ name }) => {
      const child = path.join(group, name);
      return [child, ...subgroups(child)];
    });
  } catch {
    return []; // Expected: it was removed meanwhile.
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "latin1").split("\n").filter(Boolean);
  } catch {
    return []; // Expected: the cgroup was removed meanwhile.
  }
}
