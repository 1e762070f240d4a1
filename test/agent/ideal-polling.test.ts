/** What an agent that keeps its promises does with the messages of its polls. */
import { expect, test } from "vitest";
import { cancelJob, jobId, line, sendJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

/** An ideal agent to which CreateControlChannel is denied; it polls. */
function pollingRig(): Rig {
  const rig = new Rig({ options: { profile: "ideal" } });
  rig.opens = false;
  rig.refusal = "AccessDeniedException";
  return rig.start();
}

function lines(rig: Rig): string[] {
  return rig.sent.map(({ message }) => line(message));
}

test("a cancel is answered by the call of one more reply, behind the command's own", () => {
  const rig = pollingRig();
  rig.answerPoll([sendJob("c1", ["say on", "wait 60000"])]);
  rig.run(5000);
  rig.answerPoll([cancelJob("x1", jobId("c1"))]);
  expect(rig.signals).toHaveLength(1);
  rig.run(5000);
  expect(lines(rig).map((text) => text.replace(/ runShellScript.*/, ""))).toEqual([
    "c1 InProgress null",
    "x1 cancel InProgress null",
    "c1 InProgress",
    "c1 Cancelled",
    "x1 cancel Success null",
  ]);
  expect([rig.store.jobs.size, rig.store.replies.size]).toEqual([0, 0]);
});

test("a cancel before its command says so, behind its own first reply; the command never runs", () => {
  const rig = pollingRig();
  rig.answerPoll([cancelJob("x1", jobId("c1")), sendJob("c1", ["say never"])]);
  rig.run(5000);
  expect(lines(rig).slice(0, 2)).toEqual(["x1 cancel InProgress null", "x1 cancel Failed null"]);
  expect(lines(rig).at(-1)).toMatch(/^c1 Cancelled /);
  expect(rig.seats.size).toBe(0);
});

test("a command starts when its first reply was accepted; refused, it is told of again", () => {
  const rig = pollingRig();
  rig.takesReplies = false;
  rig.answerPoll([sendJob("c1", ["say hi"])]);
  rig.run(10_000);
  expect(rig.seats.size).toBe(0);
  rig.takesReplies = true;
  rig.run(10_000);
  expect(lines(rig).at(-1)).toMatch(/^c1 Success /);
});

test("a command that waits loses its word when a poll fails, and at a new start", () => {
  const rig = pollingRig();
  for (let index = 0; index < 6; index += 1) {
    rig.answerPoll([sendJob(`c${index}`, ["wait 20000"])]);
    rig.run(3000);
  }
  const waiting = (): boolean[] | undefined =>
    rig.agent?.jobs.filter((job) => job.isWaiting()).map(({ cleared }) => cleared);
  expect(waiting()).toEqual([true]);
  rig.input({ type: "poll.failed" });
  expect(waiting()).toEqual([false]);
  rig.run(10);
  expect(waiting()).toEqual([true]);
  rig.crash();
  rig.takesReplies = false;
  rig.start();
  rig.run(60_000);
  expect(rig.seats.has("c5")).toBe(false);
  rig.takesReplies = true;
  rig.run(60_000);
  expect(rig.seats.has("c5")).toBe(true);
});

test.each([
  ["ideal", ["c1"]],
  ["amazon-ssm-agent", ["c1", "c2"]],
] as const)("with %s fetched messages are known when the channel opens: %o", (profile, known) => {
  const rig = new Rig({ options: { profile } });
  rig.opens = false;
  rig.start();
  rig.answerPoll([sendJob("c1", ["say a"]), sendJob("c2", ["say b"])]);
  // The first one is being answered; the second one comes by the channel, or has come by the poll.
  rig.input({ type: "channel.opened", epoch: 7 });
  rig.run(5000);
  const accepted = [...rig.store.idempotency.keys()].map((key) => key.replace("SendCommand/", ""));
  expect(accepted).toEqual(known);
});
