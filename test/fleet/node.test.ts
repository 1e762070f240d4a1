/**
 * What a user does to nodes, agents and links, and what follows.
 */
import { describe, expect, test } from "vitest";
import { createFleet, FleetError } from "../../src/fleet/create-fleet.ts";
import { cancel, clientOf, invocation, sendScript } from "./clients.ts";

describe("a node", () => {
  test("is found by name and by id, and another one is not", () => {
    const fleet = createFleet({ nodes: 12 });
    expect(fleet.node(fleet.node("n12").id)).toBe(fleet.nodes[11]);
    expect(() => fleet.node("m12")).toThrow(
      new FleetError(
        "expected the name or id of a node of this fleet (the nearest name is n12); " +
          'found "m12"',
      ),
    );
  });

  test("goes through its states as it is told, and repeats do no harm", async () => {
    const fleet = createFleet({ nodes: 1 });
    const node = fleet.node("n1");
    const seen: string[] = [];
    const look = async () => {
      seen.push(node.state);
      await fleet.settle();
      seen.push(node.state);
    };
    node.stop();
    node.stop();
    await look();
    node.start();
    node.start();
    await look();
    node.reboot();
    node.reboot();
    expect(node.isAgentRunning).toBe(false);
    await look();
    node.terminate();
    node.terminate();
    await look();
    expect(seen.join(" ")).toBe(
      "Stopping Stopped Pending Running Running Running Shutting-down Terminated",
    );
  });

  test("refuses what its state can't take, and says so", async () => {
    const fleet = createFleet({ nodes: [{ name: "web", state: "Stopped" }] });
    const node = fleet.node("web");
    expect(() => node.reboot()).toThrow(
      "reboot: expected a node that is Running; found web Stopped; nothing was done",
    );
    expect(() => node.crashAgent()).toThrow("crashAgent: expected a node that is Running");
    expect(() => node.restartAgent()).toThrow(FleetError);
    node.terminate();
    await fleet.settle();
    expect(() => node.start()).toThrow("start: expected a node that is Stopped; found web Term");
    expect(() => node.stop()).toThrow("stop: expected a node that is Running; found web Term");
  });

  test("that stops in mid-command reports Failed when it is back", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "sleep 600");
    await fleet.advance("5s");
    expect(fleet.node("n1").processes()).not.toEqual([]);
    fleet.node("n1").stop();
    expect(fleet.node("n1").processes()).toEqual([]);
    await fleet.advance("10s");
    fleet.node("n1").start();
    await fleet.settle();
    expect(await invocation(fleet, ssm, id)).toMatchObject({ Status: "Failed", ResponseCode: 1 });
  });
});

describe("an agent", () => {
  test("that crashes leaves its work running, and its next life reports it", async () => {
    const fleet = createFleet({ nodes: 1 });
    const node = fleet.node("n1");
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "sleep 20; echo done");
    await fleet.advance("5s");
    node.crashAgent();
    node.crashAgent();
    expect(node.isAgentRunning).toBe(false);
    expect(node.processes()).not.toEqual([]);
    await fleet.advance("5s");
    node.restartAgent();
    await fleet.settle();
    const { Status, StandardOutputContent } = await invocation(fleet, ssm, id);
    expect([Status, StandardOutputContent]).toEqual(["Success", "done\n"]);
  });
});

describe("a link", () => {
  test("that is cut holds a cancel back until it is healed", async () => {
    const fleet = createFleet({ nodes: 1 });
    const node = fleet.node("n1");
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "sleep 600");
    await fleet.advance("5s");
    node.cutLink();
    node.cutLink();
    expect(node.isConnected).toBe(false);
    await cancel(ssm, id);
    await fleet.advance("1m");
    expect((await invocation(fleet, ssm, id)).Status).toBe("Cancelling");
    node.healLink();
    node.healLink();
    await fleet.settle();
    expect((await invocation(fleet, ssm, id)).Status).toBe("Cancelled");
    const cuts = fleet.trace.filter(({ event }) => event.startsWith("link.cut"));
    expect(cuts).toHaveLength(1);
  });

  test("that stays cut keeps no fleet from settling", async () => {
    const fleet = createFleet({ nodes: 2 });
    fleet.node("n1").cutLink();
    await fleet.settle();
    expect(fleet.nodes.map(({ isConnected }) => isConnected)).toEqual([false, true]);
  });
});
