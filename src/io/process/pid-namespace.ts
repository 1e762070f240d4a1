/**
 * Containment by a PID namespace a node: killing its init ends every process in it, exactly.
 *
 * The init is a shell that adopts and reaps what scripts leave behind. It waits for a program that
 * reads from this host and gets nothing but the end: when the host is gone, however it died, the
 * init ends, and the kernel ends everything else in the namespace.
 * `unshare` waits outside for the init, `nsenter` outside for each leader, and passes on how it
 * ended, signals included. Inside, /proc shows the node's own processes and the init as pid 1;
 * from outside the same processes have ordinary pids, and those are the ones used here. Mounts
 * made by scripts are the node's own as well. Without root a user namespace gives the rights.
 */
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { attribute } from "./attribution.ts";
import type { Containment } from "./containment.ts";
import { startGate, type Gate } from "./gate.ts";
import type { Ledger } from "./ledger.ts";
import * as table from "./process-table.ts";
import type { ProcessIdentity, ProcessStat } from "./process-table.ts";
import type { Run } from "./run.ts";
import { signalProcess } from "./signal.ts";

/** The tools by absolute path, with the options that name the kinds of namespaces. */
export interface NamespaceTools {
  readonly unshare: readonly string[];
  readonly nsenter: readonly string[];
  readonly setsid: string;
}

interface Namespace {
  readonly init: ProcessIdentity;
  readonly link: string;
  /** The group of the init and its reader: they are no processes of the node's scripts. */
  readonly ownGroup: number;
  readonly ended: Promise<void>;
}

/**
 * The shell reaps the orphans that it adopted while it waits for its reader. A script may kill the
 * reader, which tells nothing of the host: then another one reads.
 */
const INIT_SCRIPT = "exec <&3 3<&- >/dev/null 2>&1; while cat; [ $? -gt 128 ]; do :; done";
const END_MS_MAX = 1_800;

export class PidNamespaces implements Containment {
  readonly kind = "pid-namespace";
  readonly #tools: NamespaceTools;
  readonly #ledger: Ledger;
  readonly #token: string;
  readonly #opening = new Map<string, Promise<Namespace>>();
  readonly #open = new Map<string, Namespace>();
  #count = 0;

  constructor({ tools, ledger, token }: { tools: NamespaceTools; ledger: Ledger; token: string }) {
    this.#tools = tools;
    this.#ledger = ledger;
    this.#token = token;
  }

  async enter(run: Run): Promise<readonly string[]> {
    const { node } = run.spec;
    let opening = this.#opening.get(node);
    if (opening === undefined) {
      opening = this.#openNamespace(node);
      this.#opening.set(node, opening);
      // A namespace that could not be opened is tried again by the next run.
      opening.catch(() => this.#drop(node, opening));
    }
    const { init } = await opening;
    return [...this.#tools.nsenter, "--target", String(init.pid), this.#tools.setsid];
  }

  /** The leader is the wrapper's only child; the namespace is checked, as pids are used again. */
  admit(run: Run, wrapperPid: number): number {
    const [leader] = table.childrenOf(wrapperPid);
    const link = this.#open.get(run.spec.node)?.link;
    if (leader === undefined || link === undefined || table.pidNamespaceOf(leader) !== link) {
      throw new Error("the PID namespace of the node has ended");
    }
    return leader;
  }

  members(runs: readonly Run[]): ReadonlyMap<Run, readonly ProcessStat[]> {
    const processes = table.listProcesses();
    const links = new Map(processes.map(({ pid }) => [pid, table.pidNamespaceOf(pid)]));
    const members = new Map<Run, readonly ProcessStat[]>(runs.map((run) => [run, []]));
    for (const [node, { link, ownGroup }] of this.#open) {
      const inside = processes.filter(
        ({ pid, group }) => group !== ownGroup && links.get(pid) === link,
      );
      const ofNode = runs.filter((run) => run.spec.node === node);
      const found = attribute(inside, ofNode, { isClosedWorld: true });
      for (const [run, processesOfRun] of found) members.set(run, processesOfRun);
    }
    return members;
  }

  async endNode(node: string, runs: readonly Run[]): Promise<void> {
    const opening = this.#opening.get(node);
    if (opening === undefined) return;
    // Expected: an opening that failed has told so to the runs that asked for it.
    const namespace = await opening.catch(() => undefined);
    this.#drop(node, opening);
    if (namespace === undefined) return;
    signalProcess(namespace.init, "SIGKILL");
    // A wrapper stops together with its script, and would then never take in its end.
    for (const run of runs) run.wrapper?.kill("SIGCONT");
    const stop = new AbortController();
    const late = delay(END_MS_MAX, true, { signal: stop.signal }).catch(() => false);
    const isLate = await Promise.race([namespace.ended.then(() => false), late]);
    stop.abort();
    if (isLate) throw new Error(`a process of ${node} does not end within ${END_MS_MAX} ms`);
  }

  forget(_run: Run): void {
    // Nothing is kept for a single run: the namespace is the node's.
  }

  async #openNamespace(node: string): Promise<Namespace> {
    this.#count += 1;
    const name = `${this.#token}-namespace-${this.#count}`;
    const gate = await startInit(this.#tools);
    const [pid] = (await gate.ready) ? table.childrenOf(gate.wrapperPid) : [];
    const init = pid === undefined ? undefined : table.readProcess(pid);
    const link = pid === undefined ? undefined : table.pidNamespaceOf(pid);
    if (init === undefined || link === undefined || link === table.pidNamespaceOf(process.pid)) {
      gate.refuse();
      throw new Error(gate.complaint() || "no PID namespace came into being");
    }
    this.#ledger.write(name, { kind: "pid-namespace", init });
    const ended = once(gate.wrapper, "exit").then(() => {
      signalProcess(init, "SIGKILL"); // In case someone killed unshare alone.
      this.#drop(node, this.#opening.get(node), init);
      this.#ledger.erase(name);
    });
    const namespace = { init, link, ownGroup: gate.wrapperPid, ended };
    this.#open.set(node, namespace);
    gate.open();
    return namespace;
  }

  /** Forgets the namespace of a node, unless another one has taken its place. */
  #drop(node: string, opening: Promise<Namespace> | undefined, init?: ProcessIdentity): void {
    if (init !== undefined && this.#open.get(node)?.init !== init) return;
    if (this.#opening.get(node) !== opening) return;
    this.#opening.delete(node);
    this.#open.delete(node);
  }
}

/** The init is made without the host's environment: nothing it holds can leak into a node. */
function startInit(tools: NamespaceTools): Promise<Gate> {
  return startGate({
    prefix: tools.unshare,
    folder: "/",
    command: ["/bin/sh", "-c", INIT_SCRIPT],
    environment: { PATH: "/usr/bin:/bin" },
    output: { stdout: "ignore", stderr: "pipe" },
    isTethered: true,
  });
}
