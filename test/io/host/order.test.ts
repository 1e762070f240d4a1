/** What the controller can order over the host channel, and how the host answers. */
import { expect, test } from "vitest";
import { hostMessage } from "../../../src/io/host-channel/protocol.ts";
import type { FakeController, HostWord } from "./fake-controller.ts";
import { nodeId, quickNode, withController, withHost } from "./fixture.ts";

const NODE = nodeId(1);

test("a host says who it is and which nodes it carries, before any agent speaks", async () => {
  const controller = await withController();
  await withHost(controller.url);
  const [hello] = controller.hostWords.all;
  expect(hello).toMatchObject({
    type: "hello",
    host: "test",
    nodes: [{ id: NODE, state: "Running", tags: { role: "web" }, profile: "amazon-ssm-agent" }],
  });
  expect(hostMessage.safeParse(hello).success).toBe(true);
});

test("a stop takes the agent down and is told state by state; a start brings it back", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  await controller.openings.find(() => true);
  const closed = new Promise((resolve) => controller.sockets.get(NODE)?.once("close", resolve));
  expect(await order(controller, "stop")).toMatchObject({ type: "answer" });
  expect(await closed).toBe(1006);
  await controller.hostWords.find(isChange("Stopped"));
  expect(await order(controller, "stop")).toMatchObject({
    type: "answer",
    result: { id: NODE, state: "Stopped" },
  });
  expect(await order(controller, "reboot")).toMatchObject({
    type: "refusal",
    error: "WrongState",
    expected: "Running",
    found: "Stopped",
  });
  expect(await order(controller, "crash")).toMatchObject({ type: "refusal", found: "Stopped" });
  expect(await order(controller, "start")).toMatchObject({ type: "answer" });
  await controller.openings.find(() => true, 2);
  const states = controller.hostWords.all.flatMap((word) => word["state"] ?? []);
  expect(states).toEqual(["Stopping", "Stopped", "Pending", "Running"]);
});

test("a reboot keeps the node Running and opens a new channel", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  expect(await order(controller, "reboot")).toMatchObject({ result: { state: "Running" } });
  await controller.openings.find(() => true, 2);
});

test("a Terminated node takes a repeat and nothing else", async () => {
  const controller = await withController();
  await withHost(controller.url);
  expect(await order(controller, "terminate")).toMatchObject({ type: "answer" });
  await controller.hostWords.find(isChange("Terminated"));
  expect(await order(controller, "terminate")).toMatchObject({ result: { state: "Terminated" } });
  expect(await order(controller, "start")).toMatchObject({
    type: "refusal",
    expected: "Stopped",
    found: "Terminated",
  });
});

test("a crashed agent leaves its job running, and its next start takes the job up", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  await controller.openings.find(() => true);
  controller.sendJob(NODE, "c1", "sleep 0.6; echo done");
  await controller.frames.find(({ message }) => message.type === "agent_job_reply");
  expect(await order(controller, "crash")).toMatchObject({ result: { state: "Running" } });
  expect(await order(controller, "crash")).toMatchObject({ type: "answer" });
  expect(await order(controller, "restart")).toMatchObject({ type: "answer" });
  const final = await controller.frames.find(
    ({ message }) =>
      message.type === "agent_job_reply" && message.content.documentStatus === "Success",
  );
  expect(final.message).toMatchObject({ jobId: `aws.ssm.c1.${NODE}` });
});

test("nodes can be added, with drawn ids or one of their own, and removed", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  const added = await controller.ask({ type: "addNodes", node: { count: 2, tags: { a: "b" } } });
  const result = added["result"] as { id: string; tags: object }[];
  expect(result).toHaveLength(2);
  expect(result[0]).toMatchObject({ id: expect.stringMatching(/^i-[0-9a-f]{17}$/) as string });
  await controller.openings.find(({ node }) => node === result[1]?.id);
  const own = { id: nodeId(9), state: "Stopped" };
  expect(await controller.ask({ type: "addNodes", node: own })).toMatchObject({
    result: [{ id: nodeId(9), state: "Stopped" }],
  });
  expect(await controller.ask({ type: "addNodes", node: own })).toMatchObject({
    type: "refusal",
    error: "NodeExists",
  });
  expect(await controller.ask({ type: "addNodes", node: { profile: "x" } })).toMatchObject({
    type: "refusal",
    error: "UnknownProfile",
    expected: "amazon-ssm-agent",
  });
  const named = { id: nodeId(8), name: "db", tags: { a: "b" } };
  expect(await controller.ask({ type: "addNodes", node: named })).toMatchObject({
    result: [{ tags: { Name: "db", a: "b" } }],
  });
  const numbered = await controller.ask({ type: "addNodes", node: { name: "web", count: 2 } });
  expect(numbered).toMatchObject({
    result: [{ tags: { Name: "web1" } }, { tags: { Name: "web2" } }],
  });
  await controller.ask({ type: "removeNode", node: NODE });
  expect(host.nodes.map(({ id }) => id)).not.toContain(NODE);
  expect(await order(controller, "stop")).toMatchObject({ error: "UnknownNode" });
});

test("a document worker can be ended alone: its script goes on", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  await host.online();
  await controller.openings.find(() => true);
  controller.sendJob(NODE, "c1", "sleep 600");
  await untilListed(controller);
  const crash = { type: "crashWorker", node: NODE, command: "c1" };
  expect(await controller.ask(crash)).toMatchObject({ type: "answer", result: true });
  expect(await controller.ask(crash)).toMatchObject({ type: "answer", result: false });
  expect(await host.listProcesses()).toContainEqual(expect.objectContaining({ escaped: true }));
  expect(await controller.ask({ ...crash, node: nodeId(9) })).toMatchObject({
    error: "UnknownNode",
  });
});

test("loads and processes are listed", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  await controller.openings.find(() => true);
  controller.sendJob(NODE, "c1", "sleep 600");
  await controller.frames.find(({ message }) => message.type === "agent_job_reply");
  expect(await controller.ask({ type: "listLoads" })).toMatchObject({
    result: [{ id: NODE, running: 1, queued: 0 }],
  });
  const listed = await untilListed(controller);
  expect(listed.at(-1)).toMatchObject({ node: NODE, command: "c1", args: "sleep 600" });
  expect(listed[0]).toMatchObject({
    escaped: false,
    startedAt: expect.stringContaining("T") as string,
  });
});

test("a reset ends all work, and nodes start over in the state that they were born in", async () => {
  const controller = await withController();
  const nodes = [quickNode(1), quickNode(2, { state: "Stopped" })];
  const host = await withHost(controller.url, { nodes });
  await host.online();
  await controller.openings.find(() => true);
  controller.sendJob(NODE, "c1", "sleep 600");
  await controller.frames.find(({ message }) => message.type === "agent_job_reply");
  await controller.ask({ type: "order", node: nodeId(2), order: "start" });
  await controller.hostWords.find(isChange("Running"));
  expect(await controller.ask({ type: "reset" })).toMatchObject({ type: "answer" });
  expect(await host.listProcesses()).toEqual([]);
  expect(host.nodes.map(({ state }) => state)).toEqual(["Running", "Stopped"]);
  expect(controller.openings.all).toHaveLength(1);
  controller.welcome();
  await controller.openings.find(({ node }) => node === NODE, 2);
});

test("a host that loses its channel in a reset brings its nodes up when it has joined again", async () => {
  const controller = await withController();
  await (await withHost(controller.url)).online();
  await controller.ask({ type: "reset" });
  controller.dropHost();
  await controller.openings.find(({ node }) => node === NODE, 2);
});

test("a host whose channel is lost joins again and says how its nodes are now", async () => {
  const controller = await withController();
  await withHost(controller.url);
  await order(controller, "stop");
  await controller.hostWords.find(isChange("Stopped"));
  controller.dropHost();
  const hello = await controller.hostWords.find(({ type }) => type === "hello", 2);
  expect(hello["nodes"]).toMatchObject([{ id: NODE, state: "Stopped" }]);
});

test("a controller without a host channel is no reason to stop", async () => {
  const controller = await withController();
  controller.hasHostChannel = false;
  expect(await (await withHost(controller.url)).online()).toEqual([NODE]);
});

test("a host that finds no controller says so", async () => {
  const controller = await withController();
  await controller.stop();
  const start = withHost("http://127.0.0.1:9", { patienceMs: 0 });
  await expect(start).rejects.toMatchObject({
    code: "ControllerUnreachable",
    message: expect.stringContaining("ECONNREFUSED") as string,
  });
});

test("a controller that wants the trace gets it in its own time, in batches", async () => {
  const controller = await withController();
  controller.wantsTrace = true;
  await (await withHost(controller.url)).online();
  const word = await controller.hostWords.find(({ type }) => type === "trace");
  const [first] = word["events"] as { event: string; atMs: number; source: string }[];
  expect(first).toMatchObject({ event: "agent.started", source: "agent" });
  expect(controller.epochMs + (first?.atMs ?? 0)).toBeGreaterThan(Date.now() - 60_000);
  expect(hostMessage.safeParse(word).success).toBe(true);
});

function order(controller: FakeController, word: string): Promise<HostWord> {
  return controller.ask({ type: "order", node: NODE, order: word });
}

function isChange(state: string): (word: HostWord) => boolean {
  return (word) => word.type === "nodeStateChanged" && word["state"] === state;
}

/** The processes start a moment after the first reply. */
async function untilListed(controller: FakeController): Promise<object[]> {
  for (;;) {
    const listed = (await controller.ask({ type: "listProcesses" }))["result"] as object[];
    if (listed.length > 0) return listed;
  }
}
