/**
 * The process that carries an agent is killed with -9 at random moments, ten times, with jobs
 * running, waiting, and ending just then: every accepted command ends, and none runs twice.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { expect, onTestFinished, test } from "vitest";
import { Prng } from "../../src/kernel/prng.ts";
import { clientOf, getInvocation, listNodes, sendScript } from "./admin.ts";
import { Fleetsim, eventually } from "./fleetsim.ts";

const KILLS = 10;
/** How long each round's scripts take, in seconds: two run at once, three wait, one is refused. */
const LENGTHS = [0, 0.3, 0.1, 0, 0.2, 0.1];
/** From the first send of a round to the kill. */
const KILL_MS_MAX = 900;
const SEED = "kill agents";
const OPTIONS = [
  ...["commandWorkers=2", "commandQueue=3", "workerLostMs=300", "resendMs=500"],
  ...["reconnectMs=0..50", "retryMs=50..100", "retryMsMax=200"],
];

test("ten times kill -9: every accepted command ends, and none runs twice", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
  const running: Fleetsim[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(directory, { recursive: true, force: true });
  });
  const start = (args: readonly string[]): Fleetsim => {
    const started = new Fleetsim(args);
    running.push(started);
    return started;
  };
  const url = await start(["controller", "--port", "0"]).ready();
  const ids: string[] = [];
  const log = join(directory, "log");
  appendFileSync(log, "");
  const client = clientOf(url);
  const prng = Prng.seeded(SEED);
  const startAgent = (): Fleetsim => start(agentArgs(url, join(directory, "data")));
  let agent = startAgent();
  await agent.says(/^online 1$/m);
  const [node = ""] = (await listNodes(url)).map(({ id }) => id);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const sent = sendRound(client, node, log);
    await delay(prng.range(0, KILL_MS_MAX));
    await agent.end("SIGKILL");
    ids.push(...(await sent));
    agent = startAgent();
    await agent.says(/^online 1$/m);
  }
  const ends = await Promise.all(ids.map((id) => untilEnded(client, node, id)));
  // A second look: nothing starts again after it has ended.
  await delay(1000);
  const lines = readFileSync(log, "utf8").split("\n");
  const count = (line: string): number => lines.filter((one) => one === line).length;
  for (const [index, id] of ids.entries()) {
    expect(count(`begin ${id}`)).toBeLessThanOrEqual(1);
    if (ends[index] === "Success") expect(count(`end ${id}`)).toBe(1);
  }
  expect(ids).toHaveLength(KILLS * LENGTHS.length);
  // A result that was lost between the job's file and its reply ends by expiry (TimedOut).
  expect(["Success", "Failed", "TimedOut"]).toEqual(expect.arrayContaining([...new Set(ends)]));
  expect(ends).toContain("Success");
  expect(ends).toContain("Failed");
}, 240_000);

function agentArgs(url: string, data: string): readonly string[] {
  const sets = OPTIONS.flatMap((option) => ["--set", option]);
  return ["agent", "--controller", url, "--data", data, "--processes", "real", ...sets];
}

function sendRound(client: SSMClient, node: string, log: string): Promise<string[]> {
  const script = (seconds: number): string =>
    `echo begin $SSM_COMMAND_ID >> ${log}; sleep ${seconds}; echo end $SSM_COMMAND_ID >> ${log}`;
  return Promise.all(
    LENGTHS.map((seconds) =>
      sendScript(client, script(seconds), {
        InstanceIds: [node],
        TimeoutSeconds: 30,
        Parameters: { executionTimeout: ["5"] },
      }),
    ),
  );
}

function untilEnded(client: SSMClient, node: string, id: string): Promise<string> {
  return eventually(`${id} to end`, async () => {
    const { Status = "" } = await getInvocation(client, id, node);
    return ["Pending", "Delayed", "InProgress"].includes(Status) ? undefined : Status;
  });
}
