/**
 * The whole life of an agent that is not ours: it registers by an activation, and runs and cancels
 * commands over the control channel, then over ec2messages alone. SigV4 is verified throughout.
 */
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetConnectionStatusCommand,
} from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import {
  CANCEL,
  HI,
  joined,
  KILLED,
  nextMessage,
  SEND,
  sendCommand,
  sendReply,
  statusOf,
  take,
  withBench,
} from "./bench.ts";
import type { Polled } from "./bench.ts";
import { replyContent } from "./frame.ts";
import { workAs } from "./worker.ts";

test("over the control channel an agent runs one command and cancels another", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    expect(agent.node).toMatch(/^mi-[0-9a-f]{17}$/);
    const { status, token } = await agent.createChannel();
    expect(status).toBe(201);
    expect(await agent.open(token)).toBe(0);
    const run = await sendCommand(bench, agent.node);
    const job = await agent.nextFrame("agent_job");
    const runJob = `aws.ssm.${run}.${agent.node}`;
    expect(job.payload).toMatchObject({ SchemaVersion: 1, JobId: runJob });
    expect(job.payload["Topic"]).toBe(`${SEND}.us-east-1.1`);
    agent.ackJob(job);
    await agent.replyJob(runJob, SEND, replyContent("InProgress"));
    await agent.replyJob(runJob, SEND, replyContent("InProgress", HI));
    await agent.replyJob(runJob, SEND, replyContent("Success", HI));
    expect(await statusOf(bench, run, agent.node)).toEqual(["Success", 0, "hi\n"]);

    const long = await sendCommand(bench, agent.node);
    const longJob = `aws.ssm.${long}.${agent.node}`;
    agent.ackJob(await agent.nextFrame("agent_job"));
    await agent.replyJob(longJob, SEND, replyContent("InProgress"));
    await bench.client.send(new CancelCommandCommand({ CommandId: long }));
    const cancel = await agent.nextFrame("agent_job");
    expect(cancel.payload["Topic"]).toBe(`${CANCEL}.us-east-1.1`);
    expect(JSON.parse(String(cancel.payload["Content"]))).toEqual({ CancelMessageId: longJob });
    agent.ackJob(cancel);
    await agent.replyJob(String(cancel.payload["JobId"]), CANCEL, replyContent("InProgress"));
    await agent.replyJob(longJob, SEND, replyContent("Cancelled", KILLED));
    expect(await statusOf(bench, long, agent.node)).toEqual(["Cancelled", 137, "hi\n"]);
  });
});

test("over ec2messages alone an agent runs one command and cancels another", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    const first = nextMessage(agent);
    const run = await sendCommand(bench, agent.node);
    const message = await first;
    const runJob = `aws.ssm.${run}.${agent.node}`;
    expect(message).toMatchObject({ MessageId: runJob, Topic: `${SEND}.us-east-1.1` });
    expect(message.CreatedDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(JSON.parse(message.Payload)).toMatchObject({ CommandId: run });
    await take(agent, message);
    expect((await statusOf(bench, run, agent.node))[0]).toBe("InProgress");
    await sendReply(agent, runJob, "InProgress", HI);
    await sendReply(agent, runJob, "Success", HI);
    expect(await statusOf(bench, run, agent.node)).toEqual(["Success", 0, "hi\n"]);

    const long = await sendCommand(bench, agent.node);
    const longJob = `aws.ssm.${long}.${agent.node}`;
    await take(agent, await nextMessage(agent));
    const polled = nextMessage(agent);
    await bench.client.send(new CancelCommandCommand({ CommandId: long }));
    const cancel = await polled;
    expect(cancel.Topic).toBe(`${CANCEL}.us-east-1.1`);
    expect(JSON.parse(cancel.Payload)).toEqual({ CancelMessageId: longJob });
    await take(agent, cancel);
    await sendReply(agent, longJob, "Cancelled", KILLED);
    expect(await statusOf(bench, long, agent.node)).toEqual(["Cancelled", 137, "hi\n"]);
  });
});

test("a channel that opens takes over from the polls, whose replies still count", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    const polled = nextMessage(agent);
    const run = await sendCommand(bench, agent.node);
    const message = await polled;
    await take(agent, message);
    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    await sendReply(agent, message.MessageId, "Success", HI);
    expect(await statusOf(bench, run, agent.node)).toEqual(["Success", 0, "hi\n"]);
    await sendCommand(bench, agent.node);
    expect((await agent.nextFrame("agent_job")).payload["Topic"]).toContain(SEND);
  });
});

test("a client that hangs up frees its poll, and a newer poll ends the older one", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    const gone = agent.getMessages((request) => {
      request.on("finish", () => setTimeout(() => request.destroy(), 50));
    });
    await expect(gone).rejects.toThrow(/hang up|aborted|reset/);
    const older = agent.getMessages();
    await agent.health();
    const newer = agent.getMessages();
    expect((await older).json["Messages"]).toEqual([]);
    const run = await sendCommand(bench, agent.node);
    const [message] = (await newer).json["Messages"] as Polled[];
    expect(message?.MessageId).toContain(run);
    const MessageId = message!.MessageId;
    const fail = { MessageId, FailureType: "NoHandlerExists" };
    expect((await agent.messages("FailMessage", fail)).status).toBe(200);
    expect((await statusOf(bench, run, agent.node))[0]).toBe("Failed");
  });
});

test("the node is a managed instance of the activation, and a real agent's", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    const answer = await bench.client.send(new DescribeInstanceInformationCommand({}));
    expect(answer.InstanceInformationList).toMatchObject([
      { InstanceId: agent.node, ResourceType: "ManagedInstance", IamRole: "Role" },
    ]);
    const nodes = await fetch(`${bench.url}/_fleetsim/nodes`, {
      headers: { authorization: "Bearer t" },
    });
    expect(await nodes.json()).toMatchObject([{ id: agent.node, kind: "real-agent" }]);
    for (const order of ["stop", "start", "reboot", "terminate", "crash", "restart"]) {
      const path = `${bench.url}/_fleetsim/nodes/${agent.node}/${order}`;
      const headers = { authorization: "Bearer t" };
      const refused = await fetch(path, { method: "POST", headers });
      expect([refused.status, await refused.json()]).toMatchObject([409, { error: "NotDrivable" }]);
    }
  });
});

test("an agent changes its key, and from then on only the new one is its own", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    const old = agent.key;
    expect(await agent.changeKey()).toMatchObject({ status: 200, text: "{}" });
    expect((await agent.requestToken(old)).json["__type"]).toBe("InvalidSignatureException");
    expect((await agent.requestToken()).status).toBe(200);
    expect((await agent.health()).status).toBe(200);
  });
});

test("one agent polls, opens a channel, loses it, and polls again, with a command each", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    const answer = async (run: string) => {
      const polled = await nextMessage(agent);
      expect(polled.MessageId).toContain(run);
      await take(agent, polled);
      await sendReply(agent, polled.MessageId, "Success", HI);
      expect(await statusOf(bench, run, agent.node)).toEqual(["Success", 0, "hi\n"]);
    };
    await answer(await sendCommand(bench, agent.node));
    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    const run = await sendCommand(bench, agent.node);
    const working = workAs(agent);
    await expect.poll(async () => (await statusOf(bench, run, agent.node))[0]).toBe("InProgress");
    await bench.client.send(new CancelCommandCommand({ CommandId: run }));
    await working;
    expect((await statusOf(bench, run, agent.node))[0]).toBe("Cancelled");
    agent.closeChannel();
    const target = { Target: agent.node };
    const connection = () => bench.client.send(new GetConnectionStatusCommand(target));
    await expect.poll(async () => (await connection()).Status).toBe("notconnected");
    await answer(await sendCommand(bench, agent.node));
  });
});

test("a reset keeps who is registered, with its credentials, and forgets the commands", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    const run = await sendCommand(bench, agent.node);
    const headers = { authorization: "Bearer t" };
    const reset = await fetch(`${bench.url}/_fleetsim/reset`, { method: "POST", headers });
    expect(reset.status).toBe(200);
    await expect(statusOf(bench, run, agent.node)).rejects.toMatchObject({
      name: "InvocationDoesNotExist",
    });
    expect((await agent.health()).status).toBe(200);
    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    const again = await sendCommand(bench, agent.node);
    const job = await agent.nextFrame("agent_job");
    expect(job.payload["JobId"]).toContain(run);
    expect((await agent.nextFrame("agent_job")).payload["JobId"]).toContain(again);
  });
});
