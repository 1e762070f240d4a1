/**
 * An agent may take the ack of "it is here, and has not begun" for the word to begin. It gets that ack
 * when it has taken the cancel that was sent before.
 */
import { describe, expect, test } from "vitest";
import { NODE, OTHER, Rig } from "./rig.ts";

/** A job that the agent took, cancelled; the agent has not taken the cancel. */
function cancelled(rig: Rig): string {
  rig.addNode();
  const id = rig.send();
  rig.ack(rig.jobs("sendCommand")[0]);
  rig.cancel(id);
  return id;
}

function acked(rig: Rig): readonly string[] {
  return rig.replyAcks().map(({ acknowledgedMessageId }) => acknowledgedMessageId);
}

describe("the ack of a reply that a command is there", () => {
  test.each(["200", "51405", "51403"] as const)(
    "waits until its cancel is taken (%s), and leaves once",
    (code) => {
      const rig = new Rig();
      const id = cancelled(rig);
      rig.reply(id, "InProgress", { messageId: "m1" });
      rig.reply(id, "InProgress", { messageId: "m1" });
      rig.reply(id, "InProgress", { messageId: "m2" });
      expect(acked(rig)).toEqual([]);
      rig.ack(rig.jobs("cancelCommand")[0], code);
      expect(acked(rig)).toEqual(["m1", "m2"]);
      rig.reply(id, "InProgress", { messageId: "m2" });
      expect(acked(rig)).toEqual(["m1", "m2", "m2"]);
    },
  );

  test("waits over a refusal of the cancel, and over its expiry", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    rig.reply(id, "InProgress", { messageId: "m1" });
    rig.ack(rig.jobs("cancelCommand")[0], "51402");
    rig.advance(7_200_000);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
    expect(acked(rig)).toEqual([]);
    rig.ack(rig.jobs("cancelCommand").at(-1));
    expect(acked(rig)).toEqual(["m1"]);
  });

  test("leaves when the command has ended", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    rig.reply(id, "InProgress", { messageId: "m1" });
    rig.reply(id, "Cancelled", { messageId: "m2" });
    expect(acked(rig)).toEqual(["m2", "m1"]);
  });

  test("is forgotten with its channel: the agent says it again on the next one", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    rig.reply(id, "InProgress", { messageId: "m1" });
    rig.close();
    rig.open();
    rig.ack(rig.jobs("cancelCommand")[1]);
    expect(acked(rig)).toEqual([]);
    rig.reply(id, "InProgress", { messageId: "m1" });
    expect(acked(rig)).toEqual(["m1"]);
  });

  test("is held back for a hundred replies of a node, and no more", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    for (let at = 0; at < 120; at += 1) rig.reply(id, "InProgress", { messageId: `m${at}` });
    expect(acked(rig)).toEqual(Array.from({ length: 20 }, (_, at) => `m${100 + at}`));
  });
});

describe("nothing else waits for a cancel", () => {
  test("neither the reply about a step, nor the one about the cancel, nor another command's", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    rig.addNode(OTHER);
    const other = rig.send([NODE]);
    rig.reply(id, "InProgress", { messageId: "m1", step: {} });
    const [job] = rig.jobs("cancelCommand");
    const cancelId = job?.jobId.split(".")[2] ?? "";
    const topic = "aws.ssm.cancelCommand" as const;
    rig.reply(cancelId, "InProgress", { messageId: "m2", topic });
    rig.reply(other, "InProgress", { messageId: "m3" });
    expect(acked(rig)).toEqual(["m1", "m2", "m3"]);
  });

  test("nor one that came by a poll: the agent polls no further before it is answered", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    rig.reply(id, "InProgress", { messageId: "m1", isPolled: true });
    expect(acked(rig)).toEqual(["m1"]);
  });
});
