/**
 * Exit code 194: the agent asks for a reboot, and another life of it goes on with the same step.
 */
import { describe, expect, test } from "vitest";
import { cancelJob, contentJob, jobId, line, sendJob, stepsJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

/** A rig whose command has asked for a reboot: its script, step by step, was this. */
function asked(steps: readonly string[]): Rig {
  const rig = new Rig().start();
  rig.deliver(stepsJob("c1", steps));
  rig.run(2000);
  expect(rig.reboots).toHaveLength(1);
  return rig;
}

/** The reboot: everything on the node ends, and the agent starts over the store. */
function reboot(rig: Rig): Rig {
  rig.powerOff();
  rig.run(20_000);
  rig.start();
  rig.run(2000);
  return rig;
}

/** What was sent, in short. */
function lines(rig: Rig): string[] {
  return rig.sent.map(({ message }) => line(message));
}

describe("a step that exits with 194", () => {
  test("is replied as SuccessAndReboot, and the agent leaves its channel when the replies are out", () => {
    const rig = asked(["say first\nexit 194", "say never"]);
    expect(lines(rig).slice(2)).toEqual([
      'c1 InProgress step1 SuccessAndReboot 194 "first\\n" {"SuccessAndReboot":1}',
      'c1 SuccessAndReboot step1 SuccessAndReboot 194 "first\\n" {"SuccessAndReboot":1}',
    ]);
    expect(rig.reboots[0]).toBeGreaterThan(rig.sent.at(-1)!.atMs);
    const taken = rig.sent.length;
    rig.deliver(sendJob("c2", ["say more"]));
    rig.run(1000);
    expect(lines(rig).slice(taken)).toEqual(["c2 ack 51401"]);
  });

  test("asks when the replies are on disk, if nobody acknowledges them", () => {
    const rig = new Rig().start();
    rig.acks = false;
    rig.deliver(sendJob("c1", ["exit 194"]));
    rig.run(900);
    expect(rig.reboots).toEqual([]);
    rig.run(2000);
    expect(rig.reboots).toHaveLength(1);
    expect(rig.store.replies.size).toBe(2);
  });

  test("leaves all that is needed to go on in the store, in place of a worker", () => {
    const rig = asked(["say a", "say first\nexit 194", "say c"]);
    expect(rig.store.jobs.get("c1")).toMatchObject({
      folder: "current",
      done: [
        { status: "Success", standardOutput: "a\n" },
        { status: "SuccessAndReboot", code: 194, standardOutput: "first\n" },
      ],
    });
  });

  test("runs again from its beginning, its output appended, under the same job id", () => {
    const rig = asked(["say first\nexit 194"]);
    const before = rig.sent.length;
    // The same script ends well this time, as a marker file would make it.
    rig.scripts = () => "say second";
    reboot(rig);
    const end = 'step1 Success 0 "first\\nsecond\\n" {"Success":1}';
    expect(lines(rig).slice(before)).toEqual([`c1 InProgress ${end}`, `c1 Success ${end}`]);
    expect(rig.store.jobs.size).toBe(0);
    const [first, again] = [before - 1, before].map((at) => rig.sent[at]!.message);
    const startOf = (message: unknown) =>
      (message as { content: { runtimeStatus: { step1: { startMs: number } } } }).content
        .runtimeStatus.step1.startMs;
    expect(startOf(again)).toBe(startOf(first));
  });

  test("goes on with the later steps after it; of the earlier ones failures are said again", () => {
    const rig = asked(["say a", "exit 3", "exit 194", "say d"]);
    const before = rig.sent.length;
    rig.scripts = (script) => script.replace("exit 194", "say c");
    reboot(rig);
    const error = '"\\n----------ERROR-------\\nfailed to run commands: exit status 3"';
    expect(lines(rig).slice(before)).toEqual([
      `c1 InProgress step2 Failed 3 ${error} {"Failed":1}`,
      'c1 InProgress step3 Success 0 "c\\n" {"Failed":1,"Success":1}',
      'c1 InProgress step4 Success 0 "d\\n" {"Failed":1,"Success":2}',
      'c1 Failed {"Failed":1,"Success":2}',
    ]);
  });

  test("that always does is given up at the sixteenth start after it, with no reply", () => {
    const rig = asked(["exit 194"]);
    for (let starts = 0; starts < 15; starts += 1) reboot(rig);
    expect(rig.reboots).toHaveLength(16);
    const before = rig.sent.length;
    reboot(rig);
    expect(rig.store.jobs.get("c1")).toMatchObject({ folder: "corrupt", runCount: 15 });
    expect(rig.sent).toHaveLength(before);
  });
});

describe("between the wish and the reboot", () => {
  test("a cancel reaches nobody; after it the step that runs again is killed", () => {
    const rig = asked(["exit 194"]);
    const before = rig.sent.length;
    rig.deliver(cancelJob("x1", jobId("c1")));
    expect(lines(rig).slice(before)).toEqual(["x1 ack 51401"]);
    rig.scripts = () => "say again\nwait 9000";
    reboot(rig);
    rig.deliver(cancelJob("x2", jobId("c1")));
    rig.run(1000);
    expect(lines(rig).at(-1)).toBe('c1 Cancelled step1 Cancelled 137 "again\\n" {"Cancelled":1}');
  });

  test("an agent that crashes goes on at once: nothing tells a restart from a reboot", () => {
    const rig = asked(["exit 194"]);
    rig.crash();
    rig.scripts = () => "say second";
    rig.start();
    rig.run(2000);
    expect(lines(rig).at(-1)).toBe('c1 Success step1 Success 0 "second\\n" {"Success":1}');
  });

  test("a crash before the wish was written down makes the new life ask", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["wait 1000\nexit 194"]));
    rig.run(500);
    rig.crash();
    rig.run(5000);
    expect(rig.reboots).toEqual([]);
    rig.start();
    rig.run(5000);
    expect(rig.reboots).toHaveLength(1);
  });

  test("what waits for a worker is left for the life after the reboot", () => {
    const rig = new Rig({ options: { commandWorkers: 1 } }).start();
    rig.deliver(sendJob("c1", ["exit 194"]));
    rig.deliver(sendJob("c2", ["say two"]));
    rig.run(3000);
    // Its worker came free a moment before the agent stopped; then the power went.
    rig.scripts = (script) => script.replace("exit 194", "say one");
    reboot(rig);
    rig.run(70_000);
    const ends = lines(rig).filter((text) => /^c\d (Success|Failed) /.test(text));
    expect(ends.map((text) => text.split(" ").slice(0, 2).join(" ")).sort()).toEqual([
      "c1 Success",
      "c2 Success",
    ]);
  });
});

test("the end of a rebooting step decides about the others as any other does", () => {
  const rig = new Rig().start();
  const step = (name: string, run: string, inputs = {}) => ({
    action: "aws:runShellScript",
    name,
    inputs: { runCommand: [run], ...inputs },
  });
  const mainSteps = [step("a", "exit 194", { onSuccess: "exit" }), step("b", "say b")];
  rig.deliver(contentJob("c1", { document: { schemaVersion: "2.2", mainSteps } }));
  rig.run(2000);
  rig.scripts = () => "say a";
  reboot(rig);
  expect(lines(rig).at(-1)).toBe('c1 Success {"Success":1,"Skipped":1}');
});
