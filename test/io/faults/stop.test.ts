/**
 * A service that stops in the midst of its faults.
 */
import { expect, test, vi } from "vitest";
import { NODE, isEvent, liveFleet, plan, send } from "./live-fleet.ts";

const SCOPE = { nodes: [NODE] };

test("a service that stops leaves nothing behind of its faults", async () => {
  const fleet = await liveFleet();
  const { faults } = fleet.service;
  for (const [name, params] of [
    ["hold", {}],
    ["delay", "1h"],
    ["halfOpen", {}],
    ["agentHang", {}],
    ["controllerRestart", "1h"],
  ] as const) {
    faults.put(
      plan(name, params, { scope: name === "controllerRestart" ? {} : SCOPE, fromMs: 30 }),
    );
  }
  await send(fleet, "true");
  await fleet.until("the last begin", isEvent("fault.fired", { fault: "controllerRestart" }));
  await fleet.host.stop();
  await fleet.service.stop();
  // Sockets that have ended close a moment later.
  await vi.waitUntil(() => handles().length === 0, { timeout: 3_000 });
  expect(() => faults.put(plan("drop", {}))).toThrow("the service has stopped");
});

/** What keeps a process alive, but for what the test runner has of its own. */
function handles(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind.startsWith("TCP"));
}
