/** The real service and real hosts together: what a client of AWS and of the admin API sees. */
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../../../src/io/live-service.ts";
import type { LiveService, ServiceOptions } from "../../../src/io/live-service.ts";
import type { LiveHost } from "../../../src/io/live-host.ts";
import { QUICK, log, nodeId, quickNode, withHost } from "./fixture.ts";

const NODE = nodeId(1);
const KEY = { id: "AKIDEXAMPLE", secret: "secret" };

async function withService(more: Partial<ServiceOptions> = {}): Promise<LiveService> {
  const service = await startService({ seed: "1", log, ...more });
  onTestFinished(() => service.stop());
  return service;
}

/** One AWS call. */
async function call(url: string, operation: string, input: object): Promise<Called> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonSSM.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as Called;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
}

interface Called {
  readonly Command?: { readonly CommandId: string };
  readonly Status?: string;
  readonly StandardOutputContent?: string;
  readonly InstanceInformationList?: readonly { readonly PingStatus: string }[];
}

async function admin(
  url: string,
  route: string,
  method = "POST",
  body?: object,
): Promise<{ status: number; value: unknown }> {
  const response = await fetch(`${url}/_fleetsim/${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, value: await response.json() };
}

async function send(url: string, script: string, ids = [NODE]): Promise<string> {
  const sent = await call(url, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    InstanceIds: ids,
    Parameters: { commands: [script] },
  });
  return sent.Command?.CommandId ?? "";
}

/** Asks until the invocation has a status, as a client would. */
async function until(url: string, id: string, status: string, node = NODE): Promise<Called> {
  for (;;) {
    const found = await call(url, "GetCommandInvocation", { CommandId: id, InstanceId: node });
    if (found.Status === status) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The fleet is Online as soon as `online` says so. */
async function expectOnline(service: LiveService, host: LiveHost): Promise<void> {
  const ids = await host.online();
  const { InstanceInformationList } = await call(service.url, "DescribeInstanceInformation", {});
  expect(InstanceInformationList?.map(({ PingStatus }) => PingStatus)).toEqual(
    ids.map(() => "Online"),
  );
}

test("a command runs, another is cancelled", async () => {
  const service = await withService();
  const host = await withHost(service.url);
  await expectOnline(service, host);
  const done = await send(service.url, "echo hello");
  expect(await until(service.url, done, "Success")).toMatchObject({
    StandardOutputContent: "hello\n",
  });
  const endless = await send(service.url, "sleep 600");
  await until(service.url, endless, "InProgress");
  await call(service.url, "CancelCommand", { CommandId: endless });
  await until(service.url, endless, "Cancelled");
  expect(host.defects).toBe(0);
});

test("the admin API stops, starts, adds and removes nodes, and resets the fleet", async () => {
  const { url } = await withService();
  const host = await withHost(url);
  await host.online();
  expect(await admin(url, `nodes/${NODE}/stop`)).toMatchObject({ status: 202 });
  await untilState(url, NODE, "Stopped");
  expect(await admin(url, `nodes/${NODE}/reboot`)).toMatchObject({
    status: 409,
    value: { expected: "Running", found: "Stopped" },
  });
  expect(await admin(url, `nodes/${NODE}/start`)).toMatchObject({ status: 202 });
  await untilState(url, NODE, "Running");
  const added = await admin(url, "nodes", "POST", { count: 2, tags: { role: "db" } });
  expect(added).toMatchObject({ status: 201, value: [{ tags: { role: "db" } }, {}] });
  const [{ id } = { id: "" }] = added.value as { id: string }[];
  await untilPing(url, id, "Online");
  expect(await admin(url, `nodes/${id}`, "DELETE")).toMatchObject({ status: 200 });
  expect(host.nodes).toHaveLength(2);
  await send(url, "sleep 600");
  expect(await admin(url, "reset")).toMatchObject({ status: 200 });
  await untilPing(url, NODE, "Online");
  expect(await admin(url, "processes", "GET")).toMatchObject({ value: [] });
});

test("with keys a host that signs joins, and one that does not is told why it can't", async () => {
  const { url } = await withService({ auth: { keys: [KEY] } });
  expect(await (await withHost(url, { key: KEY })).online()).toEqual([NODE]);
  const nodes = [quickNode(2)];
  const other = withHost(url, { hostName: "other", nodes, patienceMs: 0 });
  await expect(other).rejects.toMatchObject({ code: "ControllerUnreachable" });
});

async function untilState(url: string, id: string, state: string): Promise<void> {
  await untilNode(url, (node) => node.id === id && node.state === state);
}

async function untilPing(url: string, id: string, ping: string): Promise<void> {
  await untilNode(url, (node) => node.id === id && node.ping === ping);
}

interface ListedNode {
  readonly id: string;
  readonly state: string;
  readonly ping: string | null;
}

async function untilNode(url: string, matches: (node: ListedNode) => boolean): Promise<void> {
  for (;;) {
    const { value } = await admin(url, "nodes", "GET");
    if ((value as ListedNode[]).some(matches)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a node that is denied its channel polls after a restart, and comes back when it is allowed", async () => {
  const { url } = await withService();
  const options = { ...QUICK, retryMs: { minMs: 20, maxMs: 40 }, retryMsMax: 100 };
  const host = await withHost(url, { nodes: [quickNode(1, { options })] });
  await host.online();
  expect(await admin(url, `nodes/${NODE}/deny-channel`)).toMatchObject({
    status: 200,
    value: { id: NODE },
  });
  expect((await admin(url, "nodes/i-0123456789abcdef0/deny-channel")).status).toBe(404);
  const services = async (): Promise<string[]> => {
    const response = await fetch(`${url}/_fleetsim/trace`);
    const events = (await response.text()).trim().split("\n");
    return events
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event, source }) => event === "job.acked" && source === "agent")
      .map(({ service = "ssmmessages" }) => String(service));
  };
  await admin(url, `nodes/${NODE}/crash`);
  await admin(url, `nodes/${NODE}/restart`);
  const polled = await send(url, "echo polled");
  expect(await until(url, polled, "Success")).toMatchObject({ StandardOutputContent: "polled\n" });
  await admin(url, `nodes/${NODE}/allow-channel`);
  await expect.poll(() => isBack(url), { timeout: 5000 }).toBe(true);
  const again = await send(url, "echo again");
  expect(await until(url, again, "Success")).toMatchObject({ StandardOutputContent: "again\n" });
  await expect.poll(services, { timeout: 2000 }).toEqual(["ec2messages", "ssmmessages"]);
});

test("a controller that denies all control channels has a fleet that polls", async () => {
  const { url } = await withService({ controller: { controlChannels: "denied" } });
  const host = await withHost(url, { nodes: [quickNode(1), quickNode(2)] });
  expect(await host.online()).toHaveLength(2);
  const id = await send(url, "echo polled; sleep 60", [nodeId(1), nodeId(2)]);
  await until(url, id, "InProgress");
  await call(url, "CancelCommand", { CommandId: id });
  await until(url, id, "Cancelled");
});

/** Whether the latest channel that has opened is a control channel. */
async function isBack(url: string): Promise<boolean> {
  const response = await fetch(`${url}/_fleetsim/trace`);
  const opened = (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event, epoch }) => event === "link.opened" && epoch !== undefined);
  return opened.at(-1)?.["service"] === undefined;
}
