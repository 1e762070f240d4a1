/** A host process that starts anew while faults stand: they act on its nodes from the start. */
import { expect, test, vi } from "vitest";
import { quickNode, withHost } from "../host/fixture.ts";
import { NODE, isEvent, liveFleet, plan, reached, send } from "./live-fleet.ts";

test("is told what stands when its nodes can take it", async () => {
  const fleet = await liveFleet();
  const { service, host, events } = fleet;
  service.faults.put(plan("nodeStop", {}, { scope: { nodes: [NODE] } }));
  const error = service.faults.put(plan("spawnError", {}, { scope: { nodes: [NODE] } }));
  await vi.waitUntil(() => host.core.faults.list().length === 1);
  await host.stop();
  await fleet.until("a farewell", isEvent("host.left"));
  events.splice(0);
  const again = await withHost(service.url, { nodes: [quickNode(1)] });
  await fleet.until("a stop", isEvent("node.stateChanged", { node: NODE, to: "Stopped" }));
  service.faults.lift(1);
  await vi.waitUntil(() => again.nodes[0]?.state === "Running");
  const command = await send(fleet, "true");
  await fleet.until("an end", reached(command, "Failed"));
  service.faults.lift(error);
  expect(events.filter(isEvent("fault.failed"))).toEqual([]);
});
