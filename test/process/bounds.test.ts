import { describe, expect, it } from "vitest";
import { PROCESS_OPTIONS } from "../../src/process/process-options.ts";
import { runScript, VirtualNode } from "./virtual-run.ts";

describe("a bound", () => {
  it("of instructions makes an endless loop take time", () => {
    const node = new VirtualNode({ instructionsPerInstant: 100 }).start("while :; do :; done");
    expect(node.pendingTimers).toBe(1);
    node.advanceTo(50).signalGroup("SIGKILL").finish();
    expect(node.nowMs).toBe(50);
    expect(node.first("process.exited")?.signal).toBe("SIGKILL");
  });

  it("of instructions holds for processes that start each other", () => {
    const node = new VirtualNode({ instructionsPerInstant: 100 });
    node.start("while :; do (:) & wait; sh -c :; done").advanceTo(20).signalTree("SIGKILL");
    expect(node.table.survivors(1)).toBe(0);
  });

  it("of instructions does not change what a loop does", () => {
    const script = "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done; echo $i";
    const node = runScript(script, { instructionsPerInstant: 100 });
    expect(node.output("stdout")).toBe("1000\n");
    expect(node.nowMs).toBeGreaterThan(30);
  });

  it.each([
    ["one endless loop", "while :; do :; done"],
    ["a loop of subshells", "while :; do (:); done"],
    ["loops in the background", "for i in 1 2 3 4 5 6 7 8 9; do while :; do :; done & done; wait"],
  ])("of instructions makes %s cost ever less", (_name, script) => {
    const options = { ...PROCESS_OPTIONS, instructionsPerInstant: 100 };
    const node = new VirtualNode(options).start(script).advanceTo(100_000);
    const before = node.timersFired;
    node.advanceTo(110_000);
    expect(node.timersFired - before).toBeLessThanOrEqual(50);
    node.signalTree("SIGKILL");
    expect(node.table.pauses).toBe(0);
  });

  it("of processes ends a fork bomb's shell with 2", () => {
    const node = new VirtualNode({ processesMax: 10 }).start(
      "while :; do sleep 60 & done; echo on",
    );
    expect(node.table.survivors(1)).toBe(8);
    expect(node.first("process.exited")).toMatchObject({ code: 2 });
    expect(node.output("stderr")).toMatch(/: 1: Cannot fork\n$/);
  });

  it("of processes refuses a run for which there is no room", () => {
    const node = new VirtualNode({ processesMax: 4 }).start("sleep 9").start("echo a", 2);
    expect(node.events.at(-1)).toEqual({
      atMs: 0,
      run: 2,
      event: {
        type: "process.failed",
        message: "fork/exec /bin/sh: resource temporarily unavailable",
      },
    });
    expect(node.table.survivors(2)).toBe(0);
  });

  it("of output drops what comes after, and the script goes on", () => {
    const script = "i=0; while [ $i -lt 9 ]; do echo 123456789; i=$((i+1)); done; exit 4";
    const node = runScript(script, { outputBytesMax: 25 });
    expect(node.output("stdout")).toBe("123456789\n123456789\n12345");
    expect(node.first("process.exited")?.code).toBe(4);
  });

  it("of a word ends a shell that doubles a variable for ever", () => {
    const node = runScript("a=x; while :; do a=$a$a; done", { wordBytesMax: 1000 });
    expect(node.first("process.exited")?.code).toBe(2);
    expect(node.output("stderr")).toMatch(/a word of more than 1000 bytes/);
  });

  it("of a script keeps a longer one from running", () => {
    const node = runScript(`echo ${"x".repeat(100)}`, { scriptBytesMax: 100 });
    expect(node.first("process.exited")?.code).toBe(127);
    expect(node.output("stdout")).toBe("");
    expect(node.output("stderr")).toMatch(/a script of 105 bytes \(at most 100\)/);
  });

  it.each(["(", "{ ", "if ", "while ", "! ( "])("of nesting refuses %s again and again", (open) => {
    const node = runScript(open.repeat(5000));
    expect(node.first("process.exited")?.code).toBe(127);
    expect(node.output("stderr")).toMatch(/nested too deeply/);
  });

  it("of nesting holds for elif and for arithmetic", () => {
    expect(runScript(`if a; then b${"; elif a; then b".repeat(500)}; fi`).output("stderr")).toMatch(
      /nested too deeply/,
    );
    const deep = `echo $((${"(".repeat(2000)}1${")".repeat(2000)}))`;
    expect(runScript(deep).output("stderr")).toMatch(/nested too deeply/);
  });

  it("of nesting does not count the links of a chain", () => {
    expect(runScript(`${"true && ".repeat(7_000)}echo a`).output("stdout")).toBe("a\n");
    expect(runScript(`${"false || ".repeat(6_000)}echo b`).output("stdout")).toBe("b\n");
  });

  it("of nesting keeps an action that signals its own shell from piling up", () => {
    const node = new VirtualNode({ instructionsPerInstant: 1000 });
    node.start("trap 'kill -USR1 $$; :' USR1; kill -USR1 $$; sleep 9").advanceTo(100);
    node.signalTree("SIGKILL");
    expect(node.table.survivors(1)).toBe(0);
  });
});

describe("time", () => {
  it("passes even in a loop around sleep 0", () => {
    const node = new VirtualNode().start("while :; do sleep 0; done").advanceTo(5);
    expect(node.nowMs).toBe(5);
    node.signalGroup("SIGKILL");
  });

  it("is taken by every builtin when commandMs says so", () => {
    const node = runScript("echo a; echo b; sleep 1", { commandMs: 10 });
    expect(node.first("process.exited")?.atMs).toBe(1020);
  });

  it.each([
    ["0.25", 250],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
    ["1s", 1000],
    [".05", 50],
    ["1 0.5", 1500],
  ])("is what sleep %s says", (operand, ms) => {
    expect(runScript(`sleep ${operand}`).nowMs).toBe(ms);
  });

  it("has no timer for sleep infinity", () => {
    const node = new VirtualNode().start("sleep infinity");
    expect(node.pendingTimers).toBe(0);
    expect(node.table.survivors(1)).toBe(3);
  });
});
