/** A job over a real socket: ack, run, replies, cancel. */
import { expect, test } from "vitest";
import type { AgentJobReply } from "../../../src/wire/message.ts";
import type { FakeController, SeenFrame } from "./fake-controller.ts";
import { nodeId, withController, withHost } from "./fixture.ts";

const NODE = nodeId(1);

test("a job is acked and runs to Success", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  const job = controller.sendJob(NODE, "c1", "echo hello");
  const ack = await controller.frames.find(({ message }) => message.type === "agent_job_ack");
  expect(ack.message).toMatchObject({
    jobId: job.jobId,
    acknowledgedMessageId: job.messageId,
    acknowledgedCreatedMs: job.createdMs,
    statusCode: "200",
  });
  const reply = await finalReply(controller, "Success");
  expect(Object.values(reply.content.runtimeStatus ?? {})).toMatchObject([
    { status: "Success", code: 0, standardOutput: "hello\n" },
  ]);
});

test("a cancel ends a running job as Cancelled", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  const job = controller.sendJob(NODE, "c1", "sleep 600");
  await controller.frames.find(isReply("InProgress"));
  controller.cancelJob(NODE, "x1", job.jobId);
  const acks = controller.frames.find(({ message }) => message.type === "agent_job_ack", 2);
  expect((await acks).message).toMatchObject({ statusCode: "200" });
  const reply = await finalReply(controller, "Cancelled");
  expect(reply.jobId).toBe(job.jobId);
});

test("a command with a behaviour is the program that it is said to be", async () => {
  const controller = await withController();
  const behaviours = [{ match: "backup.sh", output: "saved\n", exitCode: 3 }];
  await (await withHost(controller.url, { behaviours })).online();
  controller.sendJob(NODE, "c1", "backup.sh --all");
  const reply = await finalReply(controller, "Failed");
  expect(Object.values(reply.content.runtimeStatus ?? {})).toMatchObject([
    { status: "Failed", code: 3, standardOutput: "saved\n" },
  ]);
});

test("a job that comes twice is refused as a duplicate", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  const job = controller.sendJob(NODE, "c1", "true");
  controller.send(NODE, job);
  const second = controller.frames.find(({ message }) => message.type === "agent_job_ack", 2);
  expect((await second).message).toMatchObject({ statusCode: "51405" });
});

function isReply(status: string): (frame: SeenFrame) => boolean {
  return ({ message }) =>
    message.type === "agent_job_reply" && message.content.documentStatus === status;
}

async function finalReply(controller: FakeController, status: string): Promise<AgentJobReply> {
  const { message } = await controller.frames.find(isReply(status));
  return message as AgentJobReply;
}
