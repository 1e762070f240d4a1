/**
 * Agents of the profile `ideal` as a user meets them: real processes, the AWS SDK over HTTP, and a
 * host that is killed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ListCommandInvocationsCommand } from "@aws-sdk/client-ssm";
import {
  cancelCommand,
  clientOf,
  getAdmin,
  getInvocation,
  listNodes,
  listProcesses,
  sendScript,
} from "./admin.ts";
import { Fleetsim, eventually, withFleetsim } from "./fleetsim.ts";
import { pidsWith, uniqueSleep } from "./machine-processes.ts";

const IDEAL = ["up", "--port", "0", "--nodes", "1", "--profile", "ideal"];

async function untilStatus(url: string, id: string, node: string, status: string) {
  return eventually(`${node} to be ${status}`, async () => {
    const invocation = await getInvocation(clientOf(url), id, node);
    return invocation.Status === status ? invocation : undefined;
  });
}

async function onlyNode(url: string): Promise<string> {
  const [node] = await listNodes(url);
  if (node === undefined) throw new Error("expected one node, found none");
  return node.id;
}

describe("fleetsim up --profile ideal --processes real", () => {
  const REAL = [...IDEAL, "--processes", "real"];

  test("cancels with TERM: a trap has its say, and a setsid child does not get away", async () => {
    await withFleetsim(REAL, async (running) => {
      const url = await running.ready();
      const node = await onlyNode(url);
      const inside = uniqueSleep();
      const outside = inside.replace("sleep 3", "sleep 4");
      const script = [
        "trap 'echo bye; exit 0' TERM",
        "echo on",
        `setsid ${outside} &`,
        `${inside} & wait`,
      ].join("\n");
      const id = await sendScript(clientOf(url), script, { InstanceIds: [node] });
      await eventually("both sleeps", () =>
        pidsWith(inside).length > 0 && pidsWith(outside).length > 0 ? true : undefined,
      );
      await cancelCommand(clientOf(url), id);
      expect(await untilStatus(url, id, node, "Cancelled")).toMatchObject({
        ResponseCode: 0,
        StandardOutputContent: "on\nbye\n",
      });
      // It says Cancelled when nothing lives any more: nobody has to wait for that.
      expect([...pidsWith(inside), ...pidsWith(outside)]).toEqual([]);
      expect(await listProcesses(url)).toEqual([]);
    });
  });

  test("cancels with KILL after graceMs what does not heed TERM", async () => {
    await withFleetsim([...REAL, "--set", "graceMs=300"], async (running) => {
      const url = await running.ready();
      const node = await onlyNode(url);
      const sleep = uniqueSleep();
      const script = `trap '' TERM; echo on; setsid sh -c "trap '' TERM; ${sleep}" & ${sleep}`;
      const id = await sendScript(clientOf(url), script, { InstanceIds: [node] });
      await eventually("both sleeps", () => (pidsWith(sleep).length >= 3 ? true : undefined));
      await cancelCommand(clientOf(url), id);
      expect(await untilStatus(url, id, node, "Cancelled")).toMatchObject({
        ResponseCode: 137,
        StandardOutputContent: "on\n",
      });
      expect(pidsWith(sleep)).toEqual([]);
    });
  });
});

describe("a fleet of both profiles", () => {
  test("names a node's profile, and each node goes by its own", async () => {
    await withFleetsim(["up", "--port", "0", "--nodes", "1"], async (running) => {
      const url = await running.ready();
      const first = await onlyNode(url);
      const added = await fetch(`${url}/_fleetsim/nodes`, {
        method: "POST",
        body: JSON.stringify({ profile: "ideal" }),
      });
      expect(added.status).toBe(201);
      const [ideal] = (await added.json()) as { id: string; profile: string }[];
      expect(ideal?.profile).toBe("ideal");
      const nodes = [first, ideal?.id ?? ""];
      await eventually("both to be Online", async () =>
        (await listNodes(url)).every(({ ping }) => ping === "Online") ? true : undefined,
      );
      const profiles = await getAdmin<{ id: string; profile: string }[]>(url, "nodes");
      expect(profiles.map(({ profile }) => profile).sort()).toEqual(["amazon-ssm-agent", "ideal"]);
      const script = "trap 'echo bye; exit 7' TERM; echo on; sleep 300 & wait";
      const id = await sendScript(clientOf(url), script, { InstanceIds: nodes });
      await eventually("both to have begun", async () =>
        new Set((await listProcesses(url)).map(({ node }) => node)).size === 2 ? true : undefined,
      );
      await cancelCommand(clientOf(url), id);
      const found = await Promise.all(nodes.map((node) => untilStatus(url, id, node, "Cancelled")));
      expect(found.map(({ ResponseCode }) => ResponseCode)).toEqual([137, 7]);
      expect(found.map(({ StandardOutputContent }) => StandardOutputContent)).toEqual([
        "on\n",
        "on\nbye\n",
      ]);
    });
  });
});

describe("fleetsim up --profile ideal --data", () => {
  test("says at once what became of a command whose host was killed, and why", async () => {
    const directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
    try {
      const first = new Fleetsim([...IDEAL, "--data", directory]);
      const url = await first.ready();
      const node = await onlyNode(url);
      const id = await sendScript(clientOf(url), "echo on; sleep 300", { InstanceIds: [node] });
      await eventually("it to run", async () =>
        (await listProcesses(url)).length > 0 ? true : undefined,
      );
      await first.end("SIGKILL");
      await withFleetsim([...IDEAL, "--data", directory], async (second) => {
        const again = await second.ready();
        await untilStatus(again, id, node, "Failed");
        const { CommandInvocations = [] } = await clientOf(again).send(
          new ListCommandInvocationsCommand({ CommandId: id, Details: true }),
        );
        expect(CommandInvocations[0]?.TraceOutput).toMatch(/^the document worker is gone/);
      });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
