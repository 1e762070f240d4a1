/**
 * What every containment must do alike: start, report, signal and end real scripts.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isAlive, readProcess } from "../../../src/io/process/process-table.ts";
import { availableKinds, gone, listedAs, makeSpec, withProcesses } from "./process-fixture.ts";

const KINDS = await availableKinds();

describe.each(KINDS)("real processes in a %s", (containment) => {
  it("report output and exit code in the order of the contract", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("echo out; echo err >/dev/stderr; exit 3"));
      await fixture.untilEvent(1, "process.closed");
      expect(fixture.outputOf(1, "stdout")).toBe("out\n");
      expect(fixture.outputOf(1, "stderr")).toBe("err\n");
      const events = fixture.eventsOf(1).filter(({ type }) => type !== "process.output");
      expect(events).toEqual([
        { type: "process.started", pid: expect.any(Number) as number },
        { type: "process.exited", code: 3, signal: null },
        { type: "process.closed" },
      ]);
    }));

  it("run two shells, the script's file mode 0700, in their own group and scratch", () =>
    withProcesses({ containment }, async (fixture) => {
      const script = 'echo "$PWD|$HOME|$0|$1"; readlink /proc/self/fd/0; sleep 611';
      fixture.processes.start(1, makeSpec(script));
      const { pid } = await fixture.untilEvent(1, "process.started");
      await listedAs(fixture, ["sleep 611"]);
      await fixture.until(() => fixture.outputOf(1, "stdout").endsWith("/dev/null\n"));
      const folder = `${fixture.directory}/i-0123456789abcdef0/command-1/runShellScript`;
      const file = path.join(folder, "_script.sh");
      expect(fixture.outputOf(1, "stdout")).toBe(`${folder}|${folder}|${file}|\n/dev/null\n`);
      expect(statSync(file).mode & 0o777).toBe(0o700);
      expect(readFileSync(file, "utf8")).toBe(script);
      expect(readProcess(pid)?.group).toBe(pid);
      const listed = await fixture.processes.list();
      expect(listed.map(({ args }) => args)).toContain(`/bin/sh -c ${file}`);
      expect(listed.every((each) => !each.escaped && each.containment === containment)).toBe(true);
    }));

  it.each([
    ["a plain script", "echo up; sleep 612"],
    ["a script that ignores TERM and INT", "trap '' TERM INT; echo up; sleep 612"],
    ["a script with children in its group", "sleep 612 & (sleep 613; sleep 614) & echo up; wait"],
    ["a script that stopped itself", "echo up; kill -STOP $$"],
  ])("die of a SIGKILL to their group: %s", (_name, script) =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec(script));
      await fixture.until(() => fixture.outputOf(1, "stdout") === "up\n");
      const pids = (await fixture.processes.list()).map(({ pid }) => pid);
      fixture.processes.signalGroup(1, "SIGKILL");
      expect(await fixture.untilEvent(1, "process.signalled")).toMatchObject({ delivered: true });
      const exited = await fixture.untilEvent(1, "process.exited");
      expect(exited).toEqual({ type: "process.exited", code: null, signal: "SIGKILL" });
      await fixture.untilEvent(1, "process.closed");
      await Promise.all(pids.map(gone));
      expect(await fixture.processes.list()).toEqual([]);
    }),
  );

  it("tell a TERM from an exit code", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("echo up; exec sleep 615"));
      fixture.processes.start(2, makeSpec("trap 'exit 7' TERM; echo up; while :; do :; done"));
      await fixture.until(() => [1, 2].every((run) => fixture.outputOf(run, "stdout") === "up\n"));
      fixture.processes.signalGroup(1, "SIGTERM");
      fixture.processes.signalGroup(2, "SIGTERM");
      expect(await fixture.untilEvent(1, "process.exited")).toMatchObject({ signal: "SIGTERM" });
      expect(await fixture.untilEvent(2, "process.exited")).toMatchObject({ signal: "SIGTERM" });
    }));

  it("close late when a background child keeps the output, and can still be signalled", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("sleep 616 & exit 0"));
      await fixture.untilEvent(1, "process.exited");
      expect(fixture.eventsOf(1).map(({ type }) => type)).not.toContain("process.closed");
      fixture.processes.signalGroup(1, "SIGKILL");
      expect(await fixture.untilEvent(1, "process.signalled")).toMatchObject({ delivered: true });
      await fixture.untilEvent(1, "process.closed");
    }));

  it("answer ESRCH when only a setsid child is left, which lives on", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("setsid sh -c 'echo up; exec sleep 617' & exit 0"));
      await fixture.untilEvent(1, "process.exited");
      await fixture.until(() => fixture.outputOf(1, "stdout") === "up\n");
      fixture.processes.signalGroup(1, "SIGKILL");
      expect(await fixture.untilEvent(1, "process.signalled")).toMatchObject({ delivered: false });
      await listedAs(fixture, ["sleep 617"]);
    }));

  it("answer ESRCH for a run that is long over or was never started", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("exit 0"));
      await fixture.untilEvent(1, "process.closed");
      for (const run of [1, 2]) {
        fixture.processes.signalGroup(run, "SIGKILL");
        const { delivered } = await fixture.untilEvent(run, "process.signalled");
        expect(delivered).toBe(false);
      }
    }));

  it("die whole of a SIGKILL to their tree, whatever group they are in", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("setsid sleep 618 & setsid sleep 619 & sleep 620"));
      await fixture.untilEvent(1, "process.started");
      await listedAs(fixture, ["sleep 618", "sleep 619", "sleep 620"]);
      fixture.processes.killTree([1], "SIGKILL");
      expect(await fixture.untilEvent(1, "process.signalled")).toMatchObject({ delivered: true });
      await fixture.untilEvent(1, "process.closed");
      expect(await fixture.processes.list()).toEqual([]);
    }));

  it("are found and signalled as one tree of several runs, of which the last is told", () =>
    withProcesses({ containment }, async (fixture) => {
      fixture.processes.start(1, makeSpec("setsid sleep 624 & exit 0"));
      await fixture.untilEvent(1, "process.exited");
      fixture.processes.start(2, makeSpec("sleep 625 & sleep 626"));
      await listedAs(fixture, ["sleep 624", "sleep 625", "sleep 626"]);
      fixture.processes.survivors([1, 2]);
      const { pids } = await fixture.untilEvent(2, "process.survivors");
      const listed = await fixture.processes.list();
      expect([...pids].sort()).toEqual(listed.map(({ pid }) => pid).sort());
      fixture.processes.killTree([1, 2], "SIGTERM");
      expect(await fixture.untilEvent(2, "process.signalled")).toMatchObject({ delivered: true });
      await Promise.all(pids.map(gone));
      expect(fixture.eventsOf(1).map(({ type }) => type)).not.toContain("process.signalled");
    }));

  it("keep the exit code of a trap when the script leads them itself and all get TERM", () =>
    withProcesses({ containment }, async (fixture) => {
      const script = "trap 'echo bye; exit 7' TERM; echo up; sleep 627 & wait";
      fixture.processes.start(1, makeSpec(script, { exec: true }));
      await listedAs(fixture, ["sleep 627"]);
      await fixture.until(() => fixture.outputOf(1, "stdout") === "up\n");
      fixture.processes.killTree([1], "SIGTERM");
      const exited = await fixture.untilEvent(1, "process.exited");
      expect(exited).toEqual({ type: "process.exited", code: 7, signal: null });
      await fixture.untilEvent(1, "process.closed");
      expect(fixture.outputOf(1, "stdout")).toBe("up\nbye\n");
    }));

  it("are gone when their node is stopped, and only they", () =>
    withProcesses({ containment }, async (fixture) => {
      const script = "trap '' TERM; setsid sleep 621 & sleep 622";
      fixture.processes.start(1, makeSpec(script, { node: "a" }));
      fixture.processes.start(2, makeSpec(script, { node: "b" }));
      await listedAs(fixture, ["sleep 621", "sleep 621", "sleep 622", "sleep 622"]);
      const listed = await fixture.processes.list();
      await fixture.processes.stopNode("a");
      const live = listed.filter(({ pid }) => readProcess(pid) !== undefined && isLive(pid));
      expect(new Set(live.map(({ node }) => node))).toEqual(new Set(["b"]));
      expect(live).toHaveLength(listed.length / 2);
      const signal = "SIGKILL";
      expect(await fixture.untilEvent(1, "process.exited")).toMatchObject({ code: null, signal });
      await fixture.untilEvent(1, "process.closed");
      fixture.processes.start(3, makeSpec("echo again", { node: "a" }));
      await fixture.untilEvent(3, "process.closed");
    }));

  it("do not start when their node is stopped meanwhile", () =>
    withProcesses({ containment }, async (fixture) => {
      await fixture.processes.containment();
      fixture.processes.start(1, makeSpec("echo never >ran; sleep 623", { node: "a" }));
      await fixture.processes.stopNode("a");
      await fixture.untilEvent(1, "process.failed");
      expect(await fixture.processes.list()).toEqual([]);
      const scratch = path.join(fixture.directory, "a", "command-1", "runShellScript");
      expect(existsSync(path.join(scratch, "ran"))).toBe(false);
    }));
});

function isLive(pid: number): boolean {
  const stat = readProcess(pid);
  return stat !== undefined && isAlive(stat);
}
