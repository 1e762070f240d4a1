/**
 * What a host that was killed leaves behind ends with it; what could not is ended by the next host,
 * and nothing else is.
 */
import { execa } from "execa";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findLeftBehind } from "../../../src/io/process/left-behind.ts";
import {
  childrenOf,
  isAlive,
  listProcesses,
  pidNamespaceOf,
  readArguments,
  readBootId,
  readProcess,
} from "../../../src/io/process/process-table.ts";
import { availableKinds, gone, makeSpec, withProcesses } from "./process-fixture.ts";

const KINDS = await availableKinds();
const HOST = path.join(import.meta.dirname, "doomed-host.ts");
const PATIENCE = { interval: 20, timeout: 15_000 };

describe.each(KINDS)("after a kill -9 of a host that contained by %s", (containment) => {
  it("every process of it ends, and its ledger is empty", () =>
    withProcesses({ containment }, async ({ directory }) => {
      const { host, pids } = await startDoomed(directory, containment);
      // A wrapper that has stopped with its script takes no notice of the script's end.
      const wrappers = ofHost(host.pid, "nsenter");
      expect(wrappers.length > 0).toBe(containment === "pid-namespace");
      for (const pid of wrappers) process.kill(pid, "SIGSTOP");
      host.kill("SIGKILL");
      await host;
      await Promise.all(pids.map(gone));
      await expect.poll(() => findLeftBehind(directory), PATIENCE).toEqual([]);
      await expect.poll(() => readdirSync(ledgerOf(directory)), PATIENCE).toEqual([]);
      expect(existsSync(directory)).toBe(true);
    }));

  it("the next host ends every process that its guard could not", () =>
    withProcesses({ containment }, async ({ processes, directory, warnings }) => {
      const { host, pids } = await startDoomed(directory, containment);
      // While the host lives, its processes are its own business.
      expect(await processes.sweep()).toBe(0);
      const guards = ofHost(host.pid, "fleetsim-guard");
      expect(guards).toHaveLength(1);
      for (const pid of guards) process.kill(pid, "SIGKILL");
      for (const pid of readersBeside(pids)) process.kill(pid, "SIGSTOP");
      host.kill("SIGKILL");
      await host;
      expect(pids.every((pid) => readProcess(pid) !== undefined)).toBe(true);
      expect(await processes.sweep()).toBe(pids.length);
      await Promise.all(pids.map(gone));
      expect(warnings).toEqual(["ended processes that a host left behind"]);
      expect(readdirSync(ledgerOf(directory))).toEqual([]);
      expect(readdirSync(path.join(directory, ".fleetsim", "pipes"))).toEqual([]);
      expect(await processes.sweep()).toBe(0);
    }));
});

it.runIf(KINDS.includes("pid-namespace"))(
  "a PID namespace lives on when a script ends what reads of its host there",
  () =>
    withProcesses({ containment: "pid-namespace" }, async (fixture) => {
      const { processes } = fixture;
      processes.start(1, makeSpec("sleep 646"));
      const { pid } = await fixture.untilEvent(1, "process.started");
      const [first = 0] = readersBeside([pid]);
      process.kill(first, "SIGKILL");
      await expect.poll(() => readersBeside([pid]), PATIENCE).not.toEqual([first]);
      await expect.poll(() => readersBeside([pid]), PATIENCE).toHaveLength(1);
      processes.start(2, makeSpec("echo well"));
      await fixture.untilEvent(2, "process.closed");
      expect(fixture.outputOf(2, "stdout")).toBe("well\n");
      expect(readProcess(pid)).toBeDefined();
    }),
);

describe("a sweep", () => {
  it("touches nothing of another boot, of a reused pid, or that is no entry", () =>
    withProcesses({}, async (fixture) => {
      const { processes, directory } = fixture;
      const bystander = execa("sleep", ["645"], { reject: false });
      const { pid = 0 } = bystander;
      const startTicks = readProcess(pid)?.startTicks ?? 0;
      const host = { pid: 2 ** 22, startTicks: 1 };
      const bootId = readBootId();
      const leader = { pid, startTicks };
      const rows: Record<string, unknown> = {
        "other-boot": { bootId: "another", host, entry: { kind: "group", leader } },
        "reused-pid": {
          ...{ bootId, host },
          entry: { kind: "group", leader: { pid, startTicks: startTicks - 1 } },
        },
        "reused-init": {
          ...{ bootId, host },
          entry: { kind: "pid-namespace", init: { pid, startTicks: startTicks - 1 } },
        },
        "pid-one": { bootId, host, entry: { kind: "group", leader: { pid: 1, startTicks: 1 } } },
        "foreign-cgroup": { bootId, host, entry: { kind: "cgroup", path: "/sys/fs/cgroup" } },
        "no-entry": { bootId, host },
        nothing: null,
      };
      mkdirSync(ledgerOf(directory), { recursive: true });
      for (const [name, row] of Object.entries(rows)) {
        writeFileSync(path.join(ledgerOf(directory), `${name}.json`), JSON.stringify(row));
      }
      writeFileSync(path.join(ledgerOf(directory), "garbage.json"), "{");
      expect(await processes.sweep()).toBe(0);
      expect(isAlive(leader)).toBe(true);
      expect(readdirSync(ledgerOf(directory))).toEqual([]);
      bystander.kill("SIGKILL");
      await bystander;
    }));

  it("finds the ledger written before a script runs, and empty after stopAll", () =>
    withProcesses({}, async (fixture) => {
      const { processes, directory } = fixture;
      processes.start(1, makeSpec(`cat ${ledgerOf(directory)}/*.json`));
      await fixture.untilEvent(1, "process.closed");
      const { kind } = await processes.containment();
      expect(fixture.outputOf(1, "stdout")).toContain(`"kind":"${kind}"`);
      await processes.stopAll();
      expect(readdirSync(ledgerOf(directory))).toEqual([]);
    }));
});

describe("the process table", () => {
  it("knows this process by its pid and start time", () => {
    const self = readProcess(process.pid);
    expect(self).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(self !== undefined && isAlive(self)).toBe(true);
    expect(isAlive({ pid: process.pid, startTicks: 1 })).toBe(false);
    expect(readFileSync("/proc/self/stat", "utf8")).toContain(String(self?.startTicks));
  });
});

/** A host with seven processes or more, and their pids. */
async function startDoomed(directory: string, containment: string) {
  const host = execa(process.execPath, [HOST, directory, containment], { reject: false });
  const [line] = (await once(host.stdout, "data")) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(pids.length).toBeGreaterThanOrEqual(7);
  return { host, pids };
}

/** The children of a host that have this in their arguments. */
function ofHost(host = 0, word = ""): number[] {
  return childrenOf(host).filter((pid) => readArguments(pid).includes(word));
}

/** What waits for the end of the host in the PID namespaces of these processes. */
function readersBeside(pids: readonly number[]): number[] {
  const own = pidNamespaceOf(process.pid);
  const links = pids.map(pidNamespaceOf).filter((link) => link !== undefined && link !== own);
  const beside = listProcesses().filter(({ pid }) => links.includes(pidNamespaceOf(pid)));
  return beside.flatMap(({ pid }) => (readArguments(pid) === "cat" ? [pid] : []));
}

function ledgerOf(directory: string): string {
  return path.join(directory, ".fleetsim", "ledger");
}
