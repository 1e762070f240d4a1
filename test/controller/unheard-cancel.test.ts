/**
 * A cancel that was accepted, and whose command expired before the agent had taken it: it is offered
 * on, for the job may wait there.
 */
import { describe, expect, test } from "vitest";
import { NODE, OTHER, Rig } from "./rig.ts";

/** ExpiresAfter is 660 s after the request. */
const SHORT = {
  TimeoutSeconds: 600,
  Parameters: { commands: ["true"], executionTimeout: ["60"] },
};
const TIMED_OUT = "TimedOut/DeliveryTimedOut";

/** A job that the agent took, cancelled while the agent is away, expired. */
function expired(rig: Rig): string {
  rig.addNode();
  const id = rig.send([NODE], SHORT);
  rig.ack(rig.jobs("sendCommand")[0]);
  rig.close();
  rig.cancel(id);
  rig.advance(660_000);
  expect(rig.statusOf(id)).toBe(TIMED_OUT);
  return id;
}

function cancels(rig: Rig): readonly string[] {
  return rig.jobs("cancelCommand").map(({ jobId }) => jobId);
}

describe("a cancel that is accepted and not taken before its command expires", () => {
  test("is offered when the agent is back, until it is taken, and changes no status", () => {
    const rig = new Rig();
    const id = expired(rig);
    rig.open();
    expect(rig.jobs("cancelCommand")[0]).toMatchObject({
      content: { kind: "cancelCommand", cancelMessageId: `aws.ssm.${id}.${NODE}` },
    });
    rig.close();
    rig.open();
    expect(new Set(cancels(rig)).size).toBe(2);
    rig.ack(rig.jobs("cancelCommand")[1]);
    rig.close();
    rig.open();
    expect(cancels(rig)).toHaveLength(2);
    expect(rig.statusOf(id)).toBe(TIMED_OUT);
    expect(rig.controller.openInvocations.size).toBe(0);
  });

  test("leaves before the agent hears anything else on its new channel", () => {
    const rig = new Rig();
    const id = expired(rig);
    const before = rig.sent.length;
    rig.open();
    rig.reply(id, "InProgress");
    const types = () => rig.sent.slice(before).map(({ message }) => message.type);
    expect(types()).toEqual(["agent_job"]);
    rig.ack(rig.jobs("cancelCommand")[0]);
    expect(types()).toEqual(["agent_job", "agent_job_reply_ack"]);
  });

  test("is offered over a restart of the controller, too", () => {
    const rig = new Rig();
    expired(rig);
    rig.restart();
    rig.open();
    expect(cancels(rig)).toHaveLength(1);
    rig.ack(rig.jobs("cancelCommand")[0]);
    rig.restart();
    rig.open();
    expect(cancels(rig)).toHaveLength(1);
  });

  test("is offered again after offerRetryMs where the agent has no room for it", () => {
    const rig = new Rig();
    expired(rig);
    rig.open();
    rig.ack(rig.jobs("cancelCommand")[0], "51402");
    rig.advance(1000);
    const [first, second] = cancels(rig);
    expect(second).toBe(first);
  });

  test("counts as taken where the agent knows it, or refuses it for good", () => {
    for (const code of ["51405", "51403"] as const) {
      const rig = new Rig();
      expired(rig);
      rig.open();
      rig.ack(rig.jobs("cancelCommand")[0], code);
      expect(rig.controller.openInvocations.size).toBe(0);
    }
  });

  test("leaves what the agent reports without effect", () => {
    const rig = new Rig();
    const id = expired(rig);
    const shown = rig.command(id);
    rig.open();
    for (const status of ["InProgress", "Success"] as const) {
      rig.reply(id, status, { step: { status: "Success", code: 0 } });
    }
    expect(rig.command(id)).toEqual(shown);
    expect(
      rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE }).body,
    ).toMatchObject({ Status: "TimedOut", ResponseCode: -1, StandardOutputContent: "" });
    expect(rig.facts("event.ignored")).toHaveLength(2);
  });

  test("is not accepted again: a cancel of what has expired sends nothing", () => {
    const rig = new Rig();
    const id = expired(rig);
    rig.open();
    rig.cancel(id);
    expect(cancels(rig)).toHaveLength(1);
  });

  test("is offered whatever MaxConcurrency leaves", () => {
    const rig = new Rig();
    rig.addNode();
    rig.addNode(OTHER);
    const id = rig.send([NODE, OTHER], { ...SHORT, MaxConcurrency: "1" });
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.close();
    rig.cancel(id, [NODE]);
    rig.advance(660_000);
    rig.open();
    expect(cancels(rig)).toHaveLength(1);
  });

  test("ends with its node", () => {
    const rig = new Rig();
    expired(rig);
    rig.input({ type: "node.stateChanged", node: NODE, state: "Terminated" });
    expect(rig.controller.openInvocations.size).toBe(0);
  });

  test("is owed to nobody when its node was gone before", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send([NODE], SHORT);
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.cancel(id);
    rig.input({ type: "node.removed", node: NODE });
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
    rig.advance(660_000);
    expect(rig.statusOf(id)).toBe(TIMED_OUT);
    expect(rig.controller.openInvocations.size).toBe(0);
  });

  test("ends when its command is forgotten, and leaves no row and no timer", () => {
    const rig = new Rig({ retentionMs: 1_000_000 });
    const id = expired(rig);
    rig.open();
    rig.ack(rig.jobs("cancelCommand")[0], "51402");
    rig.close();
    rig.advance(340_001);
    rig.call("ListCommands");
    expect(rig.controller.openInvocations.size).toBe(0);
    expect(rig.controller.nodes.get(NODE)?.open).toEqual([]);
    expect([...rig.rows.keys()].filter((key) => key.includes(id))).toEqual([]);
    rig.open();
    rig.advance(10_000);
    expect(cancels(rig)).toHaveLength(1);
  });
});

test("a cancel that was taken before its command expired is not offered again", () => {
  const rig = new Rig();
  rig.addNode();
  const id = rig.send([NODE], SHORT);
  rig.ack(rig.jobs("sendCommand")[0]);
  rig.cancel(id);
  rig.ack(rig.jobs("cancelCommand")[0]);
  rig.advance(660_000);
  rig.close();
  rig.open();
  expect(cancels(rig)).toHaveLength(1);
});

test("a job that was not taken before its command expired is not offered again", () => {
  const rig = new Rig();
  rig.addNode();
  const id = rig.send([NODE], SHORT);
  rig.close();
  rig.cancel(id);
  rig.advance(660_000);
  rig.open();
  expect(rig.jobs("sendCommand")).toHaveLength(1);
  expect(cancels(rig)).toHaveLength(1);
});
