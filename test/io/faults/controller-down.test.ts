/** Faults that begin while the controller is down: the nodes are there all the same. */
import { expect, test, vi } from "vitest";
import { NODE, isEvent, liveFleet, plan } from "./live-fleet.ts";

test("a fault begins on the nodes that the controller knew when it was last there", async () => {
  const fleet = await liveFleet();
  const { service, host } = fleet;
  service.faults.put(plan("controllerRestart", 60_000));
  await fleet.until("a crash", isEvent("fault.fired", { fault: "crash" }));
  expect(service.core.isServing).toBe(false);
  service.faults.put(plan("nodeStop", {}, { scope: { nodes: [NODE] } }));
  service.faults.put(plan("partition", {}));
  await vi.waitUntil(() => host.nodes[0]?.state === "Stopped");
  await fleet.until("a cut", isEvent("link.cut", { node: NODE }));
});
