/** Jobs that are real processes of this machine; what they leave behind ends with the host. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FakeController, HostWord } from "./fake-controller.ts";
import { nodeId, withController, withDirectory, withHost } from "./fixture.ts";

const NODE = nodeId(1);

test("a script runs for real, what escapes it is listed as such, and ends with the host", async () => {
  const controller = await withController();
  controller.wantsTrace = true;
  const dataDirectory = await withDirectory();
  const host = await withHost(controller.url, { processes: "real", dataDirectory });
  expect(host.containment).toMatch(/^(pid-namespace|cgroup|marker): /);
  await host.online();
  await controller.openings.find(() => true);
  controller.sendJob(NODE, "c1", "setsid sleep 987 >/dev/null 2>&1 & echo $((6 * 7))");
  const { message } = await controller.frames.find(
    (frame) =>
      frame.message.type === "agent_job_reply" &&
      frame.message.content.documentStatus === "Success",
  );
  expect(JSON.stringify(message)).toContain(String.raw`"standardOutput":"42\n"`);
  await escaped(controller);
  const listed = await host.listProcesses();
  const survivor = listed.find(({ args }) => args === "sleep 987");
  expect(survivor).toMatchObject({ node: NODE, command: "c1", escaped: true });
  await host.stop();
  expect(() => process.kill(survivor?.pid ?? 0, 0)).toThrow("ESRCH");
});

test("a stopped node loses its real processes", async () => {
  const controller = await withController();
  const host = await withHost(controller.url, { processes: "real" });
  await host.online();
  await controller.openings.find(() => true);
  controller.sendJob(NODE, "c1", "echo up; sleep 986");
  await until(async () => (await host.listProcesses()).some(({ args }) => args === "sleep 986"));
  await controller.ask({ type: "order", node: NODE, order: "stop" });
  await until(async () => (await host.listProcesses()).length === 0);
});

test("a host that is killed leaves processes, which its next start ends before it reports", async () => {
  const controller = await withController();
  const dataDirectory = await withDirectory();
  const script = join(import.meta.dirname, "host-process.ts");
  const killed = spawn(process.execPath, [script, controller.url, dataDirectory, NODE]);
  await controller.openings.find(() => true);
  const job = controller.sendJob(NODE, "c1", "sleep 985 & echo $$; exec sleep 984");
  let pids: number[] = [];
  await until(async () => {
    const { result } = await controller.ask({ type: "listProcesses" });
    const listed = result as { pid: number; args: string }[];
    pids = listed.filter(({ args }) => /^sleep 98[45]$/.test(args)).map(({ pid }) => pid);
    return pids.length === 2;
  });
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const host = await withHost(controller.url, { processes: "real", dataDirectory });
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(await host.online()).toEqual([NODE]);
  const failed = await controller.frames.find(
    ({ message }) =>
      message.type === "agent_job_reply" && message.content.documentStatus === "Failed",
  );
  expect(failed.message).toMatchObject({ jobId: job.jobId });
});

/** The host's trace says that a process has escaped. */
async function escaped(controller: FakeController): Promise<void> {
  await controller.hostWords.find(
    (word: HostWord) =>
      word.type === "trace" && JSON.stringify(word["events"]).includes("process.escaped"),
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
