/**
 * The agent that keeps its promises: what it does otherwise than the real one, a row of profile.ts
 * each. What its document workers do otherwise is in ideal-worker.test.ts.
 */
import { describe, expect, test } from "vitest";
import type { AgentOptions } from "../../src/agent/options.ts";
import type { AgentJobReply } from "../../src/wire/message.ts";
import { cancelJob, jobId, line, sendJob, stepsJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

function startRig(options: Partial<AgentOptions> = {}): Rig {
  return new Rig({ options: { profile: "ideal", ...options } }).start();
}

function lines(rig: Rig): string[] {
  return rig.sent.map(({ message }) => line(message));
}

/** The lines about one job, its acks left out. */
function about(rig: Rig, id: string): string[] {
  return lines(rig).filter((text) => text.startsWith(`${id} `) && !text.includes(" ack "));
}

function step(status: string, code: number, output: string): string {
  return `runShellScript ${status} ${code} ${JSON.stringify(output)} {"${status}":1}`;
}

function lastReply(rig: Rig): AgentJobReply {
  const replies = rig.sent.flatMap(({ message }) =>
    message.type === "agent_job_reply" ? [message] : [],
  );
  return replies.at(-1)!;
}

const UNSTARTED = `c1 Cancelled ${step("Cancelled", 1, "")}`;

describe("a cancel that finds no command", () => {
  test("says so, and the command that comes later ends Cancelled, over a restart", () => {
    const rig = startRig();
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(100);
    expect(lines(rig)).toEqual([
      "x1 ack 200",
      "x1 cancel InProgress null",
      "x1 cancel Failed null",
    ]);
    expect(lastReply(rig).content.documentTraceOutput).toBe(
      "nothing to stop: the command has not arrived, and will not run when it does",
    );
    rig.crash();
    rig.start();
    rig.deliver(sendJob("c1", ["say never"]));
    rig.run(5000);
    expect(lines(rig).slice(3)).toEqual(["c1 ack 200", "c1 InProgress null", UNSTARTED]);
    expect(rig.seats.size).toBe(0);
    expect(rig.store.jobs.size).toBe(0);
    rig.deliver(sendJob("c1", ["say never"]));
    expect(lines(rig).at(-1)).toBe("c1 ack 51405");
  });

  test("of a command that has ended leaves no mark, and none of another form finds anything", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(1000);
    const known = rig.store.idempotency.size;
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(100);
    expect(about(rig, "x1")).toEqual(["x1 cancel InProgress null", "x1 cancel Failed null"]);
    expect(lastReply(rig).content.documentTraceOutput).toBe(
      "nothing to stop: no command of this JobId waits or runs",
    );
    expect([...rig.store.idempotency.keys()].slice(known)).toEqual(["CancelCommand/x1"]);
  });
});

describe("a cancel of a running command", () => {
  test("takes effect in the step that acknowledges it", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say on", "wait 60000"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    expect(rig.signals).toEqual(["1000 SIGTERM delivered"]);
  });

  test("is answered Success, after the command's own last reply was acknowledged", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say on", "wait 60000"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    const end = step("Cancelled", 143, "on\n");
    expect(lines(rig).slice(2)).toEqual([
      "x1 ack 200",
      "x1 cancel InProgress null",
      `c1 InProgress ${end}`,
      `c1 Cancelled ${end}`,
      "x1 cancel Success null",
    ]);
    expect(rig.store.jobs.size).toBe(0);
    expect(rig.store.replies.size).toBe(0);
  });

  test("twice has one effect and two answers", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["outlive SIGTERM", "wait 60000"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    rig.deliver(cancelJob("x2", jobId("c1")));
    rig.run(10_000);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Success null");
    expect(about(rig, "x2").at(-1)).toBe("x2 cancel Success null");
    expect(rig.signals).toEqual(["1000 SIGTERM delivered", "6000 SIGKILL delivered"]);
  });

  test("that ends by itself meanwhile is answered Failed", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say on", "hold 3000"]));
    rig.run(1000);
    // What holds the output is none of ours.
    rig.seats.get("c1")!.tree = false;
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.seats.get("c1")!.tree = true;
    rig.run(5000);
    expect(about(rig, "c1").at(-1)).toBe(`c1 Success ${step("Success", 0, "on\n")}`);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Failed null");
    expect(lastReply(rig).content.documentTraceOutput).toBe(
      "nothing to stop: the command had ended by itself",
    );
  });

  test("under the command's own id works, and neither file is lost", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["wait 60000"]));
    rig.run(1000);
    rig.acks = false;
    rig.deliver(cancelJob("c1", jobId("c1")));
    expect([...rig.store.jobs.keys()]).toEqual(["c1", "cancel/c1"]);
    rig.acks = true;
    rig.run(10_000);
    expect(about(rig, "c1").at(-1)).toBe("c1 cancel Success null");
  });

  test("is taken up by the next life of an agent that crashed before it told anybody", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["wait 60000"]));
    rig.run(1000);
    rig.acks = false;
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.crash();
    rig.run(3000);
    rig.acks = true;
    rig.start();
    rig.run(3000);
    expect(about(rig, "c1").at(-1)).toMatch(/^c1 Cancelled runShellScript Cancelled 143/);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Success null");
  });
});

describe("a cancel of a command that waits", () => {
  function waiting(): Rig {
    const rig = startRig({ commandWorkers: 1 });
    rig.deliver(sendJob("b1", ["wait 20000"]));
    rig.deliver(sendJob("c1", ["say never"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    return rig;
  }

  test("ends it at once: its file is gone, its place is free, it never runs", () => {
    const rig = waiting();
    expect([...rig.store.jobs.keys()]).toEqual(["b1"]);
    rig.run(100);
    expect(about(rig, "c1").at(-1)).toBe(UNSTARTED);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Success null");
    rig.crash();
    rig.start();
    rig.run(60_000);
    expect([...rig.seats.keys()]).toEqual(["b1"]);
  });

  test("does so too when the agent crashes before any of it has left", () => {
    const rig = waiting();
    rig.crash();
    rig.start();
    rig.run(60_000);
    expect([...rig.seats.keys()]).toEqual(["b1"]);
    expect(about(rig, "c1").at(-1)).toBe(UNSTARTED);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Success null");
  });

  test("comes before a reboot's second run of its step", () => {
    const rig = startRig();
    rig.deliver(stepsJob("c1", ["say first", "exit 194", "say never"]));
    rig.run(1000);
    expect(rig.reboots).toHaveLength(1);
    rig.powerOff();
    rig.opens = false;
    rig.start();
    rig.opens = true;
    rig.acks = false;
    rig.run(20_000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.acks = true;
    rig.run(20_000);
    expect(lastReply(rig)).toMatchObject({ topic: "aws.ssm.cancelCommand" });
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Success null");
    expect(about(rig, "c1").at(-1)).toBe('c1 Cancelled {"Success":1,"Cancelled":2}');
    expect(rig.store.jobs.size).toBe(0);
  });

  test("that was taken while its agent waits for the reboot is met after it", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["exit 194"]));
    rig.run(20);
    rig.acks = false;
    rig.run(400);
    // The step's reply waits for its ack, so that the agent has not gone down yet.
    expect([rig.agent?.rebooting, rig.agent?.jobs.length]).toEqual([true, 0]);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(2000);
    expect(rig.reboots).toHaveLength(1);
    const before = rig.seats.get("c1");
    rig.powerOff();
    rig.acks = true;
    rig.start();
    rig.run(20_000);
    expect(about(rig, "c1").at(-1)).toBe(UNSTARTED);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Success null");
    expect(rig.seats.get("c1")).toBe(before);
  });
});

test("a burst of cancels is taken as a whole, up to jobTable", () => {
  const rig = startRig({ jobTable: 30 });
  rig.deliver(sendJob("c1", ["outlive SIGTERM", "wait 60000"]));
  rig.run(1000);
  for (let index = 0; index < 31; index += 1) rig.deliver(cancelJob(`x${index}`, jobId("c1")));
  const acks = lines(rig).filter((text) => /^x\d+ ack/.test(text));
  expect(acks.filter((text) => text.endsWith(" 200"))).toHaveLength(30);
  expect(acks.at(-1)).toBe("x30 ack 51402");
});

describe("a command that is cancelled and does not end", () => {
  test("keeps its place until it has ended", () => {
    const rig = startRig({ commandWorkers: 1, graceMs: 30_000 });
    rig.deliver(sendJob("c1", ["outlive SIGTERM", "wait 600000"]));
    rig.deliver(sendJob("c2", ["say hi"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(29_000);
    expect(rig.seats.has("c2")).toBe(false);
    rig.run(3000);
    expect(about(rig, "c2").at(-1)).toBe(`c2 Success ${step("Success", 0, "hi\n")}`);
  });
});

describe("a document worker that is gone", () => {
  test("makes its command Failed at once, with the reason, and ends what it left", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["wait 60000"]));
    rig.run(1000);
    rig.killWorker("c1");
    rig.run(10);
    expect(about(rig, "c1").at(-1)).toMatch(
      /^c1 Failed runShellScript Failed 1 "the document worker/,
    );
    expect(lastReply(rig).content.documentTraceOutput).toMatch(/^the document worker is gone/);
    expect(rig.signals).toEqual(["SIGKILL orphans of c1"]);
  });

  test("after the power was cut: as soon as the agent is back; a cancel is answered then", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["outlive SIGTERM", "wait 60000"]));
    rig.run(1000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    rig.powerOff();
    rig.start();
    rig.run(100);
    expect(about(rig, "c1").at(-1)).toMatch(/^c1 Failed /);
    expect(about(rig, "x1").at(-1)).toBe("x1 cancel Failed null");
  });
});

describe("replies", () => {
  test("about one command leave one after another, each when the one before is acknowledged", () => {
    const rig = startRig();
    rig.deliver(stepsJob("c1", ["say a", "say b"]));
    rig.run(20);
    rig.acks = false;
    rig.run(600);
    expect(about(rig, "c1").slice(1)).toEqual([
      'c1 InProgress step1 Success 0 "a\\n" {"Success":1}',
    ]);
    rig.acks = true;
    rig.run(10_000);
    const ids = rig.sent.flatMap(({ message }) =>
      message.type === "agent_job_reply" ? [message.messageId] : [],
    );
    expect(new Set(ids).size).toBe(4);
    expect(about(rig, "c1").at(-1)).toBe('c1 Success {"Success":2}');
    expect(about(rig, "c1").at(-2)).toContain("step2 Success");
  });

  test("about other commands are not held up by them", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(100);
    rig.acks = false;
    rig.run(1000);
    rig.acks = true;
    rig.deliver(sendJob("c2", ["say hi"]));
    rig.run(500);
    expect(about(rig, "c2").at(-1)).toMatch(/^c2 Success/);
  });

  test("are sent until they are acknowledged, the first one too, every few seconds", () => {
    const rig = startRig();
    rig.acks = false;
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(60_000);
    const times = rig.sent.flatMap(({ atMs, message }) =>
      message.type === "agent_job_reply" ? [atMs] : [],
    );
    expect(about(rig, "c1").every((text) => text === "c1 InProgress null")).toBe(true);
    // A second for the ack, then a rest of one to three.
    for (const [index, atMs] of times.entries()) {
      if (index === 0) continue;
      expect(atMs - times[index - 1]!).toBeGreaterThanOrEqual(2000);
      expect(atMs - times[index - 1]!).toBeLessThanOrEqual(4000);
    }
    const ids = rig.sent.map(({ message }) => message.messageId).slice(1);
    expect(new Set(ids).size).toBe(1);
  });

  test("are never dropped, however old, and survive restarts", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(100);
    rig.acks = false;
    rig.run(10_000_000);
    rig.crash();
    rig.start();
    rig.run(10_000_000);
    rig.acks = true;
    rig.run(10_000);
    expect(about(rig, "c1").at(-1)).toBe(`c1 Success ${step("Success", 0, "hi\n")}`);
    expect(rig.store.replies.size).toBe(0);
  });

  test("of a time without a channel leave as soon as there is one", () => {
    const rig = startRig({ reconnectMs: { minMs: 5000, maxMs: 5000 } });
    rig.deliver(sendJob("c1", ["wait 3000"]));
    rig.run(1000);
    rig.closeChannel();
    rig.run(4900);
    const before = rig.sent.length;
    rig.run(200);
    expect(lines(rig).slice(before)).toHaveLength(2);
  });

  test("are on disk before the job's file goes: a crash in between loses nothing", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(100);
    rig.acks = false;
    rig.run(500);
    expect(rig.store.jobs.size).toBe(0);
    expect(rig.store.replies.size).toBe(2);
    rig.crash();
    rig.acks = true;
    rig.start();
    rig.run(100);
    expect(about(rig, "c1").at(-1)).toBe(`c1 Success ${step("Success", 0, "hi\n")}`);
  });

  test("that nobody acknowledges hold new commands off, but not the cancels of old ones", () => {
    const rig = startRig({ replyQueue: 2 });
    rig.acks = false;
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.deliver(sendJob("c2", ["say hi"]));
    rig.deliver(sendJob("c3", ["say hi"]));
    expect(lines(rig).at(-1)).toBe("c3 ack 51402");
    rig.deliver(cancelJob("x1", jobId("c1")));
    expect(lines(rig).filter((text) => text.startsWith("x1 ack"))).toEqual(["x1 ack 200"]);
  });
});

describe("a command that waits while the channel is closed", () => {
  test("does not start, but when it was told of on the next channel", () => {
    const rig = startRig({ commandWorkers: 1, reconnectMs: { minMs: 9000, maxMs: 9000 } });
    rig.deliver(sendJob("b1", ["wait 3000"]));
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(1000);
    rig.closeChannel();
    rig.run(8000);
    expect([...rig.seats.keys()]).toEqual(["b1"]);
    rig.acks = false;
    rig.run(2000);
    expect(about(rig, "c1").at(-1)).toBe("c1 InProgress null");
    expect([...rig.seats.keys()]).toEqual(["b1"]);
    rig.acks = true;
    rig.run(10_000);
    expect([...rig.seats.keys()]).toEqual(["b1", "c1"]);
  });

  test("never starts when its cancel comes before that", () => {
    const rig = startRig({ commandWorkers: 1 });
    rig.deliver(sendJob("b1", ["wait 3000"]));
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(1000);
    rig.acks = false;
    rig.closeChannel();
    rig.run(8000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.acks = true;
    rig.run(10_000);
    expect([...rig.seats.keys()]).toEqual(["b1"]);
    expect(about(rig, "c1").at(-1)).toBe(UNSTARTED);
  });

  test("nor does one that was stored as started, when its agent died before it had a worker", () => {
    const rig = new Rig({ options: { profile: "ideal" } });
    const message = sendJob("c1", ["say hi"]);
    const service = "ssmmessages";
    const value = { folder: "current", message, service, receivedMs: 0, runCount: 0 } as const;
    rig.store.apply({ type: "storeRecord", table: "job", key: "c1", value });
    rig.acks = false;
    rig.start();
    rig.run(2000);
    expect(about(rig, "c1")).toEqual(["c1 InProgress null"]);
    expect(rig.seats.size).toBe(0);
    rig.acks = true;
    rig.run(10_000);
    expect(about(rig, "c1").at(-1)).toBe(`c1 Success ${step("Success", 0, "hi\n")}`);
  });

  test("takes no more commands than workers and queue have room for", () => {
    const rig = startRig({ commandWorkers: 2, commandQueue: 3 });
    rig.acks = false;
    for (let index = 0; index < 6; index += 1) rig.deliver(sendJob(`c${index}`, ["say hi"]));
    const acks = lines(rig).filter((text) => text.includes(" ack "));
    expect(acks.filter((text) => text.endsWith(" 200"))).toHaveLength(5);
  });
});

test("a command is taken up again however often the agent starts", () => {
  const rig = startRig();
  rig.deliver(sendJob("c1", ["wait 60000"]));
  rig.run(1000);
  for (let starts = 0; starts < 20; starts += 1) {
    rig.crash();
    rig.start();
    rig.run(100);
  }
  rig.run(60_000);
  expect(about(rig, "c1").at(-1)).toBe(`c1 Success ${step("Success", 0, "")}`);
});

describe("accepted job ids", () => {
  test("are known for good, over restarts", () => {
    const rig = startRig();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(100_000_000);
    rig.crash();
    rig.start();
    rig.run(100_000_000);
    rig.deliver(sendJob("c1", ["say hi"]));
    expect(lines(rig).at(-1)).toBe("c1 ack 51405");
  });

  test("are no more than knownIds: the oldest goes", () => {
    const rig = startRig({ knownIds: 10 });
    for (let index = 0; index < 30; index += 1) {
      rig.deliver(cancelJob(`x${index}`, jobId(`c${index}`)));
      rig.run(100);
      // A cancel adds itself and the mark of its command in one step.
      expect(rig.store.idempotency.size).toBeLessThanOrEqual(11);
    }
    expect(rig.store.idempotency.has("CancelCommand/x29")).toBe(true);
    expect(rig.store.idempotency.has("CancelCommand/x0")).toBe(false);
  });
});
