/**
 * What a process with a behaviour does by itself, and at each signal. What of this a real shell can
 * be made to do as well is compared in real-behaviour.test.ts.
 */
import { describe, expect, it } from "vitest";
import { Effects } from "../../src/kernel/effect.ts";
import { Encoder } from "../../src/kernel/encoder.ts";
import type { Behaviour, MsSpan } from "../../src/process/behaviour.ts";
import type { ProcessTableEffect } from "../../src/process/process-effect.ts";
import { PROCESS_OPTIONS } from "../../src/process/process-options.ts";
import { ProcessTable } from "../../src/process/process-table.ts";
import type { FaultBehaviour } from "../../src/process/run-behaviours.ts";
import { RunBehaviours } from "../../src/process/run-behaviours.ts";
import type { SignalName } from "../../src/process/signals.ts";
import { specOf, VirtualNode } from "./virtual-run.ts";

function ms(exactly: number): MsSpan {
  return { minMs: exactly, maxMs: exactly };
}

/** A program that leads its run's group, so that its own end is the run's. */
function leader(behaviour: Behaviour): VirtualNode {
  return new VirtualNode()
    .behave([{ match: "job", ...behaviour }])
    .start("exec job", 1, { exec: true });
}

/** `0@1000`: ended with 0 after a second; `KILL@100`: by SIGKILL; `never`: it lives. */
function endOf(node: VirtualNode): string {
  const exited = node.first("process.exited");
  if (exited === undefined) return "never";
  return `${exited.signal?.slice(3) ?? exited.code}@${exited.atMs}`;
}

const SIGNALS = ["none", "TERM", "INT", "HUP", "KILL", "STOP"] as const;
const DEADLY = ["TERM@100", "INT@100", "HUP@100", "KILL@100"];

/** A program of a second, the signal at 100 ms: how it ends by each of SIGNALS. */
const TABLE: readonly (readonly [string, Behaviour, readonly string[]])[] = [
  ["nothing", {}, ["0@1000", ...DEADLY, "never"]],
  ["exitCode", { exitCode: 3 }, ["3@1000", ...DEADLY, "never"]],
  ["output", { output: "a" }, ["0@1000", ...DEADLY, "never"]],
  ["ignores", { ignores: ["TERM"] }, ["0@1000", "0@1000", ...DEADLY.slice(1), "never"]],
  [
    "ignores all",
    { ignores: ["TERM", "INT", "HUP"] },
    ["0@1000", "0@1000", "0@1000", "0@1000", "KILL@100", "never"],
  ],
  ["traps", { traps: ms(300) }, ["0@1000", "0@400", ...DEADLY.slice(1), "never"]],
  [
    "trapExitCode",
    { traps: ms(2000), trapExitCode: 9 },
    ["0@1000", "9@2100", ...DEADLY.slice(1), "never"],
  ],
  [
    "exitsLate",
    { exitsLate: ms(300) },
    ["0@1000", "TERM@400", "INT@400", "HUP@400", "KILL@400", "never"],
  ],
  [
    "exitsWhileKilled",
    { exitsWhileKilled: 7 },
    ["0@1000", "7@100", "7@100", "7@100", "7@100", "never"],
  ],
  ["escapes", { escapes: ms(5000) }, ["0@1000", ...DEADLY, "never"]],
  ["doubleForks", { doubleForks: ms(5000) }, ["0@1000", ...DEADLY, "never"]],
  ["holdsPipe", { holdsPipe: ms(200) }, ["0@1000", ...DEADLY, "never"]],
  ["forksWhenSignalled", { forksWhenSignalled: ms(500) }, ["0@1000", ...DEADLY, "never"]],
  ["floods", { floods: 200_000 }, ["0@1000", ...DEADLY, "never"]],
  ["brokenUtf8", { brokenUtf8: true }, ["0@1000", ...DEADLY, "never"]],
  ["outOfMemoryAfter", { outOfMemoryAfter: ms(500) }, ["KILL@500", ...DEADLY, "KILL@500"]],
  ["stopsAfter", { stopsAfter: ms(50) }, ["never", "never", "never", "never", "KILL@100", "never"]],
  [
    "uninterruptible",
    { uninterruptible: ms(500) },
    ["0@1000", "TERM@500", "INT@500", "HUP@500", "KILL@500", "never"],
  ],
  [
    "uninterruptible for longer than it lasts",
    { uninterruptible: ms(1500) },
    ["0@1500", "TERM@1500", "INT@1500", "HUP@1500", "KILL@1500", "never"],
  ],
];

describe("a program of a second", () => {
  const cells = TABLE.flatMap(([name, behaviour, ends]) =>
    SIGNALS.map((signal, at) => ({ name, behaviour, signal, end: ends[at] })),
  );
  it.each(cells)("with $name at $signal ends: $end", ({ behaviour, signal, end }) => {
    const node = leader({ lasts: ms(1000), ...behaviour }).advanceTo(100);
    if (signal !== "none") {
      node.signalGroup(`SIG${signal}`);
      // Also the one that ended by itself: it is a zombie for as long as nobody has waited.
      expect(node.first("process.signalled")?.delivered).toBe(true);
    }
    node.finish();
    expect(endOf(node)).toBe(end);
    if (end === "never") node.signalTree("SIGKILL").finish();
    expect(node.table.survivors(1)).toBe(0);
    expect(node.pendingTimers).toBe(0);
  });

  it("has a row for every field that a program can have", () => {
    const fields = new Set(TABLE.flatMap(([, behaviour]) => Object.keys(behaviour)));
    expect([...fields].sort()).toEqual(
      "brokenUtf8 doubleForks escapes exitCode exitsLate exitsWhileKilled floods forksWhenSignalled \
holdsPipe ignores outOfMemoryAfter output stopsAfter trapExitCode traps uninterruptible".split(" "),
    );
  });
});

describe("a command with a behaviour", () => {
  const run = (script: string, behaviour: Behaviour = { output: "ran\n", exitCode: 4 }) =>
    new VirtualNode()
      .behave([{ match: "backup.sh", ...behaviour }])
      .start(script)
      .finish();

  it.each([
    "backup.sh; echo $?",
    "/opt/backup.sh --all; echo $?",
    "./backup.sh || echo $?",
    "sh backup.sh; echo $?",
    "b=backup; $b.sh; echo $?",
    "nohup backup.sh; echo $?",
    "setsid sh -c 'backup.sh; echo $?'",
    "sh -c 'exec backup.sh'; echo $?",
    "backup.sh & wait $!; echo $?",
    "echo backup.sh; echo $?",
    "sleep backup.sh; echo $?",
    "A=1 backup.sh; echo $?",
  ])("is a program of its own: %s", (script) => {
    expect(run(script)).toMatchObject({ nowMs: 1 });
    expect(run(script).output("stdout")).toBe("ran\n4\n");
    expect(run(script).output("stderr")).toBe("");
  });

  it.each([
    ["trap 'echo backup.sh' EXIT", "ran\n"],
    ["a=backup.sh; export a; : backup.sh", ""],
    ["exit 0 backup.sh", ""],
  ])("is not what the shell does itself: %s", (script, output) => {
    expect(run(script).output("stdout")).toBe(output);
  });

  it("leaves others alone", () => {
    expect(run("backups; echo $?").output("stdout")).toBe("127\n");
    expect(run("echo back; sleep 1").output("stdout")).toBe("back\n");
  });

  it("is that of the first line that matches", () => {
    const node = new VirtualNode().behave([
      { match: "a b", exitCode: 1 },
      { match: "a", exitCode: 2 },
    ]);
    node.start("a b c; echo $?; a c; echo $?").finish();
    expect(node.output("stdout")).toBe("1\n2\n");
  });

  it("has its output where its command's goes", () => {
    const node = run("backup.sh >&2; backup.sh >/dev/null; { backup.sh; } 2>&1");
    expect([node.output("stdout"), node.output("stderr")]).toEqual(["ran\n", "ran\n"]);
  });

  it("writes its output as UTF-8", () => {
    expect(run("backup.sh", { output: "ä€" }).output("stdout")).toBe("Ã¤â\u0082¬");
  });

  it("ends at once unless it is said how long it lasts, or what happens later", () => {
    expect(run("backup.sh", {}).nowMs).toBe(1);
    const lives = (behaviour: Behaviour) => run("backup.sh", behaviour).table.survivors(1) > 0;
    expect(lives({ escapes: ms(100), uninterruptible: ms(50), holdsPipe: ms(20) })).toBe(false);
    expect(lives({ ignores: ["TERM"] })).toBe(true);
    expect(lives({ traps: ms(100) })).toBe(true);
    expect(lives({ stopsAfter: ms(100) })).toBe(true);
    expect(lives({ outOfMemoryAfter: ms(100) })).toBe(false);
  });

  it("that can't be started gives 126, and the script goes on", () => {
    const spawnError = "Cannot allocate memory";
    const node = run("backup.sh -a; echo $?; nohup backup.sh; echo $?", { spawnError });
    expect(node.output("stdout")).toBe("126\n126\n");
    expect(node.output("stderr")).toMatch(
      /_script\.sh: 1: backup\.sh: Cannot allocate memory\nbackup\.sh: Cannot allocate memory\n$/,
    );
    expect(node.first("process.exited")?.code).toBe(0);
    expect(run("exec backup.sh; echo no", { spawnError }).first("process.exited")?.code).toBe(126);
  });

  it("asks for a time that is drawn for each start", () => {
    const table = new ProcessTable(PROCESS_OPTIONS);
    const out = new Effects<ProcessTableEffect>(false);
    const lasts = { minMs: 2000, maxMs: 4000 };
    const behaviours = new RunBehaviours([{ match: "job", lasts }]);
    table.start({ run: 1, spec: specOf("job"), behaviours }, 0, out);
    expect(out.list).toContainEqual({ type: "startTimer", subject: 1002, timer: 0, ...lasts });
  });
});

describe("traps", () => {
  it("takes no notice of a second SIGTERM while it cleans up, but of SIGKILL", () => {
    const trapping = () =>
      leader({ lasts: ms(9000), traps: ms(300), trapExitCode: 9 })
        .advanceTo(100)
        .signalGroup("SIGTERM")
        .advanceTo(200);
    expect(endOf(trapping().signalGroup("SIGTERM").finish())).toBe("9@400");
    expect(endOf(trapping().signalGroup("SIGKILL").finish())).toBe("KILL@200");
    expect(endOf(trapping().signalGroup("SIGINT").finish())).toBe("INT@200");
  });

  it("does not go on with cleaning up while it is stopped", () => {
    const node = leader({ lasts: ms(9000), traps: ms(300) })
      .advanceTo(100)
      .signalGroup("SIGTERM");
    node.advanceTo(200).signalGroup("SIGSTOP").advanceTo(1000);
    expect(endOf(node)).toBe("never");
    expect(endOf(node.signalGroup("SIGCONT").finish())).toBe("0@1000");
  });

  it("dies as late as it does of others of a SIGKILL while it cleans up", () => {
    const node = leader({ lasts: ms(9000), traps: ms(300), exitsLate: ms(50) });
    node.advanceTo(100).signalGroup("SIGTERM").advanceTo(200).signalGroup("SIGKILL");
    expect(endOf(node.finish())).toBe("KILL@250");
  });

  it("are of the signal alone: ignored, it never comes", () => {
    const node = leader({ lasts: ms(900), traps: ms(300), ignores: ["TERM"] });
    expect(endOf(node.advanceTo(100).signalGroup("SIGTERM").finish())).toBe("0@900");
  });
});

describe("a late end", () => {
  it("is that of the first signal, and the process is there until then", () => {
    const node = leader({ lasts: ms(9000), exitsLate: ms(300) }).advanceTo(100);
    node.signalGroup("SIGTERM").advanceTo(200).signalGroup("SIGKILL").signalGroup("SIGCONT");
    expect(node.table.survivors(1)).toBe(1);
    expect(endOf(node.finish())).toBe("TERM@400");
  });

  it("comes also to one that was stopped", () => {
    const node = leader({ lasts: ms(9000), exitsLate: ms(300), stopsAfter: ms(50) });
    expect(endOf(node.advanceTo(100).signalGroup("SIGKILL").finish())).toBe("KILL@400");
  });
});

describe("a stopped program", () => {
  it("takes what waited for it when it is continued", () => {
    const node = leader({ lasts: ms(900), stopsAfter: ms(50) }).advanceTo(100);
    node.signalGroup("SIGTERM").advanceTo(2000);
    expect(endOf(node)).toBe("never");
    expect(endOf(node.signalGroup("SIGCONT").finish())).toBe("TERM@2000");
  });

  it("ends when it is continued if its time is over", () => {
    const node = leader({ lasts: ms(900), stopsAfter: ms(50) }).advanceTo(2000);
    expect(endOf(node.signalGroup("SIGCONT").finish())).toBe("0@2000");
  });
});

describe("a disk sleep", () => {
  it("keeps signals: SIGKILL comes first at its end", () => {
    const node = leader({ lasts: ms(9000), uninterruptible: ms(500), traps: ms(100) });
    node.advanceTo(100).signalGroup("SIGTERM").signalGroup("SIGKILL");
    expect(node.table.survivors(1)).toBe(1);
    expect(endOf(node.finish())).toBe("KILL@500");
  });

  it("does not keep what is ignored", () => {
    const node = leader({ lasts: ms(900), uninterruptible: ms(500), ignores: ["TERM"] });
    expect(endOf(node.advanceTo(100).signalGroup("SIGTERM").finish())).toBe("0@900");
  });

  it("is in the way of the kernel too", () => {
    const both = { outOfMemoryAfter: ms(100), stopsAfter: ms(50), uninterruptible: ms(500) };
    expect(endOf(leader({ lasts: ms(900), ...both }).finish())).toBe("KILL@500");
  });

  it("lets a trap clean up after it", () => {
    const node = leader({ lasts: ms(200), uninterruptible: ms(500), traps: ms(100) });
    expect(endOf(node.advanceTo(300).signalGroup("SIGTERM").finish())).toBe("0@600");
  });
});

describe("a child", () => {
  it.each(["escapes", "doubleForks"] as const)("of %s is out of the group's reach", (field) => {
    const node = leader({ lasts: ms(1000), [field]: ms(5000) }).advanceTo(100);
    const [, child] = node.table.processes;
    expect(child).toMatchObject({
      args: "job",
      // The one that forked twice has lost its parent, and leads no group.
      ppid: field === "escapes" ? 1000 : 1,
      pgid: 1001,
      sid: 1001,
      pid: field === "escapes" ? 1001 : 1002,
    });
    node.signalGroup("SIGKILL").advanceTo(4999);
    expect(node.first("process.closed")?.atMs).toBe(100);
    expect(node.table.survivors(1)).toBe(1);
    expect(node.advanceTo(5000).table.survivors(1)).toBe(0);
  });

  it.each(["escapes", "doubleForks"] as const)("of %s is met by a signal to the tree", (field) => {
    const node = leader({ lasts: ms(1000), [field]: ms(5000) }).advanceTo(100);
    expect(node.signalTree("SIGTERM").table.survivors(1)).toBe(0);
  });

  it("inherits what its parent ignores", () => {
    const node = leader({ lasts: ms(1000), escapes: ms(5000), ignores: ["TERM"] }).advanceTo(100);
    expect(node.signalTree("SIGTERM").table.survivors(1)).toBe(2);
    expect(node.signalTree("SIGKILL").table.survivors(1)).toBe(0);
  });

  it("of holdsPipe delays the end of the output, not that of the process", () => {
    const node = leader({ lasts: ms(1000), holdsPipe: ms(400) }).finish();
    expect(node.first("process.exited")?.atMs).toBe(1000);
    expect(node.first("process.closed")?.atMs).toBe(1400);
  });

  it("of holdsPipe dies with the group, and stays when its parent alone is killed", () => {
    const holding = { lasts: ms(1000), holdsPipe: ms(400) };
    const killed = leader(holding).advanceTo(100).signalGroup("SIGKILL");
    expect(killed.first("process.closed")?.atMs).toBe(100);
    const starved = leader({ ...holding, outOfMemoryAfter: ms(200) }).finish();
    expect(starved.first("process.closed")?.atMs).toBe(600);
  });

  it("of forksWhenSignalled outlives the signal, and SIGKILL leaves no time for one", () => {
    const forking = () => leader({ lasts: ms(1000), forksWhenSignalled: ms(500) }).advanceTo(100);
    const node = forking().signalTree("SIGTERM");
    expect(endOf(node)).toBe("TERM@100");
    expect(node.table.processes).toMatchObject([{ pid: 1001, pgid: 1000 }]);
    expect(node.finish().first("process.closed")?.atMs).toBe(600);
    expect(forking().signalTree("SIGKILL").table.survivors(1)).toBe(0);
  });
});

describe("a bound", () => {
  it("of output holds for a flood", () => {
    const node = new VirtualNode({ outputBytesMax: 100_000 });
    node.behave([{ match: "yes", floods: 1_000_000_000, exitCode: 3 }]).start("yes; echo $?");
    expect(node.finish().output("stdout")).toBe("y\n".repeat(50_000));
    expect(node.events.length).toBe(5);
    expect(leader({ floods: 65_537 }).output("stdout")).toHaveLength(65_537);
  });

  it("of processes holds for children: those for whom there is no room are not there", () => {
    const node = new VirtualNode({ processesMax: 5 });
    const all = { escapes: ms(9000), doubleForks: ms(9000), holdsPipe: ms(9000) };
    node.behave([{ match: "job", lasts: ms(1000), ...all }]).start("job");
    expect(node.table.survivors(1)).toBe(5);
    expect(node.finish().table.survivors(1)).toBe(0);
  });

  it("of processes holds for one that forks at every signal", () => {
    const node = new VirtualNode({ processesMax: 10 });
    const forking = { forksWhenSignalled: ms(9000), traps: ms(9000) };
    node.behave([{ match: "job", ...forking }]).start("exec job", 1, { exec: true });
    for (let turn = 0; turn < 50; turn += 1) {
      node.advanceTo(turn);
      const [job] = node.table.processes;
      if (job !== undefined) node.signalLeaders("SIGTERM");
    }
    expect(node.table.survivors(1)).toBe(10);
  });
});

describe("what a fault asks of a script's own process", () => {
  const script = "echo on; sleep 1; echo off";
  const overlaid = (fault: FaultBehaviour, exec?: true) =>
    new VirtualNode().behave([], [fault]).start(script, 1, exec === undefined ? {} : { exec });

  it("leaves the script what it is", () => {
    const node = overlaid({ ignores: ["TERM"], escapes: ms(5000) });
    expect(node.advanceTo(2000).output("stdout")).toBe("on\noff\n");
    expect(endOf(node)).toBe("0@1000");
    expect(node.table.survivors(1)).toBe(1);
  });

  it("is of the script's shell, also where another one leads", () => {
    const starved = overlaid({ outOfMemoryAfter: ms(500) }).finish();
    // The leading shell tells of the death of its child.
    expect(endOf(starved)).toBe("137@500");
    expect(starved.output("stderr")).toBe("Killed\n");
    expect(endOf(overlaid({ outOfMemoryAfter: ms(500) }, true).finish())).toBe("KILL@500");
  });

  it("ignores signals as if the shell had been started so", () => {
    const node = new VirtualNode().behave([], [{ ignores: ["TERM"] }]);
    node.start("trap 'echo never' TERM; kill -TERM $$; sh -c 'kill -TERM $$; echo too'");
    expect(node.finish().output("stdout")).toBe("too\n");
  });

  it("cleans up whatever the script is at", () => {
    const node = overlaid({ traps: ms(300), trapExitCode: 9 }, true).advanceTo(100);
    node.signalGroup("SIGTERM");
    expect(endOf(node.finish())).toBe("9@400");
    expect(node.output("stdout")).toBe("on\n");
  });

  it("ends late, and does nothing any more until then", () => {
    const node = overlaid({ exitsLate: ms(5000) }, true)
      .advanceTo(100)
      .signalGroup("SIGKILL");
    expect(endOf(node.finish())).toBe("KILL@5100");
    expect(node.output("stdout")).toBe("on\n");
  });

  it("begins when a disk sleep is over", () => {
    const node = overlaid({ uninterruptible: ms(500) }).advanceTo(400);
    expect(node.output("stdout")).toBe("");
    expect(endOf(node.finish())).toBe("0@1500");
    const killed = overlaid({ uninterruptible: ms(500) }, true)
      .signalGroup("SIGKILL")
      .finish();
    expect(endOf(killed)).toBe("KILL@500");
    expect(killed.output("stdout")).toBe("");
  });

  it("ends by itself just before a signal, and its leader with it", () => {
    const node = overlaid({ exitsWhileKilled: 0 }).advanceTo(100).signalGroup("SIGKILL");
    expect(endOf(node)).toBe("0@100");
    // The sleep of the script was still there to be met.
    expect(node.first("process.signalled")?.delivered).toBe(true);
    expect(node.table.survivors(1)).toBe(0);
  });

  it("keeps the run from starting at all", () => {
    const node = overlaid({ spawnError: "cannot allocate memory" });
    expect(node.events.map(({ event }) => event)).toEqual([
      { type: "process.failed", message: "fork/exec /bin/sh: cannot allocate memory" },
    ]);
    expect(node.table.processes).toEqual([]);
  });

  it("goes by what it is asked of a command: the program stays, or is what the fleet says", () => {
    const node = new VirtualNode().behave(
      [{ match: "job", lasts: ms(300), exitCode: 3 }],
      [
        { match: "sleep", ignores: ["TERM"] },
        { match: "job", exitCode: 5, output: "job\n" },
      ],
    );
    node.start("job; echo $?; sleep 1; echo off", 1, { exec: true }).advanceTo(500);
    expect(node.output("stdout")).toBe("job\n5\n");
    const [, sleep] = node.table.processes;
    expect(sleep).toMatchObject({ args: "sleep 1", ignored: 1 << 15 });
  });
});

describe("a signal from outside of the agent", () => {
  it("reaches the leaders of all runs, and no run hears of it", () => {
    const node = new VirtualNode().start("sleep 60").start("sleep 60", 2).advanceTo(10);
    const heard = node.events.length;
    node.signalLeaders("SIGSTOP");
    expect(node.events.length).toBe(heard);
    node.signalLeaders("SIGKILL");
    expect(node.first("process.exited", 2)).toMatchObject({ signal: "SIGKILL", atMs: 10 });
    // Their scripts go on: they are children of what was killed.
    expect(node.table.list().map(({ args }) => args.split(" ")[0])).toEqual([
      "/bin/sh",
      "sleep",
      "/bin/sh",
      "sleep",
    ]);
  });
});

describe("a clone", () => {
  const moments = [0, 60, 150, 450, 700];
  const signals: readonly SignalName[] = ["SIGTERM", "SIGKILL", "SIGSTOP"];
  it.each(TABLE)("of a program with %s goes on as the original does", (_name, behaviour) => {
    for (const at of moments) {
      for (const signal of signals) {
        const node = leader({ lasts: ms(1000), ...behaviour }).advanceTo(at);
        const [one, two] = [node.clone(), node.clone()];
        expect(hashOf(one)).toBe(hashOf(two));
        one.signalGroup(signal).finish();
        two.signalGroup(signal).finish();
        expect(one.events).toEqual(two.events);
        expect(hashOf(one)).toBe(hashOf(two));
        node.table.powerOff(at, new Effects<ProcessTableEffect>(false));
        expect(node.table.processes).toEqual([]);
      }
    }
  });
});

function hashOf(node: VirtualNode): number {
  const encoder = new Encoder(node.nowMs);
  node.table.encode(encoder);
  return encoder.finish();
}
