/**
 * Finds the best containment this machine allows, by trying each, best first.
 *
 * Whether a namespace or a cgroup can be made depends on rights, kernel settings, seccomp filters
 * and installed tools; no look at the user id tells. So a probe process is really put in, ended
 * through the container, and has to be seen gone. Takes about 60 ms, once.
 */
import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import { Cgroups } from "./cgroup.ts";
import type { Containment, ContainmentKind } from "./containment.ts";
import type { Ledger } from "./ledger.ts";
import { Markers } from "./marker.ts";
import { PidNamespaces, type NamespaceTools } from "./pid-namespace.ts";
import { probeContainment } from "./probe.ts";
import { readProcess } from "./process-table.ts";

export interface ContainmentChoice {
  /** Undefined when none works; `reason` then says why. */
  readonly containment: Containment | undefined;
  /** Which one is in force and why no better one, in one line. */
  readonly reason: string;
}

export interface ContainmentOptions {
  readonly ledger: Ledger;
  readonly token: string;
  /** Only this one, works or not. */
  readonly forced: ContainmentKind | undefined;
}

const KINDS: readonly ContainmentKind[] = ["pid-namespace", "cgroup", "marker"];

/** Tries the kinds in turn; never throws. */
export async function detectContainment(options: ContainmentOptions): Promise<ContainmentChoice> {
  if (readProcess(process.pid) === undefined) {
    return { containment: undefined, reason: "real processes need /proc as Linux has it" };
  }
  const failures = new Map<string, string>();
  for (const kind of options.forced === undefined ? KINDS : [options.forced]) {
    for (const { name, make } of candidatesOf(kind)) {
      try {
        const containment = make(options);
        await probeContainment(containment, options.token);
        return { containment, reason: [name, ...describe(failures)].join("; ") };
      } catch (error) {
        failures.set(name, error instanceof Error ? error.message : String(error));
      }
    }
  }
  return { containment: undefined, reason: describe(failures).join("; ") };
}

function describe(failures: ReadonlyMap<string, string>): string[] {
  return [...failures].map(([name, message]) => `no ${name}: ${message}`);
}

interface Candidate {
  readonly name: string;
  readonly make: (options: ContainmentOptions) => Containment;
}

function candidatesOf(kind: ContainmentKind): Candidate[] {
  switch (kind) {
    case "pid-namespace":
      return [
        namespaceCandidate("PID namespace", []),
        // These need no root: the user keeps the own name, or (older tools) is shown as root.
        namespaceCandidate("PID namespace within a user namespace", ["--map-current-user"]),
        namespaceCandidate("PID namespace as root of a user namespace", ["--map-root-user"]),
      ];
    case "cgroup":
      return [
        cgroupCandidate("cgroup below the host's", ownCgroup),
        cgroupCandidate("cgroup below the root", rootCgroup),
      ];
    case "marker":
      return [{ name: "marker (best effort)", make: (options) => new Markers(options) }];
  }
}

function namespaceCandidate(name: string, user: readonly string[]): Candidate {
  return { name, make: (options) => new PidNamespaces({ ...options, tools: findTools(user) }) };
}

function cgroupCandidate(name: string, find: () => string): Candidate {
  return { name, make: (options) => new Cgroups({ ...options, parent: find() }) };
}

function findTools(user: readonly string[]): NamespaceTools {
  const isUser = user.length > 0;
  const unshare = [findProgram("unshare"), ...(isUser ? ["--user", ...user] : [])];
  const nsenter = [findProgram("nsenter"), ...(isUser ? ["--user", "--preserve-credentials"] : [])];
  return {
    unshare: [...unshare, "--pid", "--fork", "--mount-proc"],
    nsenter: [...nsenter, "--pid", "--mount"],
    setsid: findProgram("setsid"),
  };
}

/** By absolute path: a run may be given a PATH of its own. */
function findProgram(name: string): string {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/bin", "/bin", "/usr/sbin"];
  const found = folders.map((folder) => path.resolve(folder, name)).find(isExecutable);
  if (found === undefined) throw new Error(`no program ${name}`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Expected: not in this folder.
  }
}

function ownCgroup(): string {
  const own = /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1];
  if (own === undefined) throw new Error("this process has no cgroup of version 2");
  return path.join(rootCgroup(), own);
}

/** The first mount of a cgroup2 file system. Source: mountinfo in proc(5). */
function rootCgroup(): string {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const mount = mounts.find((line) => line.includes(" - cgroup2 "));
  const folder = mount?.split(" ")[4];
  if (folder === undefined) throw new Error("no cgroup2 file system is mounted");
  return folder;
}
