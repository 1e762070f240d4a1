/**
 * The matcher `toHoldEveryProperty`.
 */
import { CancelCommandCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { createFleet } from "../../src/fleet/create-fleet.ts";
import type { Fleet, FleetSetup } from "../../src/fleet/create-fleet.ts";
import "../../src/testing/vitest.ts";
import { clientOf, sendScript } from "../fleet/clients.ts";

/** A script is cancelled on n1 that leaves a process behind. */
async function cancelled(setup: FleetSetup): Promise<{ fleet: Fleet; command: string }> {
  const fleet = createFleet(setup);
  const ssm = clientOf(fleet);
  const command = await sendScript(fleet, ssm, "setsid sleep 90 & sleep 300");
  await fleet.advance("5s");
  await ssm.send(new CancelCommandCommand({ CommandId: command }));
  await fleet.settle();
  return { fleet, command };
}

function messageOf(claim: () => void): string {
  try {
    claim();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected the claim to fail");
}

describe("toHoldEveryProperty", () => {
  test("holds of a fleet of ideal agents, survivors and all", async () => {
    const { fleet } = await cancelled({ nodes: 1, profile: "ideal" });
    expect(fleet).toHoldEveryProperty();
    const claim = () => expect(fleet).not.toHoldEveryProperty();
    expect(messageOf(claim)).toBe(
      "expected the fleet (seed 1) to break a property; it held every one",
    );
  });

  test("fails with the property, the node's name, the command and the two lines", async () => {
    const { fleet, command } = await cancelled({ nodes: [{ name: "web" }], seed: 42 });
    const node = fleet.node("web").id;
    const message = messageOf(() => expect(fleet).toHoldEveryProperty());
    const [first, ...rest] = message.split("\n\n");
    expect(first).toMatch(/^expected the fleet \(seed 42\) to hold every property; broken in /);
    const honest = rest.find((text) => text.startsWith("cancelledIsHonest: "))!.split("\n");
    expect(honest[1]).toBe(`  node web (${node}), command ${command}`);
    expect(honest).toHaveLength(5);
    for (const line of honest.slice(3)) {
      expect(fleet.traceText()).toContain(`${line.trim()}\n`);
    }
    expect(fleet).not.toHoldEveryProperty();
  });

  test("leaves out what is excepted, and nothing else", async () => {
    const { fleet } = await cancelled({ nodes: 1 });
    const broken = [...new Set(fleet.violations().map(({ property }) => property))];
    expect(broken).toContain("cancelledIsHonest");
    expect(fleet).toHoldEveryProperty({ except: broken });
    for (const property of broken) {
      const others = broken.filter((other) => other !== property);
      const message = messageOf(() => expect(fleet).toHoldEveryProperty({ except: others }));
      expect(message).toContain(`broken in one place: ${property}\n`);
    }
  });

  test("refuses a name that no property has, and says the nearest", () => {
    const fleet = createFleet({ nodes: 1 });
    const claim = () => expect(fleet).toHoldEveryProperty({ except: ["cancelIsHonest"] });
    expect(messageOf(claim)).toBe(
      "except: expected names of properties (the nearest is cancelledIsHonest); " +
        'found "cancelIsHonest"; nothing was judged',
    );
  });

  test("refuses what is no fleet", () => {
    const claim = () => expect({ nodes: 1 }).toHoldEveryProperty();
    expect(messageOf(claim)).toBe('expected a fleet that createFleet made; found {"nodes":1}');
  });

  test("may be asked again and again, and changes nothing", async () => {
    const { fleet } = await cancelled({ nodes: 1, profile: "ideal" });
    for (let round = 0; round < 3; round += 1) {
      expect(fleet).toHoldEveryProperty();
      await sendScript(fleet, clientOf(fleet), "sleep 5");
      await fleet.settle();
    }
    const { fleet: other } = await cancelled({ nodes: 1, profile: "ideal" });
    for (let round = 0; round < 3; round += 1) {
      await sendScript(other, clientOf(other), "sleep 5");
      await other.settle();
    }
    expect(fleet.traceText()).toBe(other.traceText());
  });

  test("shows the first five places of many", async () => {
    const fleet = createFleet({ nodes: 9 });
    const ssm = clientOf(fleet);
    const ids = fleet.nodes.map(({ name }) => name);
    const commands = await Promise.all(ids.map((name) => sendScript(fleet, ssm, "sleep 90", name)));
    await fleet.advance("5s");
    for (const CommandId of commands) await ssm.send(new CancelCommandCommand({ CommandId }));
    await fleet.settle();
    const message = messageOf(() => expect(fleet).toHoldEveryProperty());
    expect(message).toContain("; the first 5 of ");
    expect(message.split("\n\n")).toHaveLength(6);
  });
});
