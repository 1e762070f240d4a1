/**
 * Both orders of every race that the controller can see, written down as tests.
 */
import { describe, expect, test } from "vitest";
import { parseJobId } from "../../src/wire/job-id.ts";
import { NODE, OTHER, Rig } from "./rig.ts";

function running(rig: Rig): string {
  rig.addNode();
  const id = rig.send();
  rig.ack(rig.jobs("sendCommand")[0]);
  rig.reply(id, "InProgress");
  return id;
}

describe("a cancel and the final reply", () => {
  test("reply first: the status is the reply's and no cancel job is sent", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.reply(id, "Success", { step: {} });
    rig.cancel(id);
    expect(rig.statusOf(id)).toBe("Success/Success");
    expect(rig.jobs("cancelCommand")).toEqual([]);
  });

  test.each([
    ["Success", "Success/Success"],
    ["Failed", "Failed/Failed"],
    ["TimedOut", "TimedOut/ExecutionTimedOut"],
    ["Cancelled", "Cancelled/Cancelled"],
  ] as const)("cancel first: the first terminal report (%s) wins", (reported, shown) => {
    const rig = new Rig();
    const id = running(rig);
    rig.cancel(id);
    rig.reply(id, reported);
    expect(rig.statusOf(id)).toBe(shown);
  });
});

describe("a cancel and the ack of the job", () => {
  test("the ack comes while Cancelling: still Cancelling, then the final reply counts", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.cancel(id);
    rig.ack(rig.jobs("sendCommand")[0]);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
    rig.reply(id, "Cancelled");
    expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
  });

  test("51402 comes while Cancelling: it never ran, so Cancelled", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.cancel(id);
    rig.ack(rig.jobs("sendCommand")[0], "51402");
    expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
    rig.advance(10_000);
    expect(rig.jobs("sendCommand")).toHaveLength(1);
  });

  test("51402 of an earlier offer comes while Cancelling: it says nothing", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    const [first] = rig.jobs("sendCommand");
    rig.ack(first, "51402");
    rig.advance(1000);
    rig.ack(rig.jobs("sendCommand")[1]);
    rig.cancel(id);
    rig.ack(first, "51402");
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
    expect(rig.facts("frame.dropped").at(-1)).toMatchObject({ reason: "oldOffer" });
  });

  test("51401 while Cancelling proves nothing: an earlier offer may run", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.close();
    rig.open();
    rig.cancel(id);
    rig.ack(rig.jobs("sendCommand")[1], "51401");
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
  });
});

describe("a cancel that is answered: there was nothing to stop", () => {
  const topic = "aws.ssm.cancelCommand";

  /** Offered, not acknowledged; then the channel was another one, and the cancel went over it. */
  function unconfirmed(rig: Rig): { command: string; cancel: string } {
    rig.addNode();
    const command = rig.send();
    rig.close();
    rig.cancel(command);
    rig.open();
    const [job] = rig.jobs("cancelCommand");
    rig.ack(job);
    return { command, cancel: parseJobId(job!.jobId)!.commandId };
  }

  test("of a command that the agent never said it had: it never ran, so Cancelled", () => {
    const rig = new Rig();
    const { command, cancel } = unconfirmed(rig);
    rig.reply(cancel, "InProgress", { topic });
    expect(rig.statusOf(command)).toBe("Cancelling/Cancelling");
    rig.reply(cancel, "Failed", { topic });
    expect(rig.statusOf(command)).toBe("Cancelled/Cancelled");
  });

  test("of a command that it had: its own end is waited for", () => {
    const rig = new Rig();
    const command = running(rig);
    rig.cancel(command);
    const [job] = rig.jobs("cancelCommand");
    rig.reply(parseJobId(job!.jobId)!.commandId, "Failed", { topic });
    expect(rig.statusOf(command)).toBe("Cancelling/Cancelling");
    rig.reply(command, "Success");
    expect(rig.statusOf(command)).toBe("Success/Success");
  });

  test("to another cancel, or that there was something: its own end is waited for", () => {
    const rig = new Rig();
    const { command, cancel } = unconfirmed(rig);
    rig.reply("00000000-0000-4000-8000-000000000000", "Failed", { topic });
    rig.reply(cancel, "Success", { topic });
    expect(rig.statusOf(command)).toBe("Cancelling/Cancelling");
  });
});

describe("a link that closes in between", () => {
  test("between send and ack: the job is offered again, under the same JobId", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.close();
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
    rig.open();
    const [first, second] = rig.jobs("sendCommand");
    expect(second?.jobId).toBe(first?.jobId);
    rig.ack(second, "51405");
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
  });

  test("between send and ack, with a cancel meanwhile: the job is not offered again", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.close();
    rig.cancel(id);
    rig.open();
    expect(rig.jobs("sendCommand")).toHaveLength(1);
    expect(rig.jobs("cancelCommand")).toHaveLength(1);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
  });

  test.each([["unanswered"], ["acknowledged"], ["refused"]])(
    "after a cancel that was %s: it is sent again under a new id",
    (answer) => {
      const rig = new Rig();
      const id = running(rig);
      rig.cancel(id);
      if (answer === "acknowledged") rig.ack(rig.jobs("cancelCommand")[0]);
      if (answer === "refused") rig.ack(rig.jobs("cancelCommand")[0], "51402");
      rig.close();
      rig.open();
      const ids = rig.jobs("cancelCommand").map(({ jobId }) => jobId);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(2);
      rig.reply(id, "Cancelled");
      expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
    },
  );

  test("while it runs: InProgress stays, and the reply after the reconnect counts", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.close();
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    rig.open();
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("Success/Success");
    expect(rig.jobs("sendCommand")).toHaveLength(1);
  });

  test("a final reply may be the first sign that the agent had the job", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.close();
    rig.open();
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("Success/Success");
  });
});

describe("late and doubled frames", () => {
  test.each(["Success", "Failed", "Cancelled", "TimedOut"] as const)(
    "nothing that comes after %s changes it; all of it is acknowledged and traced",
    (final) => {
      const rig = new Rig();
      const id = running(rig);
      rig.reply(id, final, { step: {} });
      const before = rig.statusOf(id);
      const shown = rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE });
      const ignored = rig.facts("event.ignored").length;
      const acks = rig.replyAcks().length;
      const late = ["InProgress", final, "Success", "Failed", "Cancelled", "TimedOut"] as const;
      for (const status of late) rig.reply(id, status, { step: { standardOutput: "late" } });
      expect(rig.statusOf(id)).toBe(before);
      expect(rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE })).toEqual(shown);
      expect(rig.facts("event.ignored").length - ignored).toBe(late.length);
      expect(rig.replyAcks().length - acks).toBe(late.length);
    },
  );

  test("the same reply twice, under one MessageId, is acknowledged twice and counts once", () => {
    const rig = new Rig();
    const id = running(rig);
    const step = { standardOutput: "once\n" };
    const messageId = "00000000-0000-4000-8000-0000000000aa";
    rig.reply(id, "Success", { step, messageId });
    const shown = rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE });
    rig.advance(300_000);
    rig.reply(id, "Success", { step, messageId });
    const acknowledged = rig.replyAcks().map((ack) => ack.acknowledgedMessageId);
    expect(acknowledged.filter((one) => one === messageId)).toHaveLength(2);
    expect(rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE })).toEqual(shown);
    expect(rig.command(id)).toMatchObject({ Status: "Success", CompletedCount: 1 });
  });

  test("a late ack after the final reply changes nothing", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.reply(id, "Success");
    rig.ack(rig.jobs("sendCommand")[0]);
    expect(rig.statusOf(id)).toBe("Success/Success");
  });

  test("SuccessAndReboot is not the end", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.reply(id, "SuccessAndReboot", { step: { status: "SuccessAndReboot", code: 194 } });
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    rig.close();
    rig.open();
    rig.reply(id, "Success", { step: {} });
    expect(rig.statusOf(id)).toBe("Success/Success");
  });

  test("frames of a channel that has been replaced are dropped and counted", () => {
    const rig = new Rig();
    const id = running(rig);
    const old = rig.epoch;
    rig.open();
    expect(rig.closed).toEqual([{ type: "closeChannel", node: NODE, epoch: old }]);
    rig.reply(id, "Success", { epoch: old });
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    expect(rig.facts("frame.dropped")).toHaveLength(1);
    expect(rig.controller.nodes.get(NODE)?.fencedFrames).toBe(1);
    rig.input({ type: "channel.closed", node: NODE, epoch: old });
    expect(rig.call("GetConnectionStatus", { Target: NODE }).body).toMatchObject({
      Status: "connected",
    });
  });

  test("a channel that is older than one seen before never counts", () => {
    const rig = new Rig();
    rig.addNode();
    rig.close();
    rig.input({ type: "channel.opened", node: NODE, epoch: 0 });
    expect(rig.call("GetConnectionStatus", { Target: NODE }).body).toMatchObject({
      Status: "notconnected",
    });
  });

  test("a reply about another node's job is acknowledged and changes nothing", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.addNode(OTHER);
    rig.reply(id, "Success", { node: OTHER, jobNode: NODE });
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    expect(rig.sent.at(-1)).toMatchObject({
      node: OTHER,
      message: { type: "agent_job_reply_ack" },
    });
    expect(rig.facts("frame.dropped")).toMatchObject([{ node: OTHER, reason: "foreignJob" }]);
  });

  test("a reply about a job that nobody knows is acknowledged and traced", () => {
    const rig = new Rig();
    rig.addNode();
    rig.reply("00000000-0000-4000-8000-00000000ffff", "Success");
    expect(rig.replyAcks()).toHaveLength(1);
    expect(rig.facts("frame.dropped")).toMatchObject([{ reason: "unknownJob" }]);
  });

  test("the reply to a cancel job is acknowledged and says nothing about the command", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.cancel(id);
    rig.reply(id, "Success", { topic: "aws.ssm.cancelCommand" });
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
    expect(rig.replyAcks()).toHaveLength(2);
  });
});
