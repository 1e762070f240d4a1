/**
 * Message sequences of the real agent (amazon-ssm-agent 3.3, measured), played again.
 *
 * What is compared: types, ids, ack codes, statuses, codes, output, and which keys are null.
 */
import { expect, test } from "vitest";
import { cancelJob, jobId, line, sendJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

function lines(rig: Rig): string[] {
  return rig.sent.map(({ message }) => line(message));
}

function step(status: string, code: number, output: string): string {
  return `runShellScript ${status} ${code} ${JSON.stringify(output)} {"${status}":1}`;
}

test("a command that succeeds is acknowledged, then replied to three times", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["say hi", "warn err"]));
  rig.run(1000);
  const end = step("Success", 0, "hi\n\n----------ERROR-------\nerr\n");
  expect(lines(rig)).toEqual([
    "c1 ack 200",
    "c1 InProgress null",
    `c1 InProgress ${end}`,
    `c1 Success ${end}`,
  ]);
});

test("a script that exits with 3 fails, its stderr says so, the final reply may come first", () => {
  const rig = new Rig().start();
  rig.overtakes = true;
  rig.deliver(sendJob("c1", ["say out", "warn oops", "exit 3"]));
  rig.run(1000);
  const stderr = "oops\nfailed to run commands: exit status 3";
  const end = step("Failed", 3, `out\n\n----------ERROR-------\n${stderr}`);
  expect(lines(rig)).toEqual([
    "c1 ack 200",
    "c1 InProgress null",
    `c1 Failed ${end}`,
    `c1 InProgress ${end}`,
  ]);
});

test("a cancel of a running command: one reply to the cancel, 137 with the output so far", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["say hi", "wait 30000"]));
  rig.run(3000);
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(60_000);
  const end = step("Cancelled", 137, "hi\n");
  expect(lines(rig)).toEqual([
    "c1 ack 200",
    "c1 InProgress null",
    "x1 ack 200",
    "x1 cancel InProgress null",
    `c1 InProgress ${end}`,
    `c1 Cancelled ${end}`,
  ]);
  expect(rig.signals).toEqual(["SIGKILL delivered"]);
  expect(rig.sent.at(-1)?.atMs).toBeLessThan(3050);
});

test("a cancel before its send is forgotten: the command runs to its end", () => {
  const rig = new Rig().start();
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(1500);
  rig.deliver(sendJob("c1", ["say ran anyway"]));
  rig.run(1000);
  const end = step("Success", 0, "ran anyway\n");
  expect(lines(rig)).toEqual([
    "x1 ack 200",
    "x1 cancel InProgress null",
    "c1 ack 200",
    "c1 InProgress null",
    `c1 InProgress ${end}`,
    `c1 Success ${end}`,
  ]);
});

test("a cancel after the end brings one reply to the cancel and nothing else", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["say quick"]));
  rig.run(1200);
  rig.sent.length = 0;
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(60_000);
  expect(lines(rig)).toEqual(["x1 ack 200", "x1 cancel InProgress null"]);
});

test("the same cancel twice is a duplicate, a second one finds nothing", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["say hi", "wait 30000"]));
  rig.run(2000);
  rig.sent.length = 0;
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.deliver(cancelJob("x2", jobId("c1")));
  rig.run(60_000);
  const end = step("Cancelled", 137, "hi\n");
  expect(lines(rig)).toEqual([
    "x1 ack 200",
    "x1 cancel InProgress null",
    "x1 ack 51405",
    "x2 ack 200",
    "x2 cancel InProgress null",
    `c1 InProgress ${end}`,
    `c1 Cancelled ${end}`,
  ]);
  expect(rig.signals).toEqual(["SIGKILL delivered"]);
});

test("at its time limit a step is killed: TimedOut 137 with the output so far", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["say hi", "wait 60000"], { timeoutSeconds: "5" }));
  rig.run(60_000);
  const end = step("TimedOut", 137, "hi\n");
  expect(lines(rig).slice(2)).toEqual([`c1 InProgress ${end}`, `c1 TimedOut ${end}`]);
  // 5 s after the step's start, which is at most 270 ms after the job.
  expect(rig.sent.at(-1)?.atMs).toBeGreaterThan(5000);
  expect(rig.sent.at(-1)?.atMs).toBeLessThan(5300);
});

test("a second job with the same id is a duplicate, at once and after the end", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["wait 2000"]));
  rig.deliver(sendJob("c1", ["wait 2000"]));
  rig.run(2700);
  rig.deliver(sendJob("c1", ["wait 2000"]));
  rig.run(60_000);
  const end = step("Success", 0, "");
  expect(lines(rig)).toEqual([
    "c1 ack 200",
    "c1 InProgress null",
    "c1 ack 51405",
    `c1 InProgress ${end}`,
    `c1 Success ${end}`,
    "c1 ack 51405",
  ]);
});

test("what can't be read is answered 51408 and Failed, under the topic of a send", () => {
  const rig = new Rig().start();
  const job = sendJob("c1", ["say hi"]);
  rig.deliver({ ...job, content: { kind: "unreadable", problem: "not JSON" } });
  rig.deliver(sendJob("c2", [], { document: { schemaVersion: "9.9", mainSteps: [] } }));
  rig.deliver({ ...sendJob("c3", ["say hi"]), topic: "aws.ssm.bogus" });
  rig.deliver({ ...sendJob("c4", ["say odd id"]), jobId: "not-a-job-id" });
  rig.run(1000);
  const end = step("Success", 0, "odd id\n");
  expect(lines(rig)).toEqual([
    "c1 ack 51408",
    "c1 Failed null",
    "c2 ack 51408",
    "c2 Failed null",
    "c3 ack 51408",
    "c3 Failed null",
    "not-a-job-id ack 200",
    "not-a-job-id InProgress null",
    `not-a-job-id InProgress ${end}`,
    `not-a-job-id Success ${end}`,
  ]);
});

test("a cancel by a bare command id finds nothing", () => {
  const rig = new Rig().start();
  rig.deliver(sendJob("c1", ["say hi", "wait 8000"]));
  rig.run(1500);
  rig.deliver(cancelJob("x1", "c1"));
  rig.run(10_000);
  const end = step("Success", 0, "hi\n");
  expect(lines(rig).slice(2)).toEqual([
    "x1 ack 200",
    "x1 cancel InProgress null",
    `c1 InProgress ${end}`,
    `c1 Success ${end}`,
  ]);
});

test("of 14 commands 10 are taken; a cancelled queued one is silent, and runs after a restart", () => {
  const rig = new Rig().start();
  for (let index = 0; index < 14; index += 1) {
    rig.deliver(sendJob(`c${index}`, [`say job${index}`, "wait 12000"]));
    rig.run(150);
  }
  const acks = lines(rig).filter((text) => text.includes(" ack "));
  expect(acks.filter((text) => text.endsWith(" 200"))).toHaveLength(10);
  expect(acks.slice(10).every((text) => text.endsWith(" 51402"))).toBe(true);
  rig.deliver(cancelJob("x1", jobId("c7")));
  rig.run(300);
  rig.deliver(cancelJob("x2", jobId("c0")));
  rig.run(60_000);
  const ends = lines(rig).filter((text) => /^c\d+ (Success|Cancelled)/.test(text));
  expect(ends.map((text) => text.split(" ", 2).join(" ")).sort()).toEqual([
    "c0 Cancelled",
    ...["c1", "c2", "c3", "c4", "c5", "c6", "c8", "c9"].map((id) => `${id} Success`),
  ]);
  expect(lines(rig).filter((text) => text.startsWith("c7"))).toEqual([
    "c7 ack 200",
    "c7 InProgress null",
  ]);
  expect([...rig.store.jobs].map(([id, { folder }]) => [id, folder])).toEqual([["c7", "pending"]]);
  rig.sent.length = 0;
  rig.crash();
  rig.start();
  rig.run(60_000);
  const end = step("Success", 0, "job7\n");
  expect(lines(rig)).toEqual([`c7 InProgress ${end}`, `c7 Success ${end}`]);
});
