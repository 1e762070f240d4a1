/** How an agent opens its control channel, keeps it alive, loses it and comes back. */
import { expect, test } from "vitest";
import { decodeOpenControlChannel } from "../../../src/wire/open-control-channel.ts";
import { nodeId, quickNode, withController, withHost } from "./fixture.ts";

const NODE = nodeId(1);

test("an agent asks whether it is known, gets a token, upgrades, and says which token", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  expect(await host.online()).toEqual([NODE]);
  const [first, create] = controller.calls.all;
  expect(first?.headers["x-amz-target"]).toBe("AmazonSSM.UpdateInstanceInformation");
  expect(first?.body).toEqual({
    AgentName: "amazon-ssm-agent",
    AgentVersion: "3.3.0.0",
    InstanceId: NODE,
    PlatformType: "Linux",
  });
  const created = await controller.calls.find(({ path }) => path !== "/");
  expect(create).toBeDefined();
  expect(created.path).toBe(`/v1/control-channel/${NODE}`);
  expect(created.headers["content-type"]).toBe("application/json");
  expect(created.body["MessageSchemaVersion"]).toBe("1.0");
  const upgrade = await controller.upgrades.find(() => true);
  expect(upgrade.url).toBe(`/v1/control-channel/${NODE}?role=subscribe&stream=input`);
  expect(upgrade.headers["sec-websocket-extensions"]).toBeUndefined();
  expect(upgrade.headers["sec-websocket-protocol"]).toBeUndefined();
  const opening = await controller.openings.find(() => true);
  expect(decodeOpenControlChannel(opening.text)).toMatchObject({
    tokenValue: "t&t",
    agentVersion: "3.3.0.0",
    platformType: "linux",
  });
});

test("the full health report has the real agent's keys", async () => {
  const controller = await withController();
  await withHost(controller.url);
  const full = await controller.calls.find(({ body }) => "AgentStatus" in body);
  expect(Object.keys(full.body).sort()).toEqual([
    ...["AgentName", "AgentStatus", "AgentVersion", "AvailabilityZone", "AvailabilityZoneId"],
    ...["ComputerName", "IPAddress", "InstanceId", "PlatformName", "PlatformType"],
    ...["PlatformVersion", "SSMConnectionChannel"],
  ]);
  expect(full.body).toMatchObject({ AgentStatus: "Active", PlatformType: "Linux" });
});

test("pings carry `keepalive`, and pongs keep the channel open past its first deadline", async () => {
  const controller = await withController();
  const keepAlive = { pingMs: 100, firstPongMs: 450, pongMs: 450 };
  const host = await withHost(controller.url, { keepAlive });
  await host.online();
  const sixth = await controller.pings.find(() => true, 6);
  expect(sixth.payload).toBe("keepalive");
  expect(controller.upgrades.all).toHaveLength(1);
});

test("a controller that never pongs loses the agent, which comes back by itself", async () => {
  const controller = await withController();
  const host = await withHost(controller.url, {
    keepAlive: { pingMs: 1_000, firstPongMs: 50, pongMs: 50 },
  });
  await host.online();
  const second = await controller.upgrades.find(() => true, 2);
  expect(second.url).toContain(NODE);
});

test.for([["terminate"], ["close"]] as const)(
  "an agent whose socket the controller ends (%s) opens a new channel with a new token",
  async ([end]) => {
    const controller = await withController();
    const host = await withHost(controller.url);
    await host.online();
    await controller.openings.find(() => true);
    controller.sockets.get(NODE)?.[end]();
    await controller.openings.find(() => true, 2);
    expect(controller.calls.count(({ path }) => path !== "/")).toBe(2);
  },
);

test.for([
  ["a denial", { status: 403, body: "<AccessDeniedException/>" }],
  ["another status", { status: 200, body: "<A><TokenValue>t</TokenValue></A>" }],
  ["an answer without a token", { status: 201, body: "<A></A>" }],
] as const)("%s refuses the channel, and the agent tries again", async ([, refusal]) => {
  const controller = await withController();
  controller.refusal = refusal;
  await withHost(controller.url);
  await controller.calls.find(({ path }) => path !== "/", 2);
  controller.refusal = undefined;
  await controller.openings.find(() => true);
});

test("an agent whose first report is refused opens no channel until one is accepted", async () => {
  const controller = await withController();
  controller.healthStatus = 400;
  const options = { ...quickNode(1).options, hibernateMs: [20] };
  await withHost(controller.url, { nodes: [quickNode(1, { options })] });
  await controller.calls.find(({ path }) => path === "/", 3);
  expect(controller.calls.count(({ path }) => path !== "/")).toBe(0);
  controller.healthStatus = 200;
  await controller.openings.find(() => true);
});

test("a frame that can't be read is ignored, and the channel stays open", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  await host.online();
  controller.sendBytes(NODE, new Uint8Array([1, 2, 3]));
  controller.sendBytes(NODE, new Uint8Array(500));
  const job = controller.sendJob(NODE, "c1", "true");
  const ack = await controller.frames.find(({ message }) => message.type === "agent_job_ack");
  expect(ack.message).toMatchObject({ jobId: job.jobId, statusCode: "200" });
  expect(host.defects).toBe(0);
});

test("two hundred agents come online", async () => {
  const controller = await withController();
  const nodes = Array.from({ length: 200 }, (_, number) => quickNode(number));
  const host = await withHost(controller.url, { nodes });
  expect(await host.online()).toHaveLength(200);
  await controller.openings.find(() => true, 200);
  expect(controller.sockets.size).toBe(200);
});
