/** Polls on a stub of the controller, in fake time. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_CHANNEL } from "../../../src/controller/registered-node.ts";
import type { LiveCore } from "../../../src/io/server/live-core.ts";
import { WaitingPolls } from "../../../src/io/server/waiting-polls.ts";
import type { AgentJob, ReplyContent } from "../../../src/wire/message.ts";
import { BOX_MESSAGES_MAX } from "../../../src/world/message-box.ts";
import { AWAY_MS, POLL_MS } from "../../../src/world/polled-ports.ts";

const NODE = "mi-0123456789abcdef0";
const VISIBILITY_MS = 10_000;

class Bench {
  readonly inputs: { readonly type: string; readonly epoch?: number; readonly message?: object }[] =
    [];
  readonly node = { epoch: NO_CHANNEL };
  readonly polls: WaitingPolls;
  private latestEpoch = 0;

  constructor() {
    const core = {
      controller: { nodes: new Map([[NODE, this.node]]) },
      clock: { nowMs: () => performance.now() },
      write: () => {},
      input: (input: { type: string; epoch: number }) => {
        this.inputs.push(input);
        if (input.type === "channel.opened") this.node.epoch = input.epoch;
        if (input.type === "channel.closed") this.node.epoch = NO_CHANNEL;
      },
    } as unknown as LiveCore;
    this.polls = new WaitingPolls(
      () => core,
      () => (this.latestEpoch += 1),
    );
  }

  /** Polls once; the list fills when the poll is answered. */
  poll(): string[][] {
    const answers: string[][] = [];
    this.polls.poll(NODE, VISIBILITY_MS, (jobs) => answers.push(jobs.map(({ jobId }) => jobId)));
    return answers;
  }

  send(jobId: string, epoch = this.node.epoch): boolean {
    return this.polls.send(NODE, epoch, job(jobId));
  }
}

function job(jobId: string): AgentJob {
  const content = { kind: "cancelCommand", cancelMessageId: "c" } as const;
  const topic = "aws.ssm.cancelCommand.us-east-1.1";
  return { type: "agent_job", messageId: `frame-${jobId}`, createdMs: 0, jobId, topic, content };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a poll opens the channel, and is answered at once when there is a message", () => {
  const bench = new Bench();
  const first = bench.poll();
  expect(bench.inputs).toEqual([{ type: "channel.opened", node: NODE, epoch: 1 }]);
  bench.send("a");
  expect(first).toEqual([["a"]]);
  bench.send("b");
  bench.send("c");
  expect(bench.poll()).toEqual([["b", "c"]]);
});

test("a poll without a message is answered with none before its client gives up", () => {
  const bench = new Bench();
  const answers = bench.poll();
  vi.advanceTimersByTime(POLL_MS - 1);
  expect(answers).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(answers).toEqual([[]]);
});

test("what is not acknowledged is there again when its time has passed", () => {
  const bench = new Bench();
  bench.poll();
  bench.send("a");
  const second = bench.poll();
  vi.advanceTimersByTime(VISIBILITY_MS - 1);
  bench.polls.sweep();
  expect(second).toEqual([]);
  vi.advanceTimersByTime(1);
  bench.polls.sweep();
  expect(second).toEqual([["a"]]);
  bench.polls.acknowledge(NODE, "a");
  vi.advanceTimersByTime(VISIBILITY_MS);
  const third = bench.poll();
  expect(third).toEqual([]);
});

test("an acknowledgement is an ack of the job's frame, once; a failure is a refusal", () => {
  const bench = new Bench();
  bench.poll();
  bench.send("a");
  bench.send("b");
  bench.polls.acknowledge(NODE, "a");
  bench.polls.fail(NODE, "b", "51403");
  const acks = bench.inputs.slice(1).map(({ message }) => message);
  expect(acks).toMatchObject([
    { type: "agent_job_ack", jobId: "a", statusCode: "200", acknowledgedMessageId: "frame-a" },
    { type: "agent_job_ack", jobId: "b", statusCode: "51403", acknowledgedMessageId: "frame-b" },
  ]);
});

test("a node that stays away has no channel any more; a poll that waits keeps it", () => {
  const bench = new Bench();
  bench.poll();
  vi.advanceTimersByTime(POLL_MS - 1);
  bench.polls.sweep();
  expect(bench.node.epoch).toBe(1);
  vi.advanceTimersByTime(AWAY_MS);
  bench.polls.sweep();
  expect(bench.node.epoch).toBe(1);
  vi.advanceTimersByTime(2);
  bench.polls.sweep();
  expect(bench.inputs.at(-1)).toEqual({ type: "channel.closed", node: NODE, epoch: 1 });
  expect(bench.send("a", 1)).toBe(false);
  bench.poll();
  expect(bench.node.epoch).toBe(2);
});

test("while there is a control channel polls wait and get nothing", () => {
  const bench = new Bench();
  bench.poll();
  bench.send("a");
  bench.node.epoch = 7;
  bench.polls.replaced(NODE, 1);
  vi.advanceTimersByTime(VISIBILITY_MS);
  const answers = bench.poll();
  expect(bench.send("b", 7)).toBe(false);
  vi.advanceTimersByTime(POLL_MS);
  expect(answers).toEqual([[]]);
});

test("a reply is done when the controller acknowledges it, and not when all starts over", () => {
  const bench = new Bench();
  const content: ReplyContent = {
    agentVersion: "3.3.0.0",
    dateTimeMs: 0,
    runtimeStatusCounts: null,
    documentStatus: "InProgress",
    documentTraceOutput: "",
    runtimeStatus: null,
  };
  const done: [string, boolean][] = [];
  const reply = (replyId: string) => {
    bench.polls.reply(NODE, { jobId: "a", replyId, content }, (isDurable) => {
      done.push([replyId, isDurable]);
    });
  };
  reply("r");
  reply("r");
  const ack = { type: "agent_job_reply_ack", messageId: "m", createdMs: 0, jobId: "a" } as const;
  expect(bench.polls.send(NODE, 1, { ...ack, acknowledgedMessageId: "r" })).toBe(true);
  reply("s");
  reply("s");
  bench.polls.closeAll();
  expect(bench.inputs.filter(({ type }) => type === "frame.received")).toHaveLength(2);
  expect(done).toEqual([
    ["r", true],
    ["r", true],
    ["s", false],
    ["s", false],
  ]);
});

test("a node that takes nothing loses its channel", () => {
  const bench = new Bench();
  bench.poll();
  for (let at = 0; at <= BOX_MESSAGES_MAX; at += 1) bench.send(`job-${at}`);
  expect(bench.inputs.at(-1)).toMatchObject({ type: "channel.closed", epoch: 1 });
});
