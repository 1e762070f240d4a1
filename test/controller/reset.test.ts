import { expect, test } from "vitest";
import { Controller } from "../../src/controller/controller.ts";
import { NO_CHANNEL } from "../../src/controller/registered-node.ts";
import { keptRows, resetController } from "../../src/controller/reset.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { NODE, OTHER, Rig } from "./rig.ts";

test("a reset keeps nodes that registered, and nothing that hosts or clients made", () => {
  const rig = new Rig();
  rig.addNode();
  rig.addNode(OTHER);
  rig.send();
  const node = rig.controller.nodes.get(OTHER)!;
  node.registration = {
    ...{ activationId: "a", iamRole: "r", name: "n", publicKey: "k", fingerprint: "f" },
  };
  rig.controller.registrations.deregistered.set("mi-gone", { id: "mi-gone", serial: 90 });
  const fresh = resetController(rig.controller);
  expect([...fresh.nodes.keys()]).toEqual([OTHER]);
  expect(fresh.nodes.get(OTHER)).toMatchObject({ epoch: NO_CHANNEL, open: [] });
  expect(fresh.commands.size).toBe(0);
  expect(fresh.takeSerial()).toBe(rig.controller.nextSerial);
  const rows = [...keptRows(fresh)].map(({ table, key, record }) => {
    return { table, key, record: JSON.parse(JSON.stringify(record.save())) as unknown };
  });
  const restored = Controller.restore(fresh.options, rows, Prng.seeded("1"));
  expect([...restored.nodes.keys()]).toEqual([OTHER]);
  expect([...restored.registrations.deregistered.keys()]).toEqual(["mi-gone"]);
  expect(restored.nodes.has(NODE)).toBe(false);
});
