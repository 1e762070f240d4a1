/** What a data directory keeps over the end of a host. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { nodeId, QUICK, quickNode, withController, withDirectory, withHost } from "./fixture.ts";

const NODE = nodeId(1);

test("ids, states and added nodes come back; a node that was stopping is stopped", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const slow = {
    pendingMs: 10,
    stoppingMs: 60_000,
    shuttingDownMs: 10,
    rebootDelayMs: 10,
    rebootMs: 10,
  };
  const nodes = [quickNode(1), quickNode(2, { life: slow })];
  const first = await withHost(controller.url, { dataDirectory, nodes });
  await first.online();
  const added = await controller.ask({ type: "addNodes", node: { count: 1 } });
  const [{ id = "" } = {}] = added["result"] as { id?: string }[];
  await controller.ask({ type: "order", node: nodeId(2), order: "stop" });
  await first.stop();
  const second = await withHost(controller.url, { dataDirectory, nodes: [quickNode(7)] });
  expect(second.nodes).toMatchObject([
    { id: NODE, state: "Running", tags: { role: "web" } },
    { id: nodeId(2), state: "Stopped" },
    { id, state: "Running" },
  ]);
  expect(await second.online()).toEqual([NODE, id]);
});

test("a job of an earlier life is known as a duplicate, and fails because its worker is gone", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const options = { ...QUICK, workerLostMs: 20 };
  const nodes = [quickNode(1, { options })];
  const first = await withHost(controller.url, { dataDirectory, nodes });
  await first.online();
  await controller.openings.find(() => true);
  const job = controller.sendJob(NODE, "c1", "sleep 600");
  await controller.frames.find(({ message }) => message.type === "agent_job_reply");
  await first.stop();
  const second = await withHost(controller.url, { dataDirectory });
  await second.online();
  const failed = await controller.frames.find(
    ({ message }) =>
      message.type === "agent_job_reply" && message.content.documentStatus === "Failed",
  );
  expect(failed.message).toMatchObject({ jobId: job.jobId });
  controller.send(NODE, job);
  const acks = controller.frames.find(({ message }) => message.type === "agent_job_ack", 2);
  expect((await acks).message).toMatchObject({ statusCode: "51405" });
});

test("message ids of an earlier life never come again", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  for (const life of [1, 2]) {
    const host = await withHost(controller.url, { dataDirectory });
    await host.online();
    await controller.openings.find(() => true, life);
    controller.sendJob(NODE, `c${life}`, "true");
    const isAck = ({ message }: { message: { type: string } }): boolean =>
      message.type === "agent_job_ack";
    await controller.frames.find(isAck, life);
    await host.stop();
  }
  const ids = controller.frames.all.map(({ message }) => message.messageId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a second host on the same directory is refused", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  await withHost(controller.url, { dataDirectory });
  const second = withHost(controller.url, { dataDirectory });
  await expect(second).rejects.toMatchObject({ code: "SIM_ERR_STORE_LOCKED" });
});

test("a removed node does not come back", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const first = await withHost(controller.url, {
    dataDirectory,
    nodes: [1, 2].map((n) => quickNode(n)),
  });
  await controller.ask({ type: "removeNode", node: NODE });
  await first.stop();
  const second = await withHost(controller.url, { dataDirectory });
  expect(second.nodes.map(({ id }) => id)).toEqual([nodeId(2)]);
});

test("a record that is damaged is left out; the agent's other jobs go on", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const options = { ...QUICK, workerLostMs: 20 };
  const nodes = [quickNode(1, { options })];
  const first = await withHost(controller.url, { dataDirectory, nodes });
  await first.online();
  await controller.openings.find(() => true);
  for (const id of ["c1", "c2"]) controller.sendJob(NODE, id, "sleep 600");
  const isReply = ({ message }: { message: { type: string } }): boolean =>
    message.type === "agent_job_reply";
  await controller.frames.find(isReply, 2);
  await first.stop();
  const [file = ""] = await readdir(dataDirectory);
  const database = new DatabaseSync(join(dataDirectory, file));
  database.exec("UPDATE record SET json = '{' WHERE tableName = 'job' AND key = 'c1'");
  database.close();
  const second = await withHost(controller.url, { dataDirectory });
  await second.online();
  const failed = await controller.frames.find(
    ({ message }) =>
      message.type === "agent_job_reply" && message.content.documentStatus === "Failed",
  );
  expect(failed.message).toMatchObject({ jobId: `aws.ssm.c2.${NODE}` });
  expect(second.defects).toBe(0);
});

test("a file with records that are none of ours is told so, and is let go of", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const first = await withHost(controller.url, { dataDirectory });
  await first.stop();
  const [file = ""] = await readdir(dataDirectory);
  const database = new DatabaseSync(join(dataDirectory, file));
  database.exec("UPDATE node SET tags = '{'");
  database.close();
  for (let count = 0; count < 2; count += 1) {
    const again = withHost(controller.url, { dataDirectory });
    await expect(again).rejects.toMatchObject({ code: "SIM_ERR_STORE_UNREADABLE" });
  }
});
