/**
 * The document worker of an agent that keeps its promises: how it ends a step, and what it says of
 * one. `amazon-ssm-agent` decides each of these otherwise; profile.ts says how.
 */
import { describe, expect, test } from "vitest";
import type { AgentOptions } from "../../src/agent/options.ts";
import type { AgentJobReply } from "../../src/wire/message.ts";
import { cancelJob, jobId, sendJob, stepsJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

/** The step starts 10 ms after its worker, so that the tests can count. */
const QUICK = { profile: "ideal", spawnMs: { minMs: 10, maxMs: 10 }, graceMs: 5000 } as const;

function start(script: readonly string[], options: Partial<AgentOptions> = {}): Rig {
  const rig = new Rig({ options: { ...QUICK, ...options } }).start();
  rig.deliver(sendJob("c1", script, { timeoutSeconds: "100" }));
  rig.run(1000);
  return rig;
}

/** The command's last reply: its final one, when it has ended. */
function last(rig: Rig): AgentJobReply["content"] {
  const replies = rig.sent.flatMap(({ message }) =>
    message.type === "agent_job_reply" && message.topic === "aws.ssm.sendCommand" ? [message] : [],
  );
  return replies.at(-1)!.content;
}

function lastStep(rig: Rig): { status: string; code: number; output: string } {
  const { status, code, output } = Object.values(last(rig).runtimeStatus ?? {})[0]!;
  return { status, code, output };
}

function signals(rig: Rig): string[] {
  return rig.signals.map((text) => text.replace(/^\d+ /, ""));
}

describe("a cancel of a running step", () => {
  test("is SIGTERM alone where that is enough, and the code says so", () => {
    const rig = start(["say on", "wait 60000"]);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    expect(signals(rig)).toEqual(["SIGTERM delivered"]);
    expect(lastStep(rig)).toEqual({ status: "Cancelled", code: 143, output: "on\n" });
  });

  test("is SIGKILL graceMs later where it is not, to the millisecond, and keeps what is said", () => {
    const rig = start(["outlive SIGTERM", "wait 3000", "say late", "wait 60000"]);
    const cancelMs = rig.nowMs;
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(6000);
    expect(rig.signals).toEqual([
      `${cancelMs} SIGTERM delivered`,
      `${cancelMs + 5000} SIGKILL delivered`,
    ]);
    expect(lastStep(rig)).toEqual({ status: "Cancelled", code: 137, output: "late\n" });
    expect(last(rig).documentTraceOutput).toBe("");
  });

  test("neither signals again nor begins its grace again when it comes again", () => {
    const rig = start(["outlive SIGTERM", "wait 60000"]);
    const cancelMs = rig.nowMs;
    for (const id of ["x1", "x2", "x3"]) {
      rig.deliver(cancelJob(id, jobId("c1")));
      rig.run(1500);
    }
    rig.run(3000);
    expect(rig.signals.map((text) => Number(text.split(" ")[0]) - cancelMs)).toEqual([0, 5000]);
  });

  test("tells of what outlives SIGKILL, killMs after it, by its pid", () => {
    const rig = start(["outlive SIGKILL", "say on", "wait 60000"]);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(6900);
    expect(last(rig).documentStatus).toBe("InProgress");
    rig.run(200);
    expect(last(rig)).toMatchObject({
      documentStatus: "Cancelled",
      documentTraceOutput: "escaped: still alive after SIGKILL: pid 100",
    });
  });

  test("passes over the steps after it, each Cancelled", () => {
    const rig = new Rig({ options: QUICK }).start();
    rig.deliver(stepsJob("c1", ["say a", "wait 60000", "say never"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    expect(last(rig)).toMatchObject({
      documentStatus: "Cancelled",
      runtimeStatusCounts: { Success: 1, Cancelled: 2 },
    });
    expect(signals(rig)).toEqual(["SIGTERM delivered"]);
  });
});

describe("a cancel of a step whose leader has ended while its output is held", () => {
  test("ends it Cancelled when something of it lived", () => {
    const rig = start(["say on", "hold 60000"]);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    expect(signals(rig)).toEqual(["SIGTERM delivered"]);
    expect(lastStep(rig)).toEqual({ status: "Cancelled", code: 0, output: "on\n" });
  });

  test("changes nothing when nothing of it lived: it ends as it had ended by itself", () => {
    const rig = start(["say on", "hold 1500"]);
    rig.seats.get("c1")!.tree = false;
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.seats.get("c1")!.tree = true;
    rig.run(5000);
    expect(signals(rig)).toEqual(["SIGTERM missed"]);
    expect(lastStep(rig)).toEqual({ status: "Success", code: 0, output: "on\n" });
  });
});

describe("the time limit", () => {
  test("is SIGTERM, and SIGKILL after graceMs: TimedOut with the step's own code", () => {
    const rig = start(["outlive SIGTERM", "wait 1000000"]);
    rig.run(110_000);
    const [terminated, killed] = rig.signals.map((text) => Number(text.split(" ")[0]));
    expect(killed! - terminated!).toBe(5000);
    expect(lastStep(rig)).toEqual({ status: "TimedOut", code: 137, output: "" });
  });

  test("stays the reason when a cancel comes in its grace, which then spares the rest", () => {
    const rig = new Rig({ options: QUICK }).start();
    const inputs = { timeoutSeconds: "100", runCommand: ["outlive SIGTERM", "wait 1000000"] };
    const first = { action: "aws:runShellScript", name: "one", inputs };
    const second = { ...first, name: "two", inputs: { runCommand: ["say never"] } };
    const document = { schemaVersion: "2.2", mainSteps: [first, second] };
    rig.deliver({ ...sendJob("c1", [], { document }) });
    rig.run(102_000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(10_000);
    expect(signals(rig)).toEqual(["SIGTERM delivered", "SIGKILL delivered"]);
    expect(last(rig)).toMatchObject({
      documentStatus: "TimedOut",
      runtimeStatusCounts: { TimedOut: 1, Cancelled: 1 },
    });
  });
});

describe("a script that others kill", () => {
  test.each([
    ["exit 137", 137, "exit status 137"],
    ["die SIGKILL", 137, "signal: killed"],
    ["die SIGTERM", 143, "signal: terminated"],
  ])("%s is Failed, with the signal in its code", (line, code, reason) => {
    const rig = start([line]);
    const output = `\n----------ERROR-------\nfailed to run commands: ${reason}`;
    expect(lastStep(rig)).toEqual({ status: "Failed", code, output });
  });
});

test("output past its limit is cut between two characters", () => {
  const rig = start([`say ${"\xe2\x82\xac".repeat(9000)}`]);
  const { standardOutput, output } = Object.values(last(rig).runtimeStatus ?? {})[0]!;
  for (const text of [standardOutput, output]) {
    const bytes = Buffer.from(text, "latin1");
    expect(Buffer.from(bytes.toString("utf8"), "utf8").equals(bytes)).toBe(true);
  }
  // 24,000 - 20 of the mark is 23,980: 7993 characters of three bytes, and one byte too few.
  expect(standardOutput).toHaveLength(7993 * 3 + 20);
});

test("the script leads its processes itself", () => {
  const rig = new Rig({ options: QUICK });
  const specs: unknown[] = [];
  rig.scripts = (script, spec) => {
    specs.push(spec.exec);
    return script;
  };
  rig.start();
  rig.deliver(sendJob("c1", ["say hi"]));
  rig.run(1000);
  expect(specs).toEqual([true]);
});
