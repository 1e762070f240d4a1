/**
 * Controller and agents as separate processes.
 */
import {
  DescribeInstanceInformationCommand,
  paginateListCommandInvocations,
} from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { cancelCommand, clientOf, getCommand, listNodes, postAdmin, sendScript } from "./admin.ts";
import { Fleetsim, eventually, withFleetsim } from "./fleetsim.ts";

const FAST = ["--set", "healthReportMs=2000", "--set", "connectionLostGraceMs=1000"];
const AGENTS = 200;

async function statusesOf(url: string, id: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const pages = paginateListCommandInvocations({ client: clientOf(url) }, { CommandId: id });
  for await (const { CommandInvocations = [] } of pages) {
    for (const { StatusDetails = "" } of CommandInvocations) {
      counts.set(StatusDetails, (counts.get(StatusDetails) ?? 0) + 1);
    }
  }
  return counts;
}

async function untilStatuses(url: string, id: string, status: string, count: number) {
  return eventually(`${count} invocations to be ${status}`, async () => {
    const counts = await statusesOf(url, id);
    return counts.get(status) === count ? counts : undefined;
  });
}

async function untilPing(url: string, ping: string, count: number): Promise<void> {
  await eventually(`${count} nodes to be ${ping}`, async () => {
    const nodes = await listNodes(url);
    return nodes.filter((node) => node.ping === ping).length === count ? true : undefined;
  });
}

describe("a controller and 200 agents in processes of their own", () => {
  test(
    "Online, a command to 50 of them cancelled with right counters, kill -9 shown by every clock",
    { timeout: 120_000 },
    async () => {
      await withFleetsim(["controller", "--port", "0", ...FAST], async (controller) => {
        const url = await controller.ready();
        const agents = new Fleetsim([
          ...["agent", "--controller", url, "--count", String(AGENTS), "--tags", "role=web"],
          ...FAST,
        ]);
        try {
          await agents.says(/^online 200$/m);
          await untilPing(url, "Online", AGENTS);
          await cancelFifty(url);
          await stopAndStartOne(url);
          await killAgents(url, agents);
        } finally {
          await agents.end("SIGKILL");
        }
      });
    },
  );
});

/** Of 200 nodes with the tag, the 50 that are named by id as well: targets are ANDed. */
async function cancelFifty(url: string): Promise<void> {
  const client = clientOf(url);
  const ids = (await listNodes(url)).map((node) => node.id);
  const wanted = ids.slice(0, 50);
  const byTagAndId = await sendScript(client, "echo on; sleep 300", {
    Targets: [
      { Key: "tag:role", Values: ["web"] },
      { Key: "InstanceIds", Values: wanted },
    ],
  });
  await untilStatuses(url, byTagAndId, "InProgress", 50);
  await eventually("50 running jobs", async () => {
    const nodes = await listNodes(url);
    return nodes.reduce((sum, node) => sum + node.running, 0) === 50 ? true : undefined;
  });
  await cancelCommand(client, byTagAndId);
  await untilStatuses(url, byTagAndId, "Cancelled", 50);
  expect(await getCommand(client, byTagAndId)).toMatchObject({
    Status: "Cancelled",
    StatusDetails: "Cancelled",
    TargetCount: 50,
    CompletedCount: 50,
    ErrorCount: 0,
    DeliveryTimedOutCount: 0,
  });
  const byTag = await sendScript(client, "true", {
    Targets: [{ Key: "tag:role", Values: ["web"] }],
  });
  await untilStatuses(url, byTag, "Success", AGENTS);
}

/** The admin API reaches a node that lives in the other process. */
async function stopAndStartOne(url: string): Promise<void> {
  const [node] = await listNodes(url);
  const id = node?.id ?? "";
  for (const [order, state] of [
    ["stop", "Stopped"],
    ["start", "Running"],
  ] as const) {
    expect(await postAdmin(url, `nodes/${id}/${order}`)).toBe(202);
    await eventually(`${id} to be ${state}`, async () => {
      const found = (await listNodes(url)).find((entry) => entry.id === id);
      return found?.state === state ? true : undefined;
    });
  }
  await untilPing(url, "Online", AGENTS);
}

/** Nothing answers any more: ConnectionLost by the health clock, the command's end at ExpiresAfter. */
async function killAgents(url: string, agents: Fleetsim): Promise<void> {
  const client = clientOf(url);
  const id = await sendScript(client, "sleep 300", {
    Targets: [{ Key: "tag:role", Values: ["web"] }],
    Parameters: { executionTimeout: ["5"] },
    TimeoutSeconds: 30,
  });
  const sentAt = performance.now();
  await agents.end("SIGKILL");
  await untilPing(url, "ConnectionLost", AGENTS);
  const { InstanceInformationList: [first] = [] } = await client.send(
    new DescribeInstanceInformationCommand({ MaxResults: 5 }),
  );
  expect(first?.PingStatus).toBe("ConnectionLost");
  await untilStatuses(url, id, "DeliveryTimedOut", AGENTS);
  // ExpiresAfter is 30 + 5 seconds after the request; its answer arrived a little later.
  expect(performance.now() - sentAt).toBeGreaterThan(34_000);
  expect(await getCommand(client, id)).toMatchObject({
    Status: "TimedOut",
    StatusDetails: "DeliveryTimedOut",
    TargetCount: AGENTS,
    CompletedCount: AGENTS,
    ErrorCount: 0,
    DeliveryTimedOutCount: AGENTS,
  });
}
