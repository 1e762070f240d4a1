/** Polls over real HTTP: what leaves, what comes of an answer, and how many wait at once. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { FakeController } from "./fake-controller.ts";
import { nodeId, quickNode, withController, withHost } from "./fixture.ts";

const NODE = nodeId(1);
const DENIED = {
  status: 403,
  body: "<AccessDeniedException><Message>no</Message></AccessDeniedException>",
};

function message(id: string, topic: string, payload: object): object {
  return {
    CreatedDate: new Date().toISOString(),
    Destination: NODE,
    MessageId: `aws.ssm.${id}.${NODE}`,
    Payload: JSON.stringify(payload),
    PayloadDigest: "",
    Topic: `aws.ssm.${topic}.us-east-1.1`,
  };
}

function script(id: string, line: string): object {
  const inputs = { runCommand: [line] };
  return message(id, "sendCommand", {
    DocumentContent: {
      schemaVersion: "2.2",
      mainSteps: [{ action: "aws:runShellScript", name: "runShellScript", inputs }],
    },
  });
}

async function deniedController(): Promise<FakeController> {
  const controller = await withController();
  controller.refusal = DENIED;
  return controller;
}

function operations(controller: FakeController): string[] {
  return controller.messageCalls.all.map(({ operation }) => operation);
}

test("a node that is denied its channel is online, and its agent polls as the real one", async () => {
  const controller = await deniedController();
  const key = { id: "AKIDPOLL", secret: "secret" };
  const host = await withHost(controller.url, { key });
  expect(await host.online()).toEqual([NODE]);
  const poll = await controller.messageCalls.find(({ operation }) => operation === "GetMessages");
  expect(Object.keys(poll.body)).toEqual([
    ...["Destination", "MessagesRequestId", "VisibilityTimeoutInSeconds"],
  ]);
  expect(poll.body["VisibilityTimeoutInSeconds"]).toBe(10);
  expect(poll.headers["content-type"]).toBe("application/x-amz-json-1.1");
  expect(poll.headers.authorization).toMatch(/AKIDPOLL\/\d{8}\/us-east-1\/ec2messages\//);
});

test("a command runs by calls alone, in order, and is cancelled so", async () => {
  const controller = await deniedController();
  const host = await withHost(controller.url);
  await host.online();
  await controller.messageCalls.find(({ operation }) => operation === "GetMessages");
  controller.answerPoll(NODE, [script("c1", "sleep 60")]);
  await controller.messageCalls.find(({ operation }) => operation === "GetMessages", 2);
  expect(operations(controller)).toEqual([
    ...["GetMessages", "SendReply", "AcknowledgeMessage", "GetMessages"],
  ]);
  const cancel = message("x1", "cancelCommand", { CancelMessageId: `aws.ssm.c1.${NODE}` });
  controller.answerPoll(NODE, [cancel]);
  const isFinal = ({ body }: { body: Record<string, unknown> }): boolean =>
    String(body["Payload"]).includes('"documentStatus":"Cancelled"');
  const final = await controller.messageCalls.find(isFinal);
  expect(String(final.body["Payload"])).toContain('"ableToOpenMGSConnection":false');
  const about = controller.messageCalls.all.filter(
    ({ body }) => body["MessageId"] === `aws.ssm.x1.${NODE}`,
  );
  expect(about.map(({ operation }) => operation)).toEqual(["SendReply", "AcknowledgeMessage"]);
});

test("an agent that crashes hangs up", async () => {
  const controller = await deniedController();
  const host = await withHost(controller.url);
  await host.online();
  await controller.messageCalls.find(({ operation }) => operation === "GetMessages");
  expect(controller.polls.has(NODE)).toBe(true);
  await controller.ask({ type: "order", node: NODE, order: "crash" });
  while (controller.polls.has(NODE)) await delay(5);
});

test("of polls beside channels 256 leave, and the others when they are the only way", async () => {
  const controller = await withController();
  const nodes = Array.from({ length: 300 }, (_, index) => quickNode(index + 1));
  const host = await withHost(controller.url, { nodes });
  await host.online();
  await controller.messageCalls.find(({ operation }) => operation === "GetMessages", 256);
  await delay(100);
  expect(controller.messageCalls.all).toHaveLength(256);
  controller.refusal = DENIED;
  for (const socket of controller.sockets.values()) socket.terminate();
  await controller.messageCalls.find(({ operation }) => operation === "GetMessages", 300);
  expect(controller.polls.size).toBe(300);
});

test("a poll's turn comes when another one has ended", async () => {
  const controller = await withController();
  const nodes = Array.from({ length: 257 }, (_, index) => quickNode(index + 1));
  await (await withHost(controller.url, { nodes })).online();
  await controller.messageCalls.find(({ operation }) => operation === "GetMessages", 256);
  const waiting = nodes.map(({ id }) => id).filter((id) => !controller.polls.has(id));
  controller.answerPoll([...controller.polls.keys()][0]!, []);
  const next = await controller.messageCalls.find(() => true, 257);
  expect([next.node]).toEqual(waiting);
});
