/**
 * Faults of API calls and of the controller, as a client on real HTTP sees them; and those of links on
 * the calls of agents.
 */
import { CancelCommandCommand, SSMClient, SendCommandCommand } from "@aws-sdk/client-ssm";
import { describe, expect, onTestFinished, test } from "vitest";
import { call } from "../server/with-service.ts";
import { withDirectory } from "../host/fixture.ts";
import { NODE, isEvent, liveFleet, plan, reached, send } from "./live-fleet.ts";
import type { LiveFleet } from "./live-fleet.ts";

const SEND = { DocumentName: "AWS-RunShellScript", InstanceIds: [NODE] };
const SCRIPT = { ...SEND, Parameters: { commands: ["true"] } };

function sdk({ service }: LiveFleet, maxAttempts = 1): SSMClient {
  const client = new SSMClient({
    endpoint: service.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts,
  });
  onTestFinished(() => client.destroy());
  return client;
}

describe("a client's call", () => {
  test("that is throttled is tried again by the SDK", async () => {
    const fleet = await liveFleet();
    const scope = { operations: ["SendCommand"] };
    fleet.service.faults.put(plan("throttling", {}, { scope, times: 1 }));
    await sdk(fleet, 3).send(new SendCommandCommand(SCRIPT));
    expect(fleet.events.filter(isEvent("command.accepted"))).toHaveLength(1);
    const answers = fleet.events.filter(isEvent("call.answered", { operation: "SendCommand" }));
    expect(answers.map(({ code }) => code)).toEqual(["ThrottlingException", null]);
  });

  test.each([
    ["errorBefore", 0],
    ["errorAfter", 1],
  ])("%s: an error, and %i commands exist", async (name, count) => {
    const fleet = await liveFleet();
    fleet.service.faults.put(plan(name, {}));
    const sent = sdk(fleet).send(new SendCommandCommand(SCRIPT));
    await expect(sent).rejects.toMatchObject({ name: "InternalServerError" });
    expect(fleet.events.filter(isEvent("command.accepted"))).toHaveLength(count);
  });

  test("whose answer is lost has had its effect", async () => {
    const fleet = await liveFleet();
    const { faults } = fleet.service;
    const command = await send(fleet, "sleep 60");
    await fleet.until("a process", isEvent("process.started"));
    faults.put(plan("lostAnswer", {}, { scope: { operations: ["CancelCommand"] }, times: 1 }));
    const cancel = new CancelCommandCommand({ CommandId: command });
    await expect(sdk(fleet).send(cancel)).rejects.toMatchObject({ code: "ECONNRESET" });
    await fleet.until("a cancel", reached(command, "Cancelling"));
  });

  test("is answered late, and has its effect at once", async () => {
    const fleet = await liveFleet();
    fleet.service.faults.put(plan("slowAnswer", "200ms"));
    const startMs = performance.now();
    const command = await send(fleet, "true");
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(199);
    const [accepted] = fleet.events.filter(isEvent("command.accepted", { command }));
    const [received] = fleet.events.filter(isEvent("call.received"));
    expect(accepted!.atMs - received!.atMs).toBeLessThan(100);
  });

  test("is spoilt by the very event that a plan waits for", async () => {
    const fleet = await liveFleet();
    const on = { event: "call.received", where: { operation: "SendCommand" }, count: 2 };
    fleet.service.faults.put(plan("throttling", {}, { on }));
    const codes = [];
    for (let each = 0; each < 3; each += 1) {
      codes.push((await call(fleet.service, "SendCommand", SCRIPT)).status);
    }
    expect(codes).toEqual([200, 400, 200]);
  });
});

describe("an agent's call", () => {
  test("over a cut link finds nobody, and its client tries again", async () => {
    const fleet = await liveFleet({}, { controller: { controlChannels: "denied" } });
    const scope = { nodes: [NODE] };
    const number = fleet.service.faults.put(plan("partition", {}, { scope }));
    const command = await send(fleet, "true");
    fleet.service.faults.lift(number);
    await fleet.until("an end", reached(command, "Success"));
  });

  test("that gets no answer is said again", async () => {
    const fleet = await liveFleet({}, { controller: { controlChannels: "denied" } });
    const scope = { messages: ["SendReply"], direction: "toController" } as const;
    fleet.service.faults.put(plan("corrupt", { bytes: 8 }, { scope, times: 1 }));
    const command = await send(fleet, "true");
    await fleet.until("a fault", isEvent("fault.fired", { fault: "corrupt" }));
    await fleet.until("an end", reached(command, "Success"));
  });

  test("waits for the end of a hold", async () => {
    const fleet = await liveFleet({}, { controller: { controlChannels: "denied" } });
    const scope = { messages: ["SendReply"] };
    const number = fleet.service.faults.put(plan("hold", {}, { scope, times: 1 }));
    const command = await send(fleet, "true");
    await fleet.until("a fault", isEvent("fault.fired", { fault: "hold" }));
    expect(fleet.events.some(reached(command, "Success"))).toBe(false);
    fleet.service.faults.lift(number);
    await fleet.until("an end", reached(command, "Success"));
  });
});

describe("a controller that restarts", () => {
  test.each([["memory"], ["disk"]])("goes on over its records (%s)", async (kind) => {
    const more = kind === "disk" ? { dataDirectory: await withDirectory() } : {};
    const fleet = await liveFleet({}, more);
    const command = await send(fleet, "sleep 0.3; exit 3");
    await fleet.until("a process", isEvent("process.started"));
    fleet.service.faults.put(plan("controllerRestart", "50ms"));
    await expect(call(fleet.service, "ListCommands")).rejects.toThrow();
    await fleet.until("the end of the channel", isEvent("link.closed"));
    await fleet.until("another channel", isEvent("link.opened"));
    await fleet.until("an end", reached(command, "Failed"));
    const answer = await call(fleet.service, "ListCommands", { CommandId: command });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(command);
  });

  test("leaves a call that finds it gone without an answer, and without effect", async () => {
    const fleet = await liveFleet({}, { dataDirectory: await withDirectory() });
    const on = { event: "call.received", where: { operation: "SendCommand" }, count: 1 };
    fleet.service.faults.put(plan("slowAnswer", "0ms"));
    fleet.service.faults.put(plan("controllerRestart", "10ms", { on }));
    await expect(call(fleet.service, "SendCommand", SCRIPT)).rejects.toThrow();
    await fleet.until("another channel", isEvent("link.opened"));
    expect(fleet.events.some(isEvent("command.accepted"))).toBe(false);
  });
});
