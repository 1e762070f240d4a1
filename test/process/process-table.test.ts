import { describe, expect, it } from "vitest";
import { Effects } from "../../src/kernel/effect.ts";
import { Encoder } from "../../src/kernel/encoder.ts";
import type { ProcessTableEffect } from "../../src/process/process-effect.ts";
import { runScript, specOf, VirtualNode } from "./virtual-run.ts";

describe("a run", () => {
  it("starts, writes, exits and closes, in that order", () => {
    const node = runScript("echo a; echo b >&2; sleep 2; exit 3");
    expect(node.events).toEqual([
      { atMs: 0, run: 1, event: { type: "process.started", pid: 1000 } },
      { atMs: 0, run: 1, event: { type: "process.output", stream: "stdout", bytes: "a\n" } },
      { atMs: 0, run: 1, event: { type: "process.output", stream: "stderr", bytes: "b\n" } },
      { atMs: 2000, run: 1, event: { type: "process.exited", code: 3, signal: null } },
      { atMs: 2000, run: 1, event: { type: "process.closed" } },
    ]);
    expect(node.table.processes).toEqual([]);
  });

  it("has two shells: the leader, and its child that runs the script", () => {
    const node = new VirtualNode().start("echo $$; sleep 300");
    const path = "/var/lib/amazon/ssm/i-0123456789abcdef0/document/orchestration/c/s/_script.sh";
    expect(node.table.list().map(({ pid, args }) => [pid, args])).toEqual([
      [1000, `sh -c ${path}`],
      [1001, `/bin/sh ${path}`],
      [1002, "sleep 300"],
    ]);
    expect(node.table.processes.map(({ ppid, pgid }) => [ppid, pgid])).toEqual([
      [2, 1000],
      [1000, 1000],
      [1001, 1000],
    ]);
    expect(node.output("stdout")).toBe("1001\n");
  });

  it("closes late when a background command holds a pipe", () => {
    const node = runScript("sleep 8 & echo done");
    expect(node.first("process.exited")?.atMs).toBe(0);
    expect(node.first("process.closed")?.atMs).toBe(8000);
  });

  it("closes late also when the holder left by setsid", () => {
    expect(runScript("setsid sleep 8 &").first("process.closed")?.atMs).toBe(8000);
  });

  it.each(["sleep 8 >/dev/null 2>&1 &", "exec >/dev/null 2>&1; sleep 8 &"])(
    "closes at once when nothing holds a pipe: %s",
    (script) => {
      expect(runScript(script).first("process.closed")?.atMs).toBe(0);
    },
  );

  it("closes when a process that lives on lets go of the pipes", () => {
    const node = runScript("(sleep 1; exec >/dev/null 2>&1; sleep 8; :) &");
    expect(node.first("process.closed")?.atMs).toBe(1000);
    expect(node.nowMs).toBe(9000);
  });

  it("writes bytes: a script in UTF-8 comes out as it went in", () => {
    const bytes = runScript("echo 'ä€😀'").output("stdout");
    expect(Buffer.from(bytes, "latin1").toString("utf8")).toBe("ä€😀\n");
  });

  it("has the environment and PWD", () => {
    const node = runScript("echo $HOME; sh -c 'echo $HOME $PWD'");
    expect(node.output("stdout")).toMatch(/^\/root\n\/root \/var\/lib\/amazon\/.*\/s\n$/);
  });
});

describe("a signal to the group", () => {
  it("with KILL ends script and background, and the leader by the signal", () => {
    const node = new VirtualNode().start(
      "trap 'echo t' TERM; sleep 60 & nohup sleep 60 & sleep 60",
    );
    node.advanceTo(500).signalGroup("SIGKILL");
    expect(node.first("process.signalled")?.delivered).toBe(true);
    expect(node.first("process.exited")).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(node.first("process.closed")?.atMs).toBe(500);
    expect(node.table.survivors(1)).toBe(0);
    expect(node.pendingTimers).toBe(0);
  });

  it("spares what left by setsid, which init takes in and which holds the pipes", () => {
    const node = new VirtualNode().start("setsid sleep 60 & sleep 5");
    node.advanceTo(1000).signalGroup("SIGKILL");
    expect(node.table.survivors(1)).toBe(1);
    expect(node.table.processes[0]).toMatchObject({ ppid: 1, args: "sleep 60" });
    expect(node.first("process.closed")).toBeUndefined();
    node.finish();
    expect(node.first("process.closed")?.atMs).toBe(60_000);
  });

  it("finds nobody when only a setsid child is left (ESRCH)", () => {
    const node = new VirtualNode().start("setsid sleep 60 &").advanceTo(1000);
    node.signalGroup("SIGKILL");
    expect(node.first("process.signalled")?.delivered).toBe(false);
    expect(node.table.survivors(1)).toBe(1);
  });

  it("finds a background command when the leader has ended", () => {
    const node = new VirtualNode().start("sleep 60 &").advanceTo(1000).signalGroup("SIGKILL");
    expect(node.first("process.signalled")?.delivered).toBe(true);
    expect(node.first("process.exited")).toMatchObject({ code: 0, signal: null });
    expect(node.first("process.closed")?.atMs).toBe(1000);
  });

  it("finds nobody for a run that is not there", () => {
    const node = new VirtualNode().signalGroup("SIGKILL", 9);
    expect(node.first("process.signalled", 9)?.delivered).toBe(false);
  });

  it("with TERM lets a trap end the script, while the leader is gone", () => {
    const node = new VirtualNode().start("trap 'echo bye; exit 7' TERM; sleep 60");
    node.advanceTo(100).signalGroup("SIGTERM");
    expect(node.first("process.exited")).toMatchObject({ signal: "SIGTERM", atMs: 100 });
    expect(node.output("stdout")).toBe("bye\n");
    expect(node.first("process.closed")?.atMs).toBe(100);
  });

  it("leaves alone a script that ignores it, but not what it waits for", () => {
    const node = new VirtualNode().start("trap '' TERM; sleep 1; echo on");
    node.advanceTo(100).signalGroup("SIGTERM").finish();
    expect(node.output("stdout")).toBe("on\n");
    expect(node.first("process.exited")).toMatchObject({ signal: "SIGTERM", atMs: 100 });
    expect(node.first("process.closed")?.atMs).toBe(1000);
  });

  it("touches no other run", () => {
    const node = new VirtualNode().start("sleep 5", 1).start("sleep 5", 2);
    node.advanceTo(100).signalGroup("SIGKILL", 1).finish();
    expect(node.first("process.exited", 2)).toMatchObject({ code: 0, atMs: 5000 });
  });
});

describe("the whole tree", () => {
  it("is signalled wherever its processes went", () => {
    const node = new VirtualNode().start("setsid sh -c 'setsid sleep 60 & sleep 60' & sleep 60");
    node.advanceTo(100);
    expect(node.table.survivors(1)).toBe(6);
    node.signalTree("SIGKILL");
    expect(node.table.survivors(1)).toBe(0);
    expect(node.first("process.closed")?.atMs).toBe(100);
  });

  it("is that of several runs, and the last of them is told", () => {
    const node = new VirtualNode().start("setsid sleep 60 &", 1).start("sleep 60", 2);
    node.start("sleep 60", 3).advanceTo(100);
    expect(node.table.living([1, 2])).toEqual([1002, 1003, 1004, 1005]);
    node.signalTree("SIGTERM", 1, 2);
    expect(node.table.living([1, 2])).toEqual([]);
    expect(node.table.living([3])).toHaveLength(3);
    expect(node.first("process.signalled", 2)).toMatchObject({
      signal: "SIGTERM",
      delivered: true,
    });
    expect(node.first("process.signalled", 1)).toBeUndefined();
  });

  it("meets nobody where only zombies are left", () => {
    const node = new VirtualNode().start("exit 3").advanceTo(100).signalTree("SIGKILL");
    expect(node.first("process.signalled")?.delivered).toBe(false);
  });
});

describe("a script that leads its group itself", () => {
  it("has one shell, whose pid the script knows", () => {
    const node = new VirtualNode().start("echo $$; sleep 60", 1, { exec: true }).advanceTo(10);
    const pid = node.first("process.started")?.pid;
    expect(node.output("stdout")).toBe(`${pid}\n`);
    expect(node.table.list().map(({ args }) => args)).toEqual([
      expect.stringMatching(/^\/bin\/sh .*_script.sh$/) as string,
      "sleep 60",
    ]);
  });

  it("ends with the code of its trap although everybody gets TERM", () => {
    const script = "trap 'echo bye; exit 7' TERM; echo on; sleep 300 & wait";
    const node = new VirtualNode().start(script, 1, { exec: true });
    node.advanceTo(100).signalTree("SIGTERM");
    expect(node.output("stdout")).toBe("on\nbye\n");
    expect(node.first("process.exited")).toMatchObject({ code: 7, signal: null, atMs: 100 });
    expect(node.table.survivors(1)).toBe(0);
  });

  it("is told of when it is outside of the subset", () => {
    const node = new VirtualNode().start("cat <<X", 1, { exec: true });
    expect(node.first("process.exited")).toMatchObject({ code: 127 });
  });
});

describe("a table", () => {
  it("forgets a run only when nothing of it lives", () => {
    const node = new VirtualNode().start("setsid sleep 60 &");
    expect(node.table.forget(1)).toBe(false);
    node.finish();
    expect(node.table.forget(1)).toBe(true);
    expect(node.table.runs).toEqual([]);
  });

  it("loses everything at once when the power goes, and says nothing", () => {
    const node = new VirtualNode().start("setsid sleep 60 & sleep 60").advanceTo(10);
    const before = node.events.length;
    node.powerOff();
    expect(node.events.length).toBe(before);
    expect(node.pendingTimers).toBe(0);
    expect(node.table.list()).toEqual([]);
    node.table.timer({ pid: 1002, timer: 0 }, 20, undefined as never);
  });

  it("forgets a run that failed to start, and no other one", () => {
    const node = new VirtualNode({ processesMax: 4 }).start("sleep 9").start("echo a", 2);
    expect(node.table.forget(2)).toBe(true);
    expect(node.finish().first("process.exited")?.code).toBe(0);
  });

  it("gives each run its own pids", () => {
    const node = new VirtualNode().start("echo $$", 1).start("echo $$", 2);
    expect(node.output("stdout", 1) + node.output("stdout", 2)).toBe("1001\n1003\n");
  });

  it("begins the pids again after the last one, and skips those in use", () => {
    const node = new VirtualNode().start("sleep 9");
    node.table.nextPid = 4_194_304;
    node.start("echo $$", 2);
    expect(node.first("process.started", 2)?.pid).toBe(4_194_304);
    expect(node.output("stdout", 2)).toBe("1003\n");
  });
});

describe("a clone in mid-run", () => {
  const SCRIPT = `
    trap 'echo usr $i' USR1
    trap 'echo bye $?' EXIT
    i=0
    (sleep 0.25; kill -USR1 $$) &
    while [ $i -lt 4 ]; do
      for word in a b; do sleep 0.1; { echo $i $word; } 2>/dev/null; done
      i=$((i+1))
    done
    wait; setsid sleep 0.3 & sh -c 'exit 5'`;

  it.each([0, 50, 100, 250, 300, 550, 801])("at %i ms goes on to the same end", (atMs) => {
    const node = new VirtualNode().start(SCRIPT).advanceTo(atMs);
    const copy = node.clone();
    expect(hashOf(copy)).toBe(hashOf(node));
    const before = node.events.length;
    copy.finish();
    expect(node.events.length).toBe(before);
    node.finish();
    expect(copy.events).toEqual(node.events.slice(before));
    expect(hashOf(copy)).toBe(hashOf(node));
  });

  it("can go another way than its original", () => {
    const node = new VirtualNode().start(SCRIPT).advanceTo(120);
    const copy = node.clone().signalGroup("SIGKILL");
    node.finish();
    expect(copy.first("process.exited")?.signal).toBe("SIGKILL");
    expect(node.first("process.exited")?.code).toBe(5);
  });
});

it("the hash knows nothing of the ids in paths, but all of what was set", () => {
  const at = (script: string): number => hashOf(new VirtualNode().start(script).advanceTo(10));
  const other = new VirtualNode();
  other.table.start(
    {
      run: 1,
      spec: { ...specOf("a=1; sleep 5"), node: "i-0fedcba9876543210", environment: { ID: "x" } },
    },
    0,
    new Effects<ProcessTableEffect>(false),
  );
  expect(hashOf(other.advanceTo(10))).toBe(at("a=1; sleep 5"));
  // The same text, so that only the variable differs.
  const loop = (turns: number): number =>
    hashOf(
      new VirtualNode().start("a=0; while :; do a=$((a+1)); sleep 1; done").advanceTo(turns * 1000),
    );
  expect(loop(1)).not.toBe(loop(2));
});

function hashOf(node: VirtualNode): number {
  const encoder = new Encoder(node.nowMs);
  node.table.encode(encoder);
  return encoder.finish();
}
