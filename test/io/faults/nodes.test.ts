/**
 * Faults that a node's host carries out: of agents, nodes, processes, and at boundaries of steps.
 */
import { readFile } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { QUICK, quickNode } from "../host/fixture.ts";
import { http } from "../server/with-service.ts";
import { NODE, isEvent, liveFleet, plan, reached, send } from "./live-fleet.ts";

const SCOPE = { nodes: [NODE] };

describe("an agent", () => {
  test("crashes, and what it has started goes on until it is back", async () => {
    const fleet = await liveFleet();
    const command = await send(fleet, "sleep 0.3");
    await fleet.until("a process", isEvent("process.started"));
    fleet.service.faults.put(plan("agentCrash", { restart: "50ms" }, { scope: SCOPE }));
    await fleet.until("a crash", isEvent("agent.stopped", { reason: "crash" }));
    await fleet.until("another life", isEvent("agent.restarted"));
    await fleet.until("an end", reached(command, "Success"));
  });

  test("crashes at a named place of its step, and nowhere else", async () => {
    const fleet = await liveFleet();
    const params = { before: "sendFrame agent_job_ack", restart: "10ms" };
    const number = fleet.service.faults.put(plan("agentCrash", params, { scope: SCOPE, times: 1 }));
    await send(fleet, "true");
    const fired = await fleet.until("a death", isEvent("fault.fired", { fault: "agentCrash" }));
    expect(fired).toMatchObject({ plan: number, before: "sendFrame agent_job_ack", node: NODE });
    await fleet.until("another life", isEvent("agent.restarted"));
    expect(fleet.service.faults.list()).toMatchObject([{ number, fired: 1, isOver: true }]);
  });

  test("that hangs takes its work up when it wakes", async () => {
    const fleet = await liveFleet();
    const number = fleet.service.faults.put(plan("agentHang", {}, { scope: SCOPE }));
    const command = await send(fleet, "true");
    await fleet.until("an offer", isEvent("frame.sent", { message: "agent_job" }));
    fleet.service.faults.lift(number);
    await fleet.until("an end", reached(command, "Success"));
  });

  test.each([
    ["agentSlow", "20ms"],
    ["diskSlow", "20ms"],
    ["clockSkew", { ahead: "5m" }],
    ["lostState", {}],
  ])("under %s still ends its work", async (name, params) => {
    const fleet = await liveFleet();
    const number = fleet.service.faults.put(plan(name, params, { scope: SCOPE }));
    const command = await send(fleet, "true");
    await fleet.until("an end", reached(command, "Success"));
    fleet.service.faults.lift(number);
    await fleet.until("a fault", isEvent("fault.fired", { fault: name, plan: number }));
    expect(fleet.events.filter(isEvent("fault.failed"))).toEqual([]);
  });

  test("in a storm of restarts still ends its work, and an ideal one tells of it", async () => {
    // The last reply of another is lost when its life ends before that is acknowledged.
    const options = { ...QUICK, profile: "ideal" } as const;
    const fleet = await liveFleet({ nodes: [quickNode(1, { profile: "ideal", options })] });
    const storm = plan("restartStorm", { restarts: 2, gap: "30ms" }, { scope: SCOPE });
    const number = fleet.service.faults.put(storm);
    const command = await send(fleet, "true");
    await fleet.until("an end", reached(command, "Success"));
    fleet.service.faults.lift(number);
    await fleet.until("a fault", isEvent("fault.fired", { fault: "restartStorm", plan: number }));
    expect(fleet.events.filter(isEvent("fault.failed"))).toEqual([]);
  });
});

describe("a node", () => {
  test("stops, and starts again at the fault's end", async () => {
    const fleet = await liveFleet();
    const number = fleet.service.faults.put(plan("nodeStop", {}, { scope: SCOPE }));
    await fleet.until("a stop", isEvent("node.stateChanged", { to: "Stopped" }));
    const command = await send(fleet, "true");
    fleet.service.faults.lift(number);
    await fleet.until("an end", reached(command, "Success"));
  });

  test("reboots by an event of its own, and its command is over", async () => {
    const fleet = await liveFleet();
    const on = { event: "process.started", node: NODE, count: 1 };
    fleet.service.faults.put(plan("nodeReboot", {}, { on }));
    await send(fleet, "sleep 60");
    await fleet.until("the end of its agent", isEvent("agent.stopped", { reason: "power" }));
    await fleet.until("another life", isEvent("agent.restarted"));
  });

  test("gets its notice, and is spared when that is taken back", async () => {
    const fleet = await liveFleet();
    const params = { notice: "1h", then: "terminate" };
    const number = fleet.service.faults.put(plan("spotInterruption", params, { scope: SCOPE }));
    await fleet.until("a notice", isEvent("node.noticed", { action: "terminate" }));
    fleet.service.faults.lift(number);
    const command = await send(fleet, "true");
    await fleet.until("an end", reached(command, "Success"));
  });
});

describe("scripts", () => {
  test("of simulated processes are made to do what a fault asks", async () => {
    const fleet = await liveFleet();
    const number = fleet.service.faults.put(plan("spawnError", {}, { scope: SCOPE, times: 1 }));
    const command = await send(fleet, "true");
    await fleet.until("an end", reached(command, "Failed"));
    await fleet.until("a fault", isEvent("fault.fired", { fault: "spawnError" }));
    expect(fleet.service.faults.list()).toMatchObject([{ number, fired: 1, isOver: true }]);
    const next = await send(fleet, "true");
    await fleet.until("an end", reached(next, "Success"));
  });

  test("are left alone again when the fault has ended", async () => {
    const fleet = await liveFleet();
    const number = fleet.service.faults.put(plan("spawnError", {}, { scope: SCOPE }));
    await fleet.until("an end", reached(await send(fleet, "true"), "Failed"));
    fleet.service.faults.lift(number);
    await fleet.until("an end", reached(await send(fleet, "true"), "Success"));
  });

  test.each([["simulated"], ["real"]] as const)(
    "(%s) are killed from outside",
    async (processes) => {
      const fleet = await liveFleet({ processes });
      await send(fleet, "sleep 60");
      await fleet.until("a process", isEvent("process.started"));
      // Its child lives on and holds the output: the step is not over by that.
      fleet.service.faults.put(plan("killProcesses", {}, { scope: SCOPE }));
      await fleet.until("an end of the process", isEvent("process.exited", { signal: "SIGKILL" }));
    },
  );

  test("that are real stand still while a fault stops them, and go on", async () => {
    const fleet = await liveFleet({ processes: "real" });
    const command = await send(fleet, "sleep 0.2; echo done");
    await fleet.until("a process", isEvent("process.started"));
    const number = fleet.service.faults.put(plan("stopProcesses", {}, { scope: SCOPE }));
    await fleet.until("a begin", isEvent("fault.fired", { phase: "begin" }));
    const [{ pid } = { pid: 0 }] = fleet.events.filter(isEvent("process.started"));
    const state = async (): Promise<string | undefined> => {
      // Answered behind the order that stops it.
      await http(`${fleet.service.url}/_fleetsim/processes`);
      return /^State:\t(\w)/m.exec(await readFile(`/proc/${String(pid)}/status`, "utf8"))?.[1];
    };
    await vi.waitUntil(async () => (await state()) === "T", { timeout: 5_000 });
    fleet.service.faults.lift(number);
    await fleet.until("an end", reached(command, "Success"));
  });
});
