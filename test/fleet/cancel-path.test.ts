/**
 * The whole way of a cancel in virtual time, driven by the unmodified AWS SDK.
 */
import { ListCommandsCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { createFleet } from "../../src/fleet/create-fleet.ts";
import { cancel, clientOf, invocation, raceCancelWithExit, sendScript } from "./clients.ts";

describe("a cancel through the SDK", () => {
  test("ends a running command on every node, and what left its group lives on", async () => {
    const fleet = createFleet({ nodes: 3, seed: 42 });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "echo started; setsid sleep 90 & sleep 300");
    await fleet.advance("5s");
    expect(await invocation(fleet, ssm, id)).toMatchObject({ Status: "InProgress" });
    await cancel(ssm, id);
    await fleet.settle();
    for (const { name } of fleet.nodes) {
      expect(await invocation(fleet, ssm, id, name)).toMatchObject({
        Status: "Cancelled",
        ResponseCode: 137,
        StandardOutputContent: "started\n",
      });
    }
    const { Commands } = await ssm.send(new ListCommandsCommand({ CommandId: id }));
    expect(Commands).toMatchObject([{ Status: "Cancelled", TargetCount: 3, CompletedCount: 3 }]);
    expect(fleet.processes().map(({ args, escaped }) => ({ args, escaped }))).toEqual(
      fleet.nodes.map(() => ({ args: "sleep 90", escaped: true })),
    );
    await fleet.advance("90s");
    expect(fleet.processes()).toEqual([]);
  });

  test("before the start: no process ever", async () => {
    const fleet = createFleet({ nodes: 1, options: { spawnMs: 5_000 } });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "echo never");
    await cancel(ssm, id);
    await fleet.settle();
    const { Status, ResponseCode } = await invocation(fleet, ssm, id);
    expect([Status, ResponseCode]).toEqual(["Cancelled", 1]);
    expect(fleet.trace.filter(({ event }) => event === "process.started")).toEqual([]);
  });

  test("that races the end of the script: seed 1, the script wins", async () => {
    expect(await raceCancelWithExit(createFleet({ nodes: 1, seed: 1 }))).toBe("Success 0");
  });

  test("that races the end of the script: seed 2, the cancel wins", async () => {
    expect(await raceCancelWithExit(createFleet({ nodes: 1, seed: 2 }))).toBe("Cancelled 137");
  });

  test.each([
    ["amazon-ssm-agent", 137, ""],
    ["ideal", 3, "bye\n"],
  ] as const)("leaves a trap its last word, or not: %s", async (profile, code, output) => {
    const fleet = createFleet({ nodes: 1, profile });
    const ssm = clientOf(fleet);
    const id = await sendScript(fleet, ssm, "trap 'echo bye; exit 3' TERM; sleep 300 & wait");
    await fleet.advance("5s");
    await cancel(ssm, id);
    await fleet.settle();
    expect(await invocation(fleet, ssm, id)).toMatchObject({
      Status: "Cancelled",
      ResponseCode: code,
      StandardOutputContent: output,
    });
  });
});
