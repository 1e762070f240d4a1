/**
 * What a data directory keeps when processes are killed with -9, through the unmodified AWS SDK.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  cancelCommand,
  clientOf,
  getCommand,
  getInvocation,
  listNodes,
  listProcesses,
  sendScript,
} from "./admin.ts";
import { Fleetsim, eventually } from "./fleetsim.ts";

let directory = "";
const running: Fleetsim[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  rmSync(directory, { recursive: true, force: true });
});

function start(...args: string[]): Fleetsim {
  const started = new Fleetsim(args);
  running.push(started);
  return started;
}

async function untilStatus(url: string, id: string, node: string, status: string) {
  return eventually(`${node} to be ${status}`, async () => {
    const invocation = await getInvocation(clientOf(url), id, node).catch(notListening);
    return invocation?.Status === status ? invocation : undefined;
  });
}

/** A controller that is just starting again does not listen yet. */
function notListening(error: unknown): undefined {
  if ((error as { code?: string }).code !== "ECONNREFUSED") throw error;
}

function isAlive(pid: number, args: string): boolean {
  if (!readdirSync("/proc").includes(String(pid))) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() === args;
  } catch {
    // It has ended between the listing and the look.
    return false;
  }
}

// Agents that lost their controller come back after up to 15 s; each test starts four processes.
const SLOW = { timeout: 120_000 };

describe("fleetsim controller --data", SLOW, () => {
  test("carries an accepted cancel on after kill -9, with the same nodes and commands", async () => {
    const data = join(directory, "controller");
    const first = start("controller", "--port", "0", "--data", data);
    const url = await first.ready();
    const { port } = new URL(url);
    // A final reply that the dying controller did not acknowledge comes again by the resend job.
    const agents = start("agent", "--controller", url, "--count", "2", "--set", "resendMs=500");
    await agents.says(/^online 2$/m);
    const nodes = (await listNodes(url)).map((node) => node.id);
    const [one = "", two = ""] = nodes;
    const client = clientOf(url);
    const id = await sendScript(client, "echo on; sleep 300", { InstanceIds: nodes });
    // InProgress comes before the scripts do: two shells and a sleep on each node.
    await eventually("the scripts to run", async () =>
      (await listProcesses(url)).length === 6 ? true : undefined,
    );
    const requested = (await getCommand(client, id))?.RequestedDateTime;
    await cancelCommand(client, id);
    await first.end("SIGKILL");

    const second = start("controller", "--port", port, "--data", data);
    expect(await second.ready()).toBe(url);
    for (const node of [one, two]) {
      expect(await untilStatus(url, id, node, "Cancelled")).toMatchObject({ ResponseCode: 137 });
    }
    expect((await listNodes(url)).map((node) => node.id).sort()).toEqual([...nodes].sort());
    expect(await getCommand(client, id)).toMatchObject({
      Status: "Cancelled",
      TargetCount: 2,
      CompletedCount: 2,
      RequestedDateTime: requested,
    });
  });

  test("carries an accepted command on that no agent has seen yet", async () => {
    const data = join(directory, "controller");
    const first = start("controller", "--port", "0", "--data", data);
    const url = await first.ready();
    const agents = start(
      "agent",
      "--controller",
      url,
      "--set",
      "pendingMs=0",
      "--data",
      join(directory, "agent"),
    );
    await agents.says(/^online 1$/m);
    const [node = ""] = (await listNodes(url)).map((entry) => entry.id);
    await agents.end("SIGKILL");
    const id = await sendScript(clientOf(url), "echo at last", { InstanceIds: [node] });
    await first.end("SIGKILL");

    start("controller", "--port", new URL(url).port, "--data", data);
    start("agent", "--controller", url, "--data", join(directory, "agent"));
    expect(await untilStatus(url, id, node, "Success")).toMatchObject({
      StandardOutputContent: "at last\n",
    });
  });
});

describe("fleetsim up --data --processes real", SLOW, () => {
  test("sweeps what a kill -9 left behind; the jobs end as after a stop of their nodes", async () => {
    const args = [
      ...["up", "--port", "0", "--nodes", "2", "--processes", "real", "--data", directory],
      ...["--set", "workerLostMs=500"],
    ];
    const first = start(...args);
    const url = await first.ready();
    const nodes = (await listNodes(url)).map((node) => node.id);
    const [node = ""] = nodes;
    const id = await sendScript(clientOf(url), "echo on; setsid sleep 271 & sleep 272", {
      InstanceIds: [node],
    });
    const left = await eventually("both sleeps", async () => {
      const sleeps = (await listProcesses(url)).filter((entry) => entry.args.startsWith("sleep"));
      return sleeps.length === 2 ? sleeps : undefined;
    });
    await first.end("SIGKILL");

    const second = start(...args);
    const newUrl = await second.ready();
    for (const { pid, args: text } of left) expect(isAlive(pid, text)).toBe(false);
    expect((await listNodes(newUrl)).map((entry) => entry.id)).toEqual(nodes);
    const ended = await untilStatus(newUrl, id, node, "Failed");
    expect(ended).toMatchObject({ StatusDetails: "Failed", ResponseCode: 1 });
    const again = await sendScript(clientOf(newUrl), "echo well", { InstanceIds: [node] });
    await untilStatus(newUrl, again, node, "Success");
  });

  test("a second process on the same directory ends with 69 and says so", async () => {
    const args = ["up", "--port", "0", "--nodes", "1", "--data", directory];
    await start(...args).ready();
    const { code, stderr } = await start(...args).finished;
    expect(stderr).toMatch(/in use|locked/);
    expect(code).toBe(69);
  });
});

test("up says that a directory's nodes go on, and with which seed", async () => {
  const data = join(directory, "up");
  const flags = ["up", "--port", "0", "--data", data];
  const first = start(...flags, "--nodes", "2", "--seed", "7");
  const nodes = await listNodes(await first.ready());
  await first.end();
  const second = start(...flags, "--nodes", "4", "--seed", "8");
  const again = await listNodes(await second.ready());
  expect(again.map(({ id }) => id).sort()).toEqual(nodes.map(({ id }) => id).sort());
  expect(second.stderr).toContain(`the nodes of ${data} go on`);
  expect(second.stderr).toContain("seed       7");
  expect(first.stderr).not.toContain("go on");
});
