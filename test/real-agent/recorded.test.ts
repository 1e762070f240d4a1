/**
 * What agent 3.3 sent when it joined, was given commands over ec2messages, and opened its control
 * channel: each recorded request is answered as that agent needs it, with SigV4 verified.
 */
import {
  CancelCommandCommand,
  CreateDocumentCommand,
  GetConnectionStatusCommand,
  SendCommandCommand,
} from "@aws-sdk/client-ssm";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { statusOf, withBench } from "./bench.ts";
import type { Bench, Polled } from "./bench.ts";
import type { Credentials } from "./client.ts";
import { RECORDED_KEY, Replay } from "./replay.ts";
import type { Answered } from "./replay.ts";

const NODE = "mi-0123456789abcdef0";
const RUN = "6d573eb7-72c8-494b-a58a-f664541d2d71";
const LONG = "2fd600e7-8c22-4060-a2e2-1a50a30efb05";
const CANCEL = "817a0f08-b4c9-4301-b701-8e1e15e1b9b1";
const WEBSOCKET_KEY = "N0yMKwtsmFJddow3S4iB5A==";

test("the recorded requests of a real agent are answered as it needs them", async () => {
  await withBench(async (bench) => {
    const replay = new Replay(bench);
    try {
      const node = await register(bench, replay);
      await reportHealth(replay);
      await pollAndRun(bench, replay, node);
      await pollAndCancel(bench, replay, node);
      await openChannel(bench, replay, node);
    } finally {
      replay.end();
    }
  });
});

async function register(bench: Bench, replay: Replay): Promise<string> {
  const { ActivationId, ActivationCode } = await bench.activate();
  replay.exchange("00000000-0000-4000-8000-000000000000", ActivationId!);
  replay.exchange("mockactivationcode00", ActivationCode!);
  replay.exchange(RECORDED_KEY, replay.publicKey);
  const { InstanceId } = json(await replay.play("RegisterManagedInstance"), 200);
  replay.exchange(NODE, String(InstanceId));
  const token = json(await replay.play("RequestManagedInstanceRoleToken"), 200);
  expect(Object.keys(token).sort()).toEqual([
    ...["AccessKeyId", "SecretAccessKey", "SessionToken", "TokenExpirationDate", "UpdateKeyPair"],
  ]);
  const seconds = (token["TokenExpirationDate"] as number) - Date.now() / 1000;
  expect(Math.round(seconds / 60)).toBe(60);
  expect(token["UpdateKeyPair"]).toBe(false);
  replay.credentials = token as unknown as Credentials;
  return String(InstanceId);
}

async function reportHealth(replay: Replay): Promise<void> {
  expect(json(await replay.play("UpdateInstanceInformation, empty"), 200)).toEqual({});
  expect(json(await replay.play("UpdateInstanceInformation, full"), 200)).toEqual({});
  const associations = json(await replay.play("ListInstanceAssociations"), 200);
  expect(associations).toEqual({ Associations: [] });
}

async function pollAndRun(bench: Bench, replay: Replay, node: string): Promise<void> {
  await bench.client.send(
    new CreateDocumentCommand({
      ...{ Name: "Recorded", DocumentType: "Command", DocumentFormat: "JSON" },
      Content: JSON.stringify(DOCUMENT),
    }),
  );
  const polled = replay.play("71.3 GetMessages");
  const run = await send(bench, node);
  const answer = json(await polled, 200);
  const [message] = answer["Messages"] as Polled[];
  expect(answer).toEqual({
    Destination: node,
    MessagesRequestId: "2c618bc7-258b-43fb-b5fe-ad1cad7ee679",
    Messages: [
      {
        CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        Destination: node,
        MessageId: `aws.ssm.${run}.${node}`,
        Payload: message!.Payload,
        PayloadDigest: "",
        Topic: "aws.ssm.sendCommand.us-east-1.1",
      },
    ],
  });
  expect(Object.keys(JSON.parse(message!.Payload) as object)).toEqual([
    ...["Parameters", "DocumentContent", "CommandId", "DocumentName", "OutputS3KeyPrefix"],
    ...["OutputS3BucketName", "CloudWatchLogGroupName", "CloudWatchOutputEnabled"],
  ]);
  replay.exchange(RUN, run);
  await playAll(replay, ["71.1 SendReply", "71.2 AcknowledgeMessage"]);
  expect((await statusOf(bench, run, node))[0]).toBe("InProgress");
  await playAll(replay, ["71.4 SendReply", "71.5 SendReply"]);
  expect(await statusOf(bench, run, node)).toEqual(["Success", 0, "via mds\n"]);
}

async function pollAndCancel(bench: Bench, replay: Replay, node: string): Promise<void> {
  const long = await send(bench, node);
  replay.exchange(LONG, long);
  expect(json(await replay.play("72.3 GetMessages"), 200)["Messages"]).toHaveLength(1);
  await playAll(replay, ["72.1 SendReply", "72.2 AcknowledgeMessage"]);
  await bench.client.send(new CancelCommandCommand({ CommandId: long }));
  const { Messages } = json(await replay.play("72.6 GetMessages"), 200);
  const [cancel] = Messages as Polled[];
  expect(cancel!.Topic).toBe("aws.ssm.cancelCommand.us-east-1.1");
  const CancelMessageId = `aws.ssm.${long}.${node}`;
  expect(JSON.parse(cancel!.Payload)).toEqual({ CancelMessageId });
  replay.exchange(CANCEL, cancel!.MessageId.split(".")[2]!);
  await playAll(replay, ["72.4 SendReply", "72.5 AcknowledgeMessage"]);
  expect((await statusOf(bench, long, node))[0]).toBe("Cancelling");
  await playAll(replay, ["72.7 SendReply", "72.8 SendReply"]);
  expect(await statusOf(bench, long, node)).toEqual(["Cancelled", 137, "via mds\n"]);
}

async function openChannel(bench: Bench, replay: Replay, node: string): Promise<void> {
  const created = await replay.play("CreateControlChannel");
  expect(created.status).toBe(201);
  const xml =
    /^<\?xml[^>]*\?><(\w+)><MessageSchemaVersion>1\.0<\/MessageSchemaVersion><TokenValue>([^<]+)<\/TokenValue><\/\1>$/;
  const [, , token] = xml.exec(created.text)!;
  const upgraded = await replay.play("upgrade");
  expect(upgraded.status).toBe(101);
  const accept = createHash("sha1").update(`${WEBSOCKET_KEY}${RFC_6455_GUID}`).digest("base64");
  expect(upgraded.headers.get("sec-websocket-accept")).toBe(accept);
  expect(upgraded.headers.has("sec-websocket-protocol")).toBe(false);
  expect(upgraded.headers.has("sec-websocket-extensions")).toBe(false);
  upgraded.socket.write(replay.openingFrame(token!));
  const connection = async () => {
    const { Status } = await bench.client.send(new GetConnectionStatusCommand({ Target: node }));
    return Status;
  };
  await expect.poll(connection).toBe("connected");
}

async function playAll(replay: Replay, names: readonly string[]): Promise<void> {
  for (const name of names) expect(json(await replay.play(name), 200)).toEqual({});
}

async function send(bench: Bench, node: string): Promise<string> {
  const command = new SendCommandCommand({ DocumentName: "Recorded", InstanceIds: [node] });
  return (await bench.client.send(command)).Command!.CommandId!;
}

/** An answer of AWS JSON, as the agent's client reads it. */
function json(answer: Answered, status: number): Readonly<Record<string, unknown>> {
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(/^\{.*\}$/)]);
  expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
  expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  return JSON.parse(answer.text) as Readonly<Record<string, unknown>>;
}

const DOCUMENT = {
  schemaVersion: "2.2",
  description: "what was run when the requests were recorded",
  mainSteps: [
    {
      action: "aws:runShellScript",
      name: "runShellScript",
      inputs: { runCommand: ["echo via mds", "sleep 60"] },
    },
  ],
};

const RFC_6455_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
