/**
 * What an agent that is not ours can do wrongly, or others in its name.
 */
import { generateKeyPairSync } from "node:crypto";
import { DeleteActivationCommand, DeregisterManagedInstanceCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { traceOf } from "../io/server/with-service.ts";
import { HI, joined, SEND, sendCommand, sendReply, statusOf, withBench } from "./bench.ts";
import { replyContent } from "./frame.ts";

test.each([
  ["has another code", { ActivationCode: "abcdefghijklmnopqrst" }],
  ["has another id", { ActivationId: crypto.randomUUID() }],
])("an activation that %s registers nobody", async (_name, change) => {
  await withBench(async (bench) => {
    const activation = { ...(await bench.activate()), ...change };
    const answer = await bench.agent().register(activation);
    expect(answer).toMatchObject({ status: 400, json: { __type: "InvalidActivation" } });
  });
});

test("an activation that is exhausted, deleted or expired registers nobody", async () => {
  await withBench(async (bench) => {
    const exhausted = await bench.activate();
    expect((await bench.agent().register(exhausted)).status).toBe(200);
    const deleted = await bench.activate();
    const { ActivationId } = deleted;
    await bench.client.send(new DeleteActivationCommand({ ActivationId }));
    const expired = await bench.activate({ ExpirationDate: new Date(Date.now() + 1_500) });
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    for (const activation of [exhausted, deleted, expired]) {
      const answer = await bench.agent().register(activation);
      expect(answer).toMatchObject({ status: 400, json: { __type: "InvalidActivation" } });
    }
  });
});

test.each([true, false])(
  "with auth %s only the node's own key gets credentials",
  async (hasAuth) => {
    await withBench(async (bench) => {
      const agent = bench.agent();
      await agent.register(await bench.activate());
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const forged = await agent.requestToken(privateKey);
      expect(forged).toMatchObject({ status: 400, json: { __type: "InvalidSignatureException" } });
      agent.fingerprint = "another";
      expect((await agent.requestToken()).json["__type"]).toBe("MachineFingerprintDoesNotMatch");
      agent.node = "mi-00000000000000000";
      expect((await agent.requestToken()).json["__type"]).toBe("AccessDeniedException");
    }, hasAuth);
  },
);

test.each([-16, 16])("a clock that is %i minutes off is told so on every call", async (minutes) => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    agent.clockOffMs = minutes * 60_000;
    expect((await agent.requestToken()).json["__type"]).toBe("RequestExpired");
    expect((await agent.health()).json["__type"]).toBe("RequestExpired");
    expect((await agent.getMessages()).json["__type"]).toBe("RequestExpired");
    expect(await agent.createChannel()).toMatchObject({ status: 403, token: "" });
  });
});

test("a channel's token serves once, and for its own node", async () => {
  await withBench(async (bench) => {
    const [agent, other] = [await joined(bench), await joined(bench)];
    const { token } = await agent.createChannel();
    expect(await other.open(token)).toBe(1008);
    expect(await agent.open(token)).toBe(0);
    agent.closeChannel();
    expect(await agent.open(token)).toBe(1008);
  });
});

test("credentials speak for their own node alone, and end with its registration", async () => {
  await withBench(async (bench) => {
    const [agent, other] = [await joined(bench), await joined(bench)];
    const run = await sendCommand(bench, other.node);
    const MessageId = `aws.ssm.${run}.${other.node}`;
    const denied = { status: 400, json: { __type: "AccessDeniedException" } };
    const reply = { MessageId, Payload: JSON.stringify(replyContent("Success", HI)), ReplyId: "r" };
    expect(await agent.messages("SendReply", reply)).toMatchObject(denied);
    expect(await agent.health({ InstanceId: other.node })).toMatchObject(denied);
    expect(await agent.send("AmazonSSM.ListCommands", {})).toMatchObject(denied);
    expect((await agent.createChannel(other.node)).status).toBe(403);
    expect((await statusOf(bench, run, other.node))[0]).toBe("Delayed");

    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    agent.sendFrame("agent_job_reply", {
      ...{ schemaVersion: 1, jobId: MessageId, topic: SEND },
      content: JSON.stringify(replyContent("Success", HI)),
    });
    await agent.nextFrame("agent_job_reply_ack");
    expect((await statusOf(bench, run, other.node))[0]).toBe("Delayed");

    const InstanceId = agent.node;
    await bench.client.send(new DeregisterManagedInstanceCommand({ InstanceId }));
    expect((await agent.health()).json["__type"]).toBe("UnrecognizedClientException");
    expect((await agent.requestToken()).json["__type"]).toBe("AccessDeniedException");
  });
});

test("without auth credentials are taken, right or wrong, and what is foreign is dropped", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    agent.credentials = { AccessKeyId: "a", SecretAccessKey: "b", SessionToken: "c" };
    expect((await agent.health()).status).toBe(200);
    const MessageId = `aws.ssm.${crypto.randomUUID()}.${agent.node}`;
    await sendReply(agent, MessageId, "Success", HI);
    expect(await traceOf(bench.url)).toContainEqual(
      expect.objectContaining({ event: "frame.dropped", reason: "unknownJob" }),
    );
    const input = { MessageId, Payload: "{}", ReplyId: "x" };
    expect((await agent.messages("SendReply", input)).json["__type"]).toBe("ValidationException");
    expect((await agent.messages("Nonsense", {})).json["__type"]).toBe("UnknownOperationException");
    expect((await agent.messages("GetMessages", {})).json["__type"]).toBe("ValidationException");
    const other = { MessageId: `aws.ssm.x.mi-00000000000000000` };
    expect((await agent.messages("AcknowledgeMessage", other)).json["__type"]).toBe(
      "AccessDeniedException",
    );
  }, false);
});
