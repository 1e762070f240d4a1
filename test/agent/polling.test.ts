/** Polling for messages (ec2messages): when, in which order, and what becomes of bad ones. */
import { describe, expect, test } from "vitest";
import type { AgentJob } from "../../src/wire/message.ts";
import { cancelJob, contentJob, jobId, line, sendJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** An agent to which CreateControlChannel is denied; it polls. */
function deniedRig(options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
  const rig = new Rig(options);
  rig.opens = false;
  rig.refusal = "AccessDeniedException";
  return rig.start();
}

/** The calls from now on, when a poll brings these messages and so much time passes. */
function after(rig: Rig, jobs: readonly AgentJob[], lengthMs: number): string[] {
  const before = rig.calls.length;
  rig.answerPoll(jobs);
  rig.run(lengthMs);
  return rig.calls.slice(before).map(({ call }) => call);
}

function polls(rig: Rig): number[] {
  return rig.calls.filter(({ call }) => call === "GetMessages").map(({ atMs }) => atMs);
}

function saidOf(rig: Rig): string[] {
  return rig.sent.map(({ message }) => line(message));
}

describe("when an agent polls", () => {
  test("from the first accepted health report on, beside the opening of the control channel", () => {
    const rig = new Rig();
    rig.accepts = false;
    rig.start();
    rig.run(4 * MINUTE_MS);
    expect(polls(rig)).toEqual([]);
    rig.accepts = true;
    rig.run(2 * MINUTE_MS);
    expect(polls(rig)).toEqual([5 * MINUTE_MS]);
  });

  test("one minute longer than the control channel is not there; the poll under way ends it", () => {
    const rig = new Rig().start();
    for (const seconds of [15, 30, 45, 60]) {
      rig.run(15_000);
      expect(polls(rig)).toHaveLength(seconds / 15);
      rig.answerPoll([]);
    }
    expect(rig.agent?.poll).toBeUndefined();
    rig.run(HOUR_MS);
    expect(polls(rig)).toEqual([0, 15_000, 30_000, 45_000]);
  });

  test("on and on when CreateControlChannel is refused with AccessDeniedException", () => {
    const rig = deniedRig();
    for (let poll = 1; poll <= 20; poll += 1) {
      rig.run(15_000);
      rig.answerPoll([]);
    }
    expect(polls(rig)).toHaveLength(21);
  });

  test("again when it is refused so after an hour, and not when it is refused otherwise", () => {
    const rig = new Rig().start();
    rig.run(90_000);
    rig.answerPoll([]);
    rig.run(HOUR_MS);
    expect(polls(rig)).toHaveLength(1);
    rig.opens = false;
    rig.closeChannel();
    rig.run(10 * MINUTE_MS);
    expect(polls(rig)).toHaveLength(1);
    rig.refusal = "AccessDeniedException";
    rig.run(40 * MINUTE_MS);
    expect(polls(rig)).toHaveLength(2);
  });

  test("the channel's own retry goes on, takes over, and ends the polls a minute later", () => {
    const rig = deniedRig();
    rig.run(5000);
    rig.opens = true;
    rig.run(10_000);
    expect(rig.agent?.poll?.isOnlyWay).toBe(false);
    rig.run(MINUTE_MS - 15_000);
    rig.answerPoll([]);
    expect(polls(rig)).toHaveLength(2);
    rig.run(20_000);
    rig.answerPoll([]);
    rig.run(HOUR_MS);
    expect(polls(rig)).toHaveLength(2);
  });

  test("2 to 2.5 s later when the answer came within a second, else at once", () => {
    const rig = deniedRig();
    rig.run(999);
    rig.answerPoll([]);
    rig.run(1999);
    expect(polls(rig)).toHaveLength(1);
    rig.run(501);
    expect(polls(rig)).toHaveLength(2);
    rig.run(1000);
    rig.answerPoll([]);
    expect(polls(rig)).toHaveLength(3);
  });

  test("ten quick failures in a row stop it for a quarter of an hour; one answer starts anew", () => {
    const rig = deniedRig({ options: { pollRestMs: { minMs: 2500, maxMs: 2500 } } });
    rig.run(5000);
    rig.pollsFail = true;
    rig.input({ type: "poll.failed" });
    // The second fails after 1 ms, each other one after a rest and 1 ms.
    rig.run(1 + 7 * 2501);
    rig.pollsFail = false;
    rig.run(5000);
    rig.pollsFail = true;
    rig.answerPoll([]);
    rig.run(14 * MINUTE_MS);
    const before = polls(rig).length;
    expect(before).toBe(9 + 1 + 10);
    rig.pollsFail = false;
    rig.run(2 * MINUTE_MS);
    expect(polls(rig)).toHaveLength(before + 1);
  });

  test("a failure after ten seconds does not count", () => {
    const rig = deniedRig();
    for (let poll = 1; poll <= 12; poll += 1) {
      rig.run(10_000);
      rig.input({ type: "poll.failed" });
    }
    expect(polls(rig)).toHaveLength(13);
  });

  test("health reports say by which service: nothing, the channel, the polls, the channel", () => {
    const rig = deniedRig({ options: { healthReportMs: 1000 } });
    rig.run(3000);
    rig.opens = true;
    rig.run(20_000);
    const [first, ...others] = rig.connections;
    expect(first).toBe("");
    expect(others.join(" ")).toMatch(/^(ec2messages )+(ssmmessages ?)+$/);
  });

  test("an agent that stops drops its poll", () => {
    const rig = deniedRig();
    rig.input({ type: "agent.stop" });
    expect(rig.agent?.poll).toBeUndefined();
    rig.answerPoll([sendJob("c1", ["say hi"])]);
    expect(rig.sent).toEqual([]);
  });
});

describe("a message", () => {
  test("is replied to, then acknowledged; results follow one after another", () => {
    const rig = deniedRig();
    rig.run(2000);
    expect(after(rig, [sendJob("c1", ["say hi"])], 1000)).toEqual([
      `SendReply ${jobId("c1")}`,
      `AcknowledgeMessage ${jobId("c1")}`,
      "GetMessages",
      `SendReply ${jobId("c1")}`,
      `SendReply ${jobId("c1")}`,
    ]);
    const result = 'runShellScript Success 0 "hi\\n" {"Success":1}';
    expect(saidOf(rig)).toEqual([
      "c1 InProgress null",
      `c1 InProgress ${result}`,
      `c1 Success ${result}`,
    ]);
    const able = rig.sent.map(({ message }) =>
      message.type === "agent_job_reply" ? message.content.ableToOpenMGSConnection : "",
    );
    expect(able).toEqual([false, false, false]);
    expect(rig.store.replies.size).toBe(0);
  });

  test("is done before the next one of the same answer", () => {
    const rig = deniedRig();
    rig.run(2000);
    const calls = after(rig, [sendJob("c1", ["wait 9000"]), cancelJob("x1", jobId("c1"))], 1000);
    expect(calls.slice(0, 5)).toEqual([
      `SendReply ${jobId("c1")}`,
      `AcknowledgeMessage ${jobId("c1")}`,
      `SendReply ${jobId("x1")}`,
      `AcknowledgeMessage ${jobId("x1")}`,
      "GetMessages",
    ]);
    expect(saidOf(rig).at(-1)).toContain("c1 Cancelled");
    expect(saidOf(rig).filter((said) => said.startsWith("x1"))).toEqual([
      "x1 cancel InProgress null",
    ]);
  });

  test("that was taken before is only acknowledged", () => {
    const rig = deniedRig();
    rig.run(2000);
    after(rig, [sendJob("c1", ["say hi"])], 2000);
    expect(after(rig, [sendJob("c1", ["say hi"])], 1000)).toEqual([
      `AcknowledgeMessage ${jobId("c1")}`,
      "GetMessages",
    ]);
  });

  test("that finds the queue full keeps all others waiting, and is tried every 10 s", () => {
    const rig = deniedRig({ options: { commandWorkers: 1, commandQueue: 1 } });
    rig.run(2000);
    const jobs = ["c1", "c2", "c3"].map((id) => sendJob(id, ["wait 12000"]));
    const calls = after(rig, [...jobs, cancelJob("x1", jobId("c2"))], 19_000);
    const [first, ...others] = calls.filter((call) => call.startsWith("Acknowledge"));
    expect([first, ...others]).toEqual([
      `AcknowledgeMessage ${jobId("c1")}`,
      `AcknowledgeMessage ${jobId("c2")}`,
    ]);
    expect(calls).not.toContain("GetMessages");
    rig.run(2000);
    expect(rig.calls.map(({ call }) => call)).toContain(`AcknowledgeMessage ${jobId("c3")}`);
    expect(rig.calls.map(({ call }) => call)).toContain(`AcknowledgeMessage ${jobId("x1")}`);
    expect(saidOf(rig).some((said) => said.includes("51402"))).toBe(false);
  });

  test("that can't be read: a reply that says why for a command, FailMessage for all else", () => {
    const rig = deniedRig();
    rig.run(2000);
    const content = { kind: "unreadable", problem: "expected JSON" } as const;
    const calls = after(
      rig,
      [
        contentJob("c1", { document: 7 }),
        { ...cancelJob("x1", ""), content },
        { ...cancelJob("x2", ""), topic: "aws.ssm.bogus", content },
      ],
      1000,
    );
    expect(calls).toEqual([
      `SendReply ${jobId("c1")}`,
      `FailMessage ${jobId("x1")} InternalHandlerException`,
      `FailMessage ${jobId("x2")} NoHandlerExists`,
      "GetMessages",
    ]);
    expect(rig.sent).toMatchObject([
      { message: { content: { documentStatus: "Failed", runtimeStatus: null } } },
    ]);
    const [first] = rig.sent.map(({ message }) => message);
    if (first?.type !== "agent_job_reply") throw new Error("expected a reply");
    expect(first.content.documentTraceOutput).toContain("expected an object");
  });
});

describe("replies", () => {
  test("go back by the service that the command came from", () => {
    const rig = new Rig().start();
    rig.run(2000);
    rig.answerPoll([sendJob("c1", ["wait 500", "say polled"])]);
    rig.deliver(sendJob("c2", ["wait 500", "say channel"]));
    rig.run(3000);
    const replies = rig.calls.filter(({ call }) => call.startsWith("SendReply"));
    expect(new Set(replies.map(({ call }) => call))).toEqual(new Set([`SendReply ${jobId("c1")}`]));
    expect(replies).toHaveLength(3);
    expect(rig.sent.flatMap(({ message }) => ("content" in message ? [message] : []))).toHaveLength(
      6,
    );
    for (const { message } of rig.sent) {
      if (message.type !== "agent_job_reply") continue;
      const able = message.jobId === jobId("c1") ? true : undefined;
      expect(message.content.ableToOpenMGSConnection).toBe(able);
    }
  });

  test("that fail are stored and sent again by the five-minute job, under the same id", () => {
    const rig = deniedRig();
    rig.run(5000);
    after(rig, [sendJob("c1", ["wait 100", "say hi"])], 50);
    rig.takesReplies = false;
    rig.run(1000);
    expect(rig.store.replies.size).toBe(2);
    rig.takesReplies = true;
    rig.run(6 * MINUTE_MS);
    expect(rig.store.replies.size).toBe(0);
    const ids = rig.sent.slice(1).map(({ message }) => message.messageId);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(saidOf(rig).at(-1)).toContain("c1 Success");
  });

  test("of a job that an earlier life had polled leave by SendReply too", () => {
    const rig = deniedRig();
    rig.run(2000);
    after(rig, [sendJob("c1", ["wait 5000", "say hi"])], 1000);
    rig.crash();
    rig.opens = true;
    rig.start();
    rig.run(10_000);
    expect(saidOf(rig).at(-1)).toContain("c1 Success");
    expect(rig.calls.at(-1)?.call).toBe(`SendReply ${jobId("c1")}`);
  });
});

describe("a document that is older than 48 h at the agent's start", () => {
  const OLD_MS = 48 * HOUR_MS + 1;

  /** An agent of one worker that has one job running and one waiting, and is off for a while. */
  function restartedAfter(service: "poll" | "channel", offMs: number): Rig {
    const rig = service === "poll" ? deniedRig(ONE_WORKER) : new Rig(ONE_WORKER).start();
    const jobs = [sendJob("c1", ["wait 100"]), sendJob("c2", ["say waited"])];
    rig.run(90);
    if (service === "poll") rig.answerPoll(jobs);
    else for (const job of jobs) rig.deliver(job);
    rig.run(5);
    rig.powerOff();
    rig.run(offMs);
    rig.start();
    rig.run(2 * MINUTE_MS);
    return rig;
  }
  const ONE_WORKER = { options: { commandWorkers: 1 } };

  test("is given up when it came by a poll, run or not, and nobody hears of it", () => {
    const rig = restartedAfter("poll", OLD_MS);
    expect([...rig.store.jobs.values()].map(({ folder }) => folder)).toEqual([
      "corrupt",
      "corrupt",
    ]);
    expect(saidOf(rig).filter((said) => !said.endsWith("null"))).toEqual([]);
  });

  test("is taken up when it came by the channel, and when it is a little younger", () => {
    for (const rig of [restartedAfter("channel", OLD_MS), restartedAfter("poll", 47 * HOUR_MS)]) {
      expect(rig.store.jobs.size).toBe(0);
      expect(saidOf(rig).some((said) => said.startsWith("c2 Success"))).toBe(true);
    }
  });
});
