/** Deaths of agents' processes and of their host's, by signals that nobody can catch. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { AGENT_PROCESSES_MAX } from "../../../src/io/agent-process/agent-children.ts";
import { AgentChild } from "../../../src/io/agent-process/agent-child.ts";
import {
  log,
  nodeId,
  quickNode,
  withController,
  withDirectory,
  withHost,
} from "../host/fixture.ts";
import { FINAL, LiveFleet, NODE, isAlive } from "./live-fleet.ts";

test("agents end with a host that is killed, and what they had acked is on its disk", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const script = join(import.meta.dirname, "doomed-host.ts");
  const host = spawn(process.execPath, [script, controller.url, dataDirectory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void host.kill("SIGKILL"));
  const [line] = (await once(host.stdout, "data")) as [Buffer];
  const pids = line.toString().trim().split(" ").map(Number);
  expect(pids).toHaveLength(3);
  expect(pids.filter(isAlive)).toEqual(pids);
  await controller.openings.find(({ node }) => node === NODE);
  const job = controller.sendJob(NODE, "c1", "sleep 600");
  await controller.frames.find(({ message }) => message.type === "agent_job_ack");
  host.kill("SIGKILL");
  await expect.poll(() => pids.filter(isAlive), { timeout: 2000 }).toEqual([]);
  await withHost(controller.url, { agents: "processes", dataDirectory });
  const failed = await controller.frames.find(
    ({ message }) =>
      message.type === "agent_job_reply" && message.content.documentStatus === "Failed",
  );
  expect(failed.message).toMatchObject({ jobId: job.jobId });
});

test("a host stops agents that hang, too", async () => {
  const fleet = await LiveFleet.start({ nodes: [quickNode(1), quickNode(2)] });
  const pids = [fleet.pid(NODE), fleet.pid(nodeId(2))];
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  const begin = performance.now();
  await fleet.host.stop();
  expect(performance.now() - begin).toBeLessThan(2000);
  expect(pids.filter(isAlive)).toEqual([]);
});

test("an agent that was stopped takes nothing in, and goes on with all of it when it is woken", async () => {
  const fleet = await LiveFleet.start();
  const id = await fleet.send("sleep 0.3; echo done");
  await fleet.event("process.started");
  process.kill(fleet.pid(), "SIGSTOP");
  await fleet.event("process.exited");
  const invocation = await fleet.until(id, [...FINAL, "InProgress"]);
  expect(invocation.Status).toBe("InProgress");
  expect(fleet.trace.count(({ event }) => event === "job.ended")).toBe(0);
  process.kill(fleet.pid(), "SIGCONT");
  expect((await fleet.until(id, FINAL)).StandardOutputContent).toBe("done\n");
});

test("a hang stops the process itself until it is woken", async () => {
  let isGone = false;
  const child = new AgentChild({ node: "n", log, hear: () => {}, gone: () => (isGone = true) });
  const { pid = 0 } = child;
  child.hang();
  await expect.poll(() => stateOf(pid)).toBe("T");
  child.wake();
  await expect.poll(() => stateOf(pid)).toMatch(/[RS]/);
  child.hang();
  child.kill();
  await child.ended;
  expect([isGone, isAlive(pid)]).toEqual([true, false]);
});

test("an agent that takes nothing in is ended before what waits for it has no bound", async () => {
  const errors: string[] = [];
  const noisy = {
    debug() {},
    warn() {},
    error: (_: object, text: string) => void errors.push(text),
  };
  const parts = { node: "n", log: noisy, hear() {}, gone() {} };
  const full = new AgentChild(parts);
  full.hang();
  const input = { type: "channel.refused", reason: "x".repeat(1024 * 1024) } as const;
  for (let count = 0; count < 66; count += 1) full.tell({ type: "input", input });
  await full.ended;
  expect(errors).toEqual(["the process of an agent takes nothing in"]);
});

test("an agent that can't be started is gone at once", async () => {
  const { execPath } = process;
  onTestFinished(() => void (process.execPath = execPath));
  process.execPath = "/nonexistent/node";
  const errors: string[] = [];
  const noisy = {
    debug() {},
    warn() {},
    error: (_: object, text: string) => void errors.push(text),
  };
  let isGone = false;
  const child = new AgentChild({ node: "n", log: noisy, hear() {}, gone: () => (isGone = true) });
  child.tell({ type: "start" });
  await child.ended;
  expect([isGone, child.pid]).toEqual([true, undefined]);
  expect(errors).toEqual(["an agent's process could not be started"]);
});

/** The letter that the system gives a process's state. */
function stateOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
}

test("a host of more agents than may be processes is refused before anything starts", async () => {
  const nodes = Array.from({ length: AGENT_PROCESSES_MAX + 1 }, (_, at) => quickNode(at + 1));
  const start = withHost("http://127.0.0.1:1", { agents: "processes", nodes });
  await expect(start).rejects.toMatchObject({
    code: "TooManyAgents",
    message: `Expected at most ${AGENT_PROCESSES_MAX} agents as processes; found ${nodes.length}.`,
  });
});
