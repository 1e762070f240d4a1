import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../../../src/io/live-service.ts";
import { NODE, OTHER_NODE, SILENT, TestAgent, TestHost, call, json } from "./with-service.ts";
import { reportHealth, sendCommand, withService } from "./with-service.ts";

test("a restart over the same data directory keeps nodes, commands and time", async () => {
  const dataDirectory = await temporaryDirectory();
  let id = "";
  await withService({ dataDirectory }, async (service) => {
    await TestHost.join(service.url, "h1", [NODE]);
    await reportHealth(service);
    id = await sendCommand(service);
  });
  await withService({ dataDirectory, seed: "2" }, async (service) => {
    expect(service.nodes()).toMatchObject([{ id: NODE, ping: "Online", host: "h1" }]);
    expect(await listed(service)).toMatchObject([{ CommandId: id, Status: "Pending" }]);
    expect(await sendCommand(service)).not.toBe(id);
  });
});

test("what was answered is there after kill -9, and a cancel is offered again", async () => {
  const dataDirectory = await temporaryDirectory();
  const child = await startChild(dataDirectory);
  await reportHealth(child);
  await reportHealth(child, OTHER_NODE);
  const agent = await TestAgent.open(child.url);
  const cancelling = await startAndCancel(child, agent);
  const cancelled = await sendCommand(child, OTHER_NODE);
  await call(child, "CancelCommand", { CommandId: cancelled });
  const sent = await sendCommand(child, OTHER_NODE);
  child.kill();
  await child.ended;
  await withService({ dataDirectory }, async (service) => {
    expect(await listed(service)).toMatchObject([
      { CommandId: sent, Status: "Pending" },
      { CommandId: cancelled, Status: "Cancelled" },
      { CommandId: cancelling, Status: "Cancelling" },
    ]);
    const again = await TestAgent.open(service.url);
    expect(await again.nextFrame()).toMatchObject({
      topic: CANCEL_TOPIC,
      content: { cancelMessageId: `aws.ssm.${cancelling}.${NODE}` },
    });
  });
});

test("a second process on the same data directory is told so", async () => {
  const dataDirectory = await temporaryDirectory();
  await withService({ dataDirectory }, async () => {
    const second = startService({ seed: "1", log: SILENT, dataDirectory });
    await expect(second).rejects.toMatchObject({ code: "SIM_ERR_STORE_LOCKED" });
  });
});

test("a record that is none of ours is told so, and nothing stays open", async () => {
  const dataDirectory = await temporaryDirectory();
  await withService({ dataDirectory }, () => Promise.resolve());
  const database = new DatabaseSync(join(dataDirectory, "controller.sqlite"));
  database.exec("INSERT INTO record VALUES ('node', 'i-1', '{')");
  database.close();
  for (let count = 0; count < 2; count += 1) {
    const again = startService({ seed: "1", log: SILENT, dataDirectory });
    await expect(again).rejects.toMatchObject({ code: "SIM_ERR_STORE_UNREADABLE" });
  }
});

test("a port that is taken is told so, and nothing stays open", async () => {
  await withService({}, async ({ port }) => {
    const dataDirectory = await temporaryDirectory();
    const second = startService({ seed: "1", log: SILENT, dataDirectory, port });
    await expect(second).rejects.toMatchObject({ code: "SIM_ERR_BIND" });
    await withService({ dataDirectory }, () => Promise.resolve());
  });
});

test("on a full disk calls fail and nothing of them is there afterwards", async () => {
  const dataDirectory = await temporaryDirectory();
  await withService({ dataDirectory, storePagesMax: 60 }, async (service) => {
    await reportHealth(service);
    const agent = await TestAgent.open(service.url);
    const accepted: string[] = [];
    let refusal: unknown;
    while (refusal === undefined) {
      const answer = await call(service, "SendCommand", {
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [NODE],
        Parameters: { commands: ["x".repeat(8_000)] },
      });
      if (answer.status === 200) accepted.push(commandId(json(answer)));
      else refusal = json(answer);
    }
    expect(refusal).toMatchObject({ __type: "InternalServerError" });
    expect(await agent.closed).toBe(1001);
    while ((await call(service, "ListCommands")).status !== 200);
    const there = ((await listed(service)) as { CommandId: string }[]).map((one) => one.CommandId);
    expect(there.sort()).toEqual(accepted.sort());
  });
});

const NO_ID = "11111111-2222-4333-8444-555555555555";
const CANCEL_TOPIC = expect.stringContaining("aws.ssm.cancelCommand") as unknown;

/** A command that its agent has taken, and a cancel of it that the agent leaves unanswered. */
async function startAndCancel(service: { readonly url: string }, agent: TestAgent) {
  const id = await sendCommand(service);
  const job = await agent.nextFrame();
  agent.send({
    ...{ type: "agent_job_ack", messageId: NO_ID, createdMs: 1 },
    ...{ jobId: `aws.ssm.${id}.${NODE}`, acknowledgedMessageId: job.messageId },
    ...{ acknowledgedCreatedMs: 1, statusCode: "200", errorMessage: "Successful" },
  });
  await agent.flushed();
  await call(service, "CancelCommand", { CommandId: id });
  expect(await agent.nextFrame()).toMatchObject({ topic: CANCEL_TOPIC });
  return id;
}

function commandId(answer: unknown): string {
  return (answer as { Command: { CommandId: string } }).Command.CommandId;
}

async function listed(service: { readonly url: string }): Promise<unknown[]> {
  const answer = await call(service, "ListCommands");
  return (json(answer) as { Commands: unknown[] }).Commands;
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "fleetsim-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A service in a process of its own; killed at the end of the test, if not before. */
async function startChild(dataDirectory: string) {
  const script = join(import.meta.dirname, "service-process.ts");
  const child = spawn(process.execPath, [script, dataDirectory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { url: line.toString().trim(), ended, kill: () => child.kill("SIGKILL") };
}
