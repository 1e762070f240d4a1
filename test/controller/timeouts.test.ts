import { describe, expect, test } from "vitest";
import { NODE, Rig } from "./rig.ts";

/** TimeoutSeconds 600 and executionTimeout 60: ExpiresAfter is 660 s after the request. */
const SHORT = {
  TimeoutSeconds: 600,
  Parameters: { commands: ["true"], executionTimeout: ["60"] },
};

describe("ExpiresAfter", () => {
  test.each([
    [{}, 7200],
    [{ TimeoutSeconds: 600 }, 4200],
    [SHORT, 660],
    [{ TimeoutSeconds: 30, Parameters: { commands: ["true"], executionTimeout: ["1"] } }, 31],
  ])("of %j is %i s after the request", (more, seconds) => {
    const rig = new Rig();
    rig.addNode();
    const shown = rig.command(rig.send([NODE], more));
    expect(Number(shown?.ExpiresAfter) - Number(shown?.RequestedDateTime)).toBe(seconds);
  });

  test.each([
    ["Pending", (): void => undefined],
    ["Delayed", (rig: Rig) => rig.close()],
    ["InProgress", (rig: Rig) => rig.ack(rig.jobs("sendCommand")[0])],
  ] as const)("ends what is still %s as DeliveryTimedOut", (status, reach) => {
    const rig = new Rig({ ackWaitMs: 86_400_000 });
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    reach(rig);
    rig.advance(659_999);
    expect(rig.statusOf(id)).toBe(`${status}/${status}`);
    rig.advance(1);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
    expect(rig.command(id)).toMatchObject({
      Status: "TimedOut",
      StatusDetails: "DeliveryTimedOut",
      CompletedCount: 1,
      ErrorCount: 0,
      DeliveryTimedOutCount: 1,
    });
  });

  test("ends a cancel that was never answered as DeliveryTimedOut, not as Cancelled", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.cancel(id);
    rig.ack(rig.jobs("cancelCommand")[0]);
    rig.advance(660_000);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
  });

  test("a report after it changes nothing, but is acknowledged", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    rig.advance(660_000);
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
    expect(rig.replyAcks()).toHaveLength(1);
  });
});

describe("TimeoutSeconds", () => {
  test("after it nothing is handed over, though the status stays until ExpiresAfter", () => {
    const rig = new Rig();
    rig.addNode(NODE, { online: false });
    const id = rig.send([NODE], SHORT);
    rig.advance(600_000);
    rig.input({ type: "node.stateChanged", node: NODE, state: "Running" });
    rig.open();
    expect(rig.jobs("sendCommand")).toEqual([]);
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
    rig.advance(60_000);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
  });

  test("after it an unacknowledged job is not offered again, but its report still counts", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    rig.close();
    rig.advance(600_000);
    rig.open();
    expect(rig.jobs("sendCommand")).toHaveLength(1);
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("Success/Success");
  });

  test("after it a refused job is not offered again", () => {
    const rig = new Rig({ ackWaitMs: 86_400_000 });
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    rig.advance(599_500);
    rig.ack(rig.jobs("sendCommand")[0], "51402");
    rig.advance(5_000);
    expect(rig.jobs("sendCommand")).toHaveLength(1);
    expect(rig.statusOf(id)).toBe("Pending/Pending");
  });

  test("an execution that times out at the agent is ExecutionTimedOut, an error", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    rig.reply(id, "TimedOut", { step: { status: "TimedOut", code: 137 } });
    expect(rig.statusOf(id)).toBe("TimedOut/ExecutionTimedOut");
    expect(rig.command(id)).toMatchObject({ StatusDetails: "ExecutionTimedOut", ErrorCount: 1 });
  });

  test("no timer outlives its invocation", () => {
    const rig = new Rig();
    rig.addNode();
    const ids = [rig.send(), rig.send()];
    for (const id of ids) rig.reply(id, "Success");
    // The one that is left is the node's ping timer.
    expect(rig.timers.size).toBe(1);
    expect(rig.controller.openInvocations.size).toBe(0);
  });
});
