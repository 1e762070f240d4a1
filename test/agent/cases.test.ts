/**
 * What else was measured of the real agent's cancels, queues and restarts, a claim each.
 */
import { describe, expect, test } from "vitest";
import { cancelJob, jobId, line, sendJob, stepsJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

function lines(rig: Rig): string[] {
  return rig.sent.map(({ message }) => line(message));
}

function step(status: string, code: number, output: string): string {
  return `runShellScript ${status} ${code} ${JSON.stringify(output)} {"${status}":1}`;
}

describe("cancel meets a command", () => {
  test("before its step has started: Cancelled 1 with no output, and nothing is ever started", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(5);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(5000);
    const end = step("Cancelled", 1, "");
    expect(lines(rig).slice(4)).toEqual([`c1 InProgress ${end}`, `c1 Cancelled ${end}`]);
    expect(rig.signals).toEqual([]);
    // The worker comes up in its own time: a cancel does not hurry it.
    expect(rig.sent.at(-1)?.atMs).toBeGreaterThanOrEqual(50);
    expect(rig.sent.at(-1)?.atMs).toBeLessThanOrEqual(275);
  });

  test("whose leader has ended while a child outside its group holds the output: Failed 1", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["say parent done", "hold 25000"]));
    rig.run(2500);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(5000);
    const error = "\n----------ERROR-------\nfailed to run commands: no such process";
    const end = step("Failed", 1, `parent done\n${error}`);
    expect(lines(rig).slice(4)).toEqual([`c1 InProgress ${end}`, `c1 Failed ${end}`]);
    expect(rig.signals).toEqual(["SIGKILL missed"]);
  });

  test("so does its time limit", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["hold 25000"], { timeoutSeconds: "6" }));
    rig.run(10_000);
    expect(lines(rig).at(-1)).toMatch(/^c1 Failed runShellScript Failed 1 .*no such process/);
  });

  test("nobody cancels: the step lasts until its output is let go", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["say done", "hold 8000"]));
    rig.run(7900);
    expect(lines(rig)).toHaveLength(2);
    rig.run(1000);
    expect(lines(rig).at(-1)).toBe(`c1 Success ${step("Success", 0, "done\n")}`);
  });

  test("about the moment it ends: Cancelled 137 or Success, and nothing else", () => {
    const ends = new Set<string>();
    for (let atMs = 900; atMs < 1400; atMs += 10) {
      const rig = new Rig({ seed: String(atMs) }).start();
      rig.deliver(sendJob("c1", ["wait 1000"]));
      rig.run(atMs);
      rig.deliver(cancelJob("x1", jobId("c1")));
      rig.run(5000);
      const last = lines(rig).findLast((text) => text.startsWith("c1"));
      ends.add(last?.split(" ").slice(1, 5).join(" ") ?? "");
    }
    expect([...ends].sort()).toEqual([
      "Cancelled runShellScript Cancelled 137",
      "Success runShellScript Success 0",
    ]);
  });

  test("with the command's own id: it works, under the command's id", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["wait 9000"]));
    rig.run(1000);
    rig.deliver(cancelJob("c1", jobId("c1")));
    rig.run(5000);
    expect(lines(rig).slice(2, 4)).toEqual(["c1 ack 200", "c1 cancel InProgress null"]);
    expect(lines(rig).at(-1)).toBe(`c1 Cancelled ${step("Cancelled", 137, "")}`);
  });

  test("of several steps: the running one 137, the later ones 1, the final without results", () => {
    const rig = new Rig().start();
    rig.deliver(stepsJob("c1", ["say a", "wait 9000", "say c"]));
    rig.run(2000);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(5000);
    expect(lines(rig).filter((text) => text.startsWith("c1"))).toEqual([
      "c1 ack 200",
      "c1 InProgress null",
      'c1 InProgress step1 Success 0 "a\\n" {"Success":1}',
      'c1 InProgress step2 Cancelled 137 "" {"Success":1,"Cancelled":1}',
      'c1 InProgress step3 Cancelled 1 "" {"Success":1,"Cancelled":2}',
      'c1 Cancelled {"Success":1,"Cancelled":2}',
    ]);
  });
});

test("a worker that does not react loses its slot after 10 s, and its job still replies", () => {
  const rig = new Rig({ options: { commandWorkers: 1, spawnMs: { minMs: 9e4, maxMs: 9e4 } } });
  rig.start();
  rig.deliver(sendJob("c1", ["say hi"]));
  rig.deliver(sendJob("c2", ["say next"]));
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(9999);
  expect(rig.seats.has("c2")).toBe(false);
  rig.run(1);
  expect(rig.seats.has("c2")).toBe(true);
  expect(rig.facts.map(({ event }) => event)).toContain("job.abandoned");
  rig.run(90_000);
  expect(lines(rig)).toContain(`c1 Cancelled ${step("Cancelled", 1, "")}`);
});

describe("how a script ends", () => {
  test.each([
    ["exit 137", "TimedOut", 137, ""],
    ["exit 143", "Failed", 143, "failed to run commands: exit status 143"],
    ["exit 194", "SuccessAndReboot", 194, ""],
    ["die SIGKILL", "Failed", -1, "failed to run commands: signal: killed"],
    ["fail no such file", "Failed", 1, "failed to run commands: no such file"],
  ])("%s is %s %i", (script, status, code, error) => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", [script]));
    rig.run(1000);
    const output = error === "" ? "" : `\n----------ERROR-------\n${error}`;
    expect(lines(rig).at(-1)).toBe(`c1 ${status} ${step(status, code, output)}`);
  });

  test("a failed step does not stop the next one", () => {
    const rig = new Rig().start();
    rig.deliver(stepsJob("c1", ["exit 2", "say b"]));
    rig.run(1000);
    expect(lines(rig).slice(3)).toEqual([
      'c1 InProgress step2 Success 0 "b\\n" {"Failed":1,"Success":1}',
      'c1 Failed {"Failed":1,"Success":1}',
    ]);
  });

  test("a bucket fills the fields of S3", () => {
    const rig = new Rig().start();
    const outputs = { outputS3BucketName: "logs", outputS3KeyPrefix: "fleet" };
    rig.deliver(sendJob("c1", ["say hi"], outputs));
    rig.run(1000);
    const { message } = rig.sent.at(-1)!;
    expect(message).toMatchObject({
      content: {
        runtimeStatus: {
          runShellScript: {
            stepName: "runShellScript",
            outputS3BucketName: "logs",
            outputS3KeyPrefix: "fleet/c1/mi-0123456789abcdef0/awsrunShellScript",
          },
        },
      },
    });
  });
});

describe("a burst of cancels", () => {
  test("of five within no time: four are taken", () => {
    const rig = new Rig().start();
    for (let index = 0; index < 5; index += 1) rig.deliver(cancelJob(`x${index}`, "nothing"));
    const acks = lines(rig).filter((text) => text.includes(" ack "));
    expect(acks.map((text) => text.split(" ")[2])).toEqual(["200", "200", "200", "200", "51402"]);
  });

  test("of twenty within 16 ms: about half are refused (measured: 10)", () => {
    const refused = Array.from({ length: 50 }, (_, seed) => {
      const rig = new Rig({ seed: String(seed) }).start();
      for (let index = 0; index < 20; index += 1) {
        rig.deliver(cancelJob(`x${index}`, "nothing"));
        // 20 in 16 ms, in whole milliseconds.
        rig.run(index % 5 === 4 ? 0 : 1);
      }
      return lines(rig).filter((text) => text.endsWith("51402")).length;
    });
    expect(Math.min(...refused)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...refused)).toBeLessThanOrEqual(13);
  });

  test("a refused one is not remembered: the same id is taken later", () => {
    const rig = new Rig().start();
    for (let index = 0; index < 5; index += 1) rig.deliver(cancelJob(`x${index}`, "nothing"));
    rig.run(100);
    rig.deliver(cancelJob("x4", "nothing"));
    expect(lines(rig).at(-2)).toBe("x4 ack 200");
  });
});

describe("replies", () => {
  test("without acks come again every 5 min under the same id, until they are acknowledged", () => {
    const rig = new Rig().start();
    rig.run(4000);
    rig.acks = false;
    rig.deliver(sendJob("c1", ["say unacked"]));
    rig.run(1000);
    const first = rig.sent.slice(2).map(({ message }) => message.messageId);
    expect(first).toHaveLength(2);
    rig.run(1000);
    expect([...rig.store.replies.keys()]).toEqual(first);
    rig.run(300_000);
    const [again, afterAgain] = rig.sent.slice(4);
    expect([again?.message.messageId, afterAgain?.message.messageId]).toEqual(first);
    expect(again?.message.createdMs).toBe(again?.atMs);
    rig.acks = true;
    rig.run(300_000);
    expect(rig.sent).toHaveLength(8);
    expect(rig.store.replies.size).toBe(0);
    rig.run(900_000);
    expect(rig.sent).toHaveLength(8);
  });

  test("are sent again by a job that runs every 5 min from the agent's start on", () => {
    for (const lostMs of [1000, 60_000, 290_000, 302_000, 400_000]) {
      const rig = new Rig().start();
      rig.run(lostMs);
      rig.acks = false;
      rig.deliver(sendJob("c1", ["say unacked"]));
      rig.run(2000);
      rig.acks = true;
      rig.run(600_000);
      const [again] = rig.sent.slice(4);
      // From 1 s to 3 s after a whole number of 5 min, and not before the reply was given up.
      expect((again?.atMs ?? 0) % 300_000).toBeGreaterThanOrEqual(1000);
      expect((again?.atMs ?? 0) % 300_000).toBeLessThanOrEqual(3000);
      expect(again?.atMs).toBeLessThan(lostMs + 304_000);
    }
  });

  test("are dropped when older than 2 h and tried more than once", () => {
    const rig = new Rig().start();
    rig.acks = false;
    rig.deliver(sendJob("c1", ["say unacked"]));
    rig.run(7_190_000);
    expect(rig.store.replies.size).toBe(2);
    rig.run(300_000);
    expect(rig.store.replies.size).toBe(0);
    const { length } = rig.sent;
    rig.run(900_000);
    expect(rig.sent).toHaveLength(length);
  });

  test("that are older than 2 h when the agent starts over are tried once more", () => {
    const rig = new Rig().start();
    rig.acks = false;
    rig.deliver(sendJob("c1", ["say unacked"]));
    rig.run(2000);
    rig.crash();
    expect([...rig.store.replies.values()].map(({ attempts }) => attempts)).toEqual([1, 1]);
    rig.run(3 * 3_600_000);
    const { length } = rig.sent;
    rig.acks = true;
    rig.start();
    rig.run(5000);
    expect(rig.sent).toHaveLength(length + 2);
    expect(rig.store.replies.size).toBe(0);
  });

  test("that are stored are sent again fifty in one go, the others in the next", () => {
    const rig = new Rig({ options: { commandWorkers: 30 } }).start();
    rig.acks = false;
    for (let index = 0; index < 30; index += 1) rig.deliver(sendJob(`c${index}`, ["say hi"]));
    rig.run(60_000);
    expect(rig.store.replies.size).toBe(60);
    const before = rig.sent.length;
    rig.acks = true;
    rig.run(300_000);
    expect(rig.sent).toHaveLength(before + 50);
    expect(rig.store.replies.size).toBe(10);
    rig.run(300_000);
    expect(rig.sent).toHaveLength(before + 60);
    expect(rig.store.replies.size).toBe(0);
  });

  test("wait five at a time, each a second", () => {
    const rig = new Rig({ options: { commandWorkers: 10 } }).start();
    rig.acks = false;
    for (let index = 0; index < 5; index += 1) rig.deliver(sendJob(`c${index}`, ["say hi"]));
    rig.run(400);
    const results = (): number => lines(rig).filter((text) => text.includes("Success")).length;
    expect(results()).toBe(5);
    rig.run(1000);
    expect(results()).toBe(10);
  });

  test("of a time without a channel are stored, and delivered after it is back", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["wait 3000"]));
    rig.run(1000);
    rig.opens = false;
    rig.closeChannel();
    rig.run(10_000);
    expect(rig.store.replies.size).toBe(2);
    rig.opens = true;
    rig.run(700_000);
    expect(rig.store.replies.size).toBe(0);
    expect(lines(rig).slice(2)).toHaveLength(2);
  });
});

describe("a restart", () => {
  test("finds the running command, which can still be cancelled", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["say one", "wait 30000"]));
    rig.run(2500);
    rig.crash();
    rig.run(7000);
    rig.start();
    rig.run(3000);
    expect(lines(rig)).toHaveLength(2);
    rig.deliver(cancelJob("x1", jobId("c1")));
    rig.run(1000);
    expect(lines(rig).at(-1)).toBe(`c1 Cancelled ${step("Cancelled", 137, "one\n")}`);
  });

  test("finds the result that was left meanwhile, and reports it when its channel is open", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["say one", "wait 3000"]));
    rig.run(2500);
    rig.crash();
    rig.run(10_000);
    rig.opens = false;
    rig.start();
    rig.run(1000);
    expect(lines(rig)).toHaveLength(2);
    rig.opens = true;
    rig.run(60_000);
    expect(lines(rig).slice(2)).toEqual([
      `c1 InProgress ${step("Success", 0, "one\n")}`,
      `c1 Success ${step("Success", 0, "one\n")}`,
    ]);
    expect(rig.store.jobs.size).toBe(0);
  });

  test("after the power was cut: the command is Failed 1, 60 s later, by one reply", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["wait 30000"]));
    rig.run(2500);
    rig.powerOff();
    rig.start();
    rig.run(59_999);
    expect(lines(rig)).toHaveLength(2);
    rig.run(10);
    expect(lines(rig)).toHaveLength(3);
    expect(lines(rig)[2]).toMatch(/^c1 Failed runShellScript Failed 1 "document process failed/);
    expect(rig.store.jobs.size).toBe(0);
  });

  test("takes a job up fifteen times, then gives it up, with no reply", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["wait 30000"]));
    rig.run(1000);
    for (let starts = 0; starts < 16; starts += 1) {
      expect(rig.store.jobs.get("c1")?.folder).toBe("current");
      rig.crash();
      rig.start();
      rig.run(100);
    }
    expect(rig.store.jobs.get("c1")).toMatchObject({ folder: "corrupt", runCount: 15 });
    rig.run(60_000);
    expect(lines(rig)).toHaveLength(2);
  });

  test("runs what has waited, however long ago it came: jobs of the channel never grow old", () => {
    const rig = new Rig({ options: { commandWorkers: 1 } }).start();
    rig.deliver(sendJob("c1", ["wait 600000"]));
    rig.deliver(sendJob("c2", ["say late"]));
    rig.run(1000);
    rig.powerOff();
    rig.run(4 * 24 * 3_600_000);
    rig.start();
    rig.run(70_000);
    expect(lines(rig).at(-1)).toBe(`c2 Success ${step("Success", 0, "late\n")}`);
  });

  test("still knows the ids that were accepted, for half an hour", () => {
    const rig = new Rig().start();
    rig.deliver(sendJob("c1", ["say hi"]));
    rig.run(1000);
    rig.crash();
    rig.start();
    rig.deliver(sendJob("c1", ["say hi"]));
    expect(lines(rig).at(-1)).toBe("c1 ack 51405");
    // Whenever the sweep comes by before the half hour is over: it leaves what is younger.
    rig.run(1_795_000);
    rig.deliver(sendJob("c1", ["say hi"]));
    expect(lines(rig).at(-1)).toBe("c1 ack 51405");
    // Older than 30 min, and the sweep comes by every 10.
    rig.run(605_000);
    expect(rig.store.idempotency.size).toBe(0);
    rig.deliver(sendJob("c1", ["say hi"]));
    expect(lines(rig).at(-2)).toBe("c1 ack 200");
  });

  test("over more ids than a call takes arguments sweeps them like any others", () => {
    const rig = new Rig();
    const ids = Array.from({ length: 300_000 }, (_, id) => [`SendCommand/${id}`, 0] as const);
    rig.store.idempotency = new Map(ids);
    rig.start();
    rig.run(2_500_000);
    expect(rig.store.idempotency.size).toBe(0);
  });

  test("forgets each id when the sweep comes by that finds it older than half an hour", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const rig = new Rig({ seed: `${seed}` }).start();
      const acceptedMs: number[] = [];
      for (const id of ["c1", "c2", "c3", "c4", "c5"]) {
        acceptedMs.push(rig.nowMs);
        rig.deliver(sendJob(id, ["say hi"]));
        rig.run(seed * 7000);
      }
      const sweeps = new Set<number>();
      const goneMs: number[] = [];
      while (rig.store.idempotency.size > 0) {
        const { size } = rig.store.idempotency;
        rig.run(1);
        const gone = size - rig.store.idempotency.size;
        if (gone > 0) sweeps.add(rig.nowMs);
        for (let one = 0; one < gone; one += 1) goneMs.push(rig.nowMs);
      }
      for (const [index, ms] of acceptedMs.entries()) {
        const age = goneMs[index]! - ms;
        expect(age).toBeGreaterThan(1_800_000);
        expect(age).toBeLessThanOrEqual(2_400_001);
      }
      // It comes by every ten minutes.
      const [first = 0] = sweeps;
      for (const ms of sweeps) expect((ms - first) % 600_000).toBe(0);
      expect(sweeps.size).toBeGreaterThan(0);
    }
  });
});

test("a worker that dies: Failed 1 after 60 s, and a cancel in between changes nothing", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["wait 300000"]));
  rig.run(1000);
  rig.killWorker("c1");
  rig.run(5000);
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(60_000);
  expect(lines(rig).at(-1)).toMatch(/^c1 Failed runShellScript Failed 1 /);
  expect(rig.facts.map(({ event }) => event)).toContain("job.abandoned");
});
