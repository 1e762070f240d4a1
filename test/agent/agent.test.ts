/** One agent, one input at a time: ack codes, health, the channel's waits, what is ignored. */
import { describe, expect, test } from "vitest";
import { Agent, stepAgent } from "../../src/agent/agent.ts";
import { AgentStore } from "../../src/agent/agent-store.ts";
import type { AgentEffect, AgentInput } from "../../src/agent/input.ts";
import { AMAZON_SSM_AGENT } from "../../src/agent/options.ts";
import { Effects } from "../../src/kernel/effect.ts";
import type { StartTimer } from "../../src/kernel/effect.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { cancelJob, contentJob, jobId, sendJob } from "./jobs.ts";
import { NODE, Rig } from "./rig.ts";

const EPOCH = 7;

function newAgent(store = new AgentStore()): Agent {
  const origin = Prng.seeded("agent");
  return new Agent({ node: NODE, options: AMAZON_SSM_AGENT, store, origin, boot: 1 });
}

function step(agent: Agent, input: AgentInput, nowMs = 0): readonly { readonly type: string }[] {
  const effects = new Effects<AgentEffect>(false);
  stepAgent(agent, input, nowMs, effects);
  for (const effect of effects.list) {
    if (effect.type === "storeRecord") agent.store.apply(effect);
  }
  return effects.list;
}

function openAgent(): Agent {
  const agent = newAgent();
  step(agent, { type: "agent.start" });
  step(agent, { type: "call.answered", call: "health", accepted: true });
  step(agent, { type: "channel.opened", epoch: EPOCH });
  return agent;
}

function frame(message: ReturnType<typeof sendJob>): AgentInput {
  return { type: "frame.received", epoch: EPOCH, message };
}

function ackOf(list: readonly { readonly type: string }[]): unknown {
  const acks = (list as AgentEffect[]).flatMap((effect) =>
    effect.type === "sendFrame" && effect.message.type === "agent_job_ack" ? [effect.message] : [],
  );
  expect(acks).toHaveLength(1);
  return { statusCode: acks[0]?.statusCode, errorMessage: acks[0]?.errorMessage };
}

describe("ack codes", () => {
  test("200: an accepted job is stored, remembered, acknowledged, replied to and started", () => {
    const list = step(openAgent(), frame(sendJob("c1", ["x"])), 50);
    expect(list.map(({ type }) => type)).toEqual([
      "storeRecord",
      "startTimer",
      "sendFrame",
      "sendFrame",
      "storeRecord",
      "startWorker",
    ]);
    expect(ackOf(list)).toEqual({ statusCode: "200", errorMessage: "Successful" });
    expect(list[2]).toMatchObject({
      epoch: EPOCH,
      message: {
        createdMs: 50,
        acknowledgedMessageId: "message-c1",
        acknowledgedCreatedMs: 0,
        jobId: jobId("c1"),
      },
    });
  });

  test("51401: an agent that is stopping takes nothing", () => {
    const agent = openAgent();
    expect(step(agent, { type: "agent.stop" })).toEqual([
      { type: "closeChannel", epoch: EPOCH },
      { type: "dropPoll" },
    ]);
    const list = step(agent, frame(sendJob("c1", ["x"])));
    expect(ackOf(list)).toEqual({ statusCode: "51401", errorMessage: "ClosedProcessor" });
    expect(list).toHaveLength(1);
  });

  test("51402: the eleventh command finds no room, and is not remembered", () => {
    const agent = openAgent();
    for (let index = 0; index < 10; index += 1) step(agent, frame(sendJob(`c${index}`, ["x"])));
    const list = step(agent, frame(sendJob("c10", ["x"])));
    expect(ackOf(list)).toEqual({ statusCode: "51402", errorMessage: "ProcessorBufferFull" });
    expect(list).toHaveLength(1);
    expect(agent.store.idempotency.size).toBe(10);
  });

  test("51405: the same id again, but not of the other kind", () => {
    const agent = openAgent();
    step(agent, frame(sendJob("c1", ["x"])));
    const list = step(agent, frame(sendJob("c1", ["x"])));
    expect(ackOf(list)).toEqual({ statusCode: "51405", errorMessage: "DuplicateCommand" });
    expect(ackOf(step(agent, frame(cancelJob("c1", "nothing"))))).toMatchObject({
      statusCode: "200",
    });
  });

  test("51406: a blank id with nothing accepted before; 51405 with something", () => {
    const agent = openAgent();
    const blank = { ...sendJob("c1", ["x"]), jobId: "" };
    const list = step(agent, frame(blank));
    expect(ackOf(list)).toEqual({ statusCode: "51406", errorMessage: "InvalidDocument" });
    step(agent, frame(sendJob("c2", ["x"])));
    expect(ackOf(step(agent, frame(blank)))).toMatchObject({ statusCode: "51405" });
  });

  test("51408: a job that can't be read, followed by a reply that waits for its ack", () => {
    const list = step(openAgent(), frame(contentJob("c1", { document: 7 })));
    expect(ackOf(list)).toEqual({ statusCode: "51408", errorMessage: "AgentJobMessageParseError" });
    expect(list[1]).toMatchObject({
      message: {
        type: "agent_job_reply",
        topic: "aws.ssm.sendCommand",
        content: { documentStatus: "Failed", runtimeStatus: null, runtimeStatusCounts: null },
      },
    });
    expect(list.map(({ type }) => type)).toEqual(["sendFrame", "sendFrame", "startTimer"]);
  });
});

test("frames of another epoch are not heard", () => {
  const agent = openAgent();
  const message = sendJob("c1", ["x"]);
  expect(step(agent, { type: "frame.received", epoch: EPOCH - 1, message })).toEqual([]);
  expect(step(agent, { type: "channel.closed", epoch: EPOCH - 1 })).toEqual([]);
});

test("a message of an unknown type changes nothing", () => {
  const message = {
    type: "unsupportedMessage",
    messageId: "m",
    createdMs: 0,
    messageType: "interactive_shell",
  } as const;
  expect(step(openAgent(), { type: "frame.received", epoch: EPOCH, message })).toEqual([]);
});

describe("health", () => {
  test("an empty report, a full one, another within 5 min, then one every 5 min", () => {
    const rig = new Rig().start();
    rig.run(900_000);
    const [empty, full, ...others] = rig.reports;
    expect([empty, full]).toEqual([
      { atMs: 0, full: false },
      { atMs: 0, full: true },
    ]);
    const firstMs = others[0]?.atMs ?? -1;
    expect(firstMs).toBeLessThanOrEqual(300_000);
    expect(others.slice(0, 2).map(({ atMs }) => atMs)).toEqual([firstMs, firstMs + 300_000]);
  });

  test("refused at the start: the agent hibernates, and opens no channel until it is accepted", () => {
    const rig = new Rig();
    rig.accepts = false;
    rig.start();
    rig.run(400 * 60_000);
    const minutes = rig.reports.map(({ atMs }) => atMs / 60_000);
    // 5 min, then three times 10, 20 and 40 each, then every hour.
    expect(minutes).toEqual([0, 5, 15, 25, 35, 55, 75, 95, 135, 175, 215, 275, 335, 395]);
    expect(rig.reports.every(({ full }) => !full)).toBe(true);
    rig.accepts = true;
    rig.run(60 * 60_000);
    expect(rig.reports.filter(({ full }) => full).length).toBeGreaterThan(1);
    rig.deliver(sendJob("c1", ["say hi"]));
    expect(rig.sent).toHaveLength(2);
  });

  test("an idle agent has no timer but the one of its next report", () => {
    const agent = openAgent();
    const list = step(agent, { type: "timer", subject: 0, timer: 3 });
    expect(list).toEqual([
      { type: "reportHealth", full: true, connection: "ssmmessages" },
      { type: "startTimer", subject: 0, timer: 3, minMs: 300_000, maxMs: 300_000 },
    ]);
    expect(step(agent, { type: "call.answered", call: "health", accepted: false })).toEqual([]);
  });
});

describe("the channel", () => {
  function waits(list: readonly { readonly type: string }[]): unknown {
    const { minMs, maxMs } = list[0] as StartTimer;
    return [minMs, maxMs];
  }

  test("is opened again 0..2.5 s after it closed, then 5..10 s and half, doubling up to 40 min", () => {
    const agent = openAgent();
    const closed = step(agent, { type: "channel.closed", epoch: EPOCH });
    expect(waits(closed)).toEqual([0, 2500]);
    const timer = (closed[0] as StartTimer).timer;
    expect(step(agent, { type: "timer", subject: 0, timer })).toContainEqual({
      type: "openChannel",
    });
    const refused = Array.from({ length: 12 }, () => {
      const list = step(agent, { type: "channel.refused", reason: "400" });
      step(agent, { type: "timer", subject: 0, timer: (list[0] as StartTimer).timer });
      return waits(list);
    });
    expect(refused.slice(0, 3)).toEqual([
      [5000, 15_000],
      [10_000, 30_000],
      [20_000, 60_000],
    ]);
    expect(refused.at(-1)).toEqual([2_400_000, 2_400_000]);
    step(agent, { type: "channel.opened", epoch: EPOCH + 1 });
    step(agent, { type: "channel.closed", epoch: EPOCH + 1 });
    step(agent, { type: "timer", subject: 0, timer });
    expect(waits(step(agent, { type: "channel.refused", reason: "400" }))).toEqual([5000, 15_000]);
  });
});
