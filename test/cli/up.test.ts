/**
 * `fleetsim up` with real processes, through the unmodified AWS SDK over HTTP.
 */
import { describe, expect, test } from "vitest";
import {
  cancelCommand,
  clientOf,
  getCommand,
  getInvocation,
  listNodes,
  listProcesses,
  postAdmin,
  sendScript,
} from "./admin.ts";
import { Fleetsim, eventually, withFleetsim } from "./fleetsim.ts";
import { pidsWith, uniqueSleep } from "./machine-processes.ts";

const REAL = ["up", "--port", "0", "--nodes", "3", "--processes", "real"];

async function untilStatus(url: string, id: string, node: string, status: string) {
  return eventually(`${node} to be ${status}`, async () => {
    const invocation = await getInvocation(clientOf(url), id, node);
    return invocation.Status === status ? invocation : undefined;
  });
}

describe("fleetsim up --processes real", () => {
  test("cancels three real process trees: Cancelling, Cancelled 137, output kept, trees gone", async () => {
    await withFleetsim(REAL, async (running) => {
      const url = await running.ready();
      const client = clientOf(url);
      const nodes = (await listNodes(url)).map((node) => node.id);
      expect(nodes).toHaveLength(3);
      const sleep = uniqueSleep();
      const id = await sendScript(client, `echo started; ${sleep}`, { InstanceIds: nodes });
      await eventually("three trees", () => (pidsWith(sleep).length === 3 ? true : undefined));
      const listed = await listProcesses(url);
      expect(new Set(listed.map((entry) => entry.node))).toEqual(new Set(nodes));
      // Two shells and the sleep each, as the real agent's script has.
      expect(listed).toHaveLength(9);
      await cancelCommand(client, id);
      expect(["Cancelling", "Cancelled"]).toContain((await getCommand(client, id))?.Status);
      for (const node of nodes) {
        expect(await untilStatus(url, id, node, "Cancelled")).toMatchObject({
          StatusDetails: "Cancelled",
          ResponseCode: 137,
          StandardOutputContent: "started\n",
        });
      }
      await eventually("the trees to be gone", () =>
        pidsWith(sleep).length === 0 ? true : undefined,
      );
      expect(await listProcesses(url)).toEqual([]);
      expect(await getCommand(client, id)).toMatchObject({
        Status: "Cancelled",
        TargetCount: 3,
        CompletedCount: 3,
        ErrorCount: 0,
      });
    });
  });

  test("a setsid child outlives its cancel, is listed as escaped, and ends with the fleet", async () => {
    await withFleetsim(REAL, async (running) => {
      const url = await running.ready();
      const client = clientOf(url);
      const [node = ""] = (await listNodes(url)).map((entry) => entry.id);
      const sleep = uniqueSleep();
      const script = `echo started; setsid ${sleep} & sleep 300`;
      const id = await sendScript(client, script, { InstanceIds: [node] });
      await eventually("the child", () => (pidsWith(sleep).length === 1 ? true : undefined));
      await cancelCommand(client, id);
      await untilStatus(url, id, node, "Cancelled");
      const escaped = await eventually("the escape to be seen", async () => {
        const [only, ...more] = await listProcesses(url);
        // For a moment it is `setsid` still, which becomes the sleep.
        const isIt = only?.escaped === true && only.args === sleep && more.length === 0;
        return isIt ? only : undefined;
      });
      expect(escaped).toMatchObject({ node, command: id });
      expect(pidsWith(sleep)).toEqual([escaped.pid]);
      const { code } = await running.end("SIGTERM");
      expect(code).toBe(0);
      expect(pidsWith(sleep)).toEqual([]);
    });
  });

  test("a stopped node loses its processes at once; the admin API starts it again", async () => {
    await withFleetsim(REAL, async (running) => {
      const url = await running.ready();
      const [node = ""] = (await listNodes(url)).map((entry) => entry.id);
      const sleep = uniqueSleep();
      await sendScript(clientOf(url), sleep, { InstanceIds: [node] });
      await eventually("the sleep", () => (pidsWith(sleep).length === 1 ? true : undefined));
      expect(await postAdmin(url, `nodes/${node}/stop`)).toBe(202);
      await eventually("its end", () => (pidsWith(sleep).length === 0 ? true : undefined));
      await untilState(url, node, "Stopped");
      expect(await postAdmin(url, `nodes/${node}/start`)).toBe(202);
      await untilState(url, node, "Running");
    });
  });
});

async function untilState(url: string, id: string, state: string): Promise<void> {
  await eventually(`${id} to be ${state}`, async () => {
    const node = (await listNodes(url)).find((entry) => entry.id === id);
    return node?.state === state ? true : undefined;
  });
}

describe("fleetsim up", () => {
  test("runs the same script simulated, tells people what happens, and ends with 0 on SIGINT", async () => {
    const running = new Fleetsim(["up", "--port", "0", "--nodes", "2", "--seed", "5", "--json"]);
    const [line] = await running.says(/^.*\n/);
    const ready = JSON.parse(line) as { ready: string; tls: null; nodes: string[] };
    expect(ready).toMatchObject({
      tls: null,
      nodes: [expect.stringMatching(/^i-/) as string, expect.stringMatching(/^i-/) as string],
    });
    const client = clientOf(ready.ready);
    const [node = ""] = ready.nodes;
    const id = await sendScript(client, "echo started; sleep 300", { InstanceIds: [node] });
    await untilStatus(ready.ready, id, node, "InProgress");
    await eventually("its process", async () =>
      (await listProcesses(ready.ready)).length === 3 ? true : undefined,
    );
    await cancelCommand(client, id);
    await untilStatus(ready.ready, id, node, "Cancelled");
    const { code, stderr, stdout } = await running.end("SIGINT");
    expect(code).toBe(0);
    expect(stdout).toBe(line);
    expect(stderr).toContain("seed       5");
    for (const move of [
      "Pending -> InProgress",
      "InProgress -> Cancelling",
      "Cancelling -> Cancelled",
    ]) {
      expect(stderr).toContain(`${node}  ${id.slice(0, 8)}  ${move}`);
    }
  });

  test("on a port that is taken it ends with 69 and says so", async () => {
    await withFleetsim(["up", "--port", "0", "--nodes", "1"], async (running) => {
      const { port } = new URL(await running.ready());
      const { code, stderr, stdout } = await new Fleetsim(["up", "--port", port]).finished;
      expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
      expect(stderr).toContain(`127.0.0.1:${port}`);
    });
  });

  test("the same seed names the same nodes", async () => {
    const args = ["up", "--port", "0", "--nodes", "2", "--seed", "fleet"];
    const ids: string[][] = [];
    for (let round = 0; round < 2; round += 1) {
      await withFleetsim(args, async (running) => {
        ids.push((await listNodes(await running.ready())).map((node) => node.id));
      });
    }
    expect(ids[0]).toEqual(ids[1]);
  });
});
