import { describe, expect, test } from "vitest";
import { NODE, OTHER, Rig } from "./rig.ts";

function handedOver(rig: Rig): string {
  rig.addNode();
  return rig.send();
}

describe("an agent that refuses a job", () => {
  test.each(["51401", "51402", "51499"] as const)(
    "for now (%s): it is offered again after offerRetryMs, under the same JobId",
    (code) => {
      const rig = new Rig();
      const id = handedOver(rig);
      rig.ack(rig.jobs("sendCommand")[0], code);
      rig.advance(999);
      expect(rig.jobs("sendCommand")).toHaveLength(1);
      rig.advance(1);
      const [first, second] = rig.jobs("sendCommand");
      expect(second?.jobId).toBe(first?.jobId);
      expect(second?.messageId).not.toBe(first?.messageId);
      rig.ack(second);
      expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    },
  );

  test.each(["51403", "51404", "51406", "51407"] as const)(
    "for good (%s): the invocation is Undeliverable",
    (code) => {
      const rig = new Rig();
      const id = handedOver(rig);
      rig.ack(rig.jobs("sendCommand")[0], code);
      expect(rig.statusOf(id)).toBe("Failed/Undeliverable");
      expect(rig.command(id)).toMatchObject({ Status: "Failed", CompletedCount: 1, ErrorCount: 0 });
    },
  );

  test("as unreadable (51408): the reply that follows ends it", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.ack(rig.jobs("sendCommand")[0], "51408");
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    rig.reply(id, "Failed");
    expect(rig.statusOf(id)).toBe("Failed/Failed");
  });

  test("whose link closes meanwhile: it waits for the link, not for the timer", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.ack(rig.jobs("sendCommand")[0], "51402");
    rig.close();
    rig.advance(5000);
    expect(rig.jobs("sendCommand")).toHaveLength(1);
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
    rig.open();
    expect(rig.jobs("sendCommand")).toHaveLength(2);
  });
});

const FOR_NOW = ["51401", "51402", "51499"] as const;

describe.each(FOR_NOW)("a refusal for now (%s) while an earlier offer is unanswered", (code) => {
  /** Offered over two channels one after the other; only the second offer is answered. */
  function refused(): { readonly rig: Rig; readonly id: string } {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.close();
    rig.open();
    rig.ack(rig.jobs("sendCommand")[1], code);
    return { rig, id };
  }

  test("proves nothing: a cancel goes to the agent, and its word decides", () => {
    const { rig, id } = refused();
    rig.cancel(id);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
    expect(rig.jobs("cancelCommand")).toHaveLength(1);
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("Success/Success");
  });

  test("proves nothing while Cancelling either", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    rig.close();
    rig.open();
    rig.cancel(id);
    rig.ack(rig.jobs("sendCommand")[1], code);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
  });

  test("has the job offered again, after offerRetryMs or over the next channel", () => {
    const { rig, id } = refused();
    rig.advance(999);
    expect(rig.jobs("sendCommand")).toHaveLength(2);
    rig.advance(1);
    rig.ack(rig.jobs("sendCommand")[2], code);
    rig.close();
    rig.advance(5000);
    expect(rig.jobs("sendCommand")).toHaveLength(3);
    rig.open();
    rig.ack(rig.jobs("sendCommand")[3], "51405");
    expect(rig.statusOf(id)).toBe("InProgress/InProgress");
  });

  test("survives a restart of the controller", () => {
    const { rig, id } = refused();
    rig.restart();
    rig.open();
    rig.ack(rig.jobs("sendCommand")[2], code);
    rig.cancel(id);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
  });

  test.each(["before", "after"])("is what was handed over to MaxErrors, exceeded %s it", (when) => {
    const rig = new Rig();
    rig.addNode();
    rig.addNode(OTHER);
    const id = rig.send([NODE, OTHER], { MaxErrors: "0" });
    rig.close();
    rig.open();
    if (when === "before") rig.reply(id, "Failed", { node: OTHER });
    rig.ack(rig.jobs("sendCommand")[1], code);
    if (when === "after") rig.reply(id, "Failed", { node: OTHER });
    rig.advance(1000);
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
    rig.ack(rig.jobs("sendCommand")[2], "51405");
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("Success/Success");
  });

  test("is offered no more when TimeoutSeconds is over, and may still be taken", () => {
    const { rig, id } = refused();
    rig.advance(3_599_500);
    rig.ack(rig.jobs("sendCommand").at(-1), code);
    const offers = rig.jobs("sendCommand").length;
    rig.advance(60_000);
    expect(rig.jobs("sendCommand")).toHaveLength(offers);
    rig.cancel(id);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
  });
});

test.each(FOR_NOW)(
  "a refusal for now (%s) of the first offer to a node that was away: a cancel wins at once",
  (code) => {
    const rig = new Rig();
    rig.addNode(NODE, { online: false });
    const id = rig.send();
    rig.input({ type: "node.stateChanged", node: NODE, state: "Running" });
    rig.open();
    rig.ack(rig.jobs("sendCommand")[0], code);
    rig.cancel(id);
    expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
    expect(rig.jobs("cancelCommand")).toEqual([]);
  },
);

describe("an agent that refuses a cancel", () => {
  test("with 51402: it is sent again after offerRetryMs, under the same id", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.cancel(id);
    rig.ack(rig.jobs("cancelCommand")[0], "51402");
    rig.advance(1000);
    const [first, second] = rig.jobs("cancelCommand");
    expect(second?.jobId).toBe(first?.jobId);
    rig.ack(second);
    rig.advance(60_000);
    expect(rig.jobs("cancelCommand")).toHaveLength(2);
  });

  test("a cancel by the user after the ack is sent again under a new id", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.cancel(id);
    rig.ack(rig.jobs("cancelCommand")[0]);
    rig.cancel(id);
    const ids = rig.jobs("cancelCommand").map(({ jobId }) => jobId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe("an agent that does not answer", () => {
  const OFFERS_MS = [0, 10_000, 30_000, 70_000, 150_000];

  test("gets a job again, after ackWaitMs and then after twice as long each time", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.advance(200_000);
    const offers = rig.jobs("sendCommand");
    expect(offers.map(({ createdMs }) => createdMs)).toEqual(OFFERS_MS);
    expect(new Set(offers.map(({ jobId }) => jobId)).size).toBe(1);
    expect(new Set(offers.map(({ messageId }) => messageId)).size).toBe(OFFERS_MS.length);
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
  });

  test("gets it no more once it has answered, or the time to start is over", () => {
    for (const code of ["200", "51405"] as const) {
      const rig = new Rig();
      const id = handedOver(rig);
      rig.advance(10_000);
      rig.ack(rig.jobs("sendCommand")[1], code);
      rig.advance(3_000_000);
      expect(rig.jobs("sendCommand")).toHaveLength(2);
      expect(rig.statusOf(id)).toBe("InProgress/InProgress");
    }
    const rig = new Rig();
    rig.addNode();
    rig.send([NODE], { TimeoutSeconds: 30 });
    rig.advance(3_000_000);
    expect(rig.jobs("sendCommand").map(({ createdMs }) => createdMs)).toEqual([0, 10_000]);
  });

  test("may have taken an offer that it did not answer: a cancel goes to it", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.advance(10_000);
    for (const offer of rig.jobs("sendCommand")) rig.ack(offer, "51402");
    rig.cancel(id);
    expect(rig.statusOf(id)).toBe("Cancelling/Cancelling");
    const cancelId = rig.jobs("cancelCommand")[0]?.jobId.split(".")[2] ?? "";
    rig.reply(cancelId, "Failed", { topic: "aws.ssm.cancelCommand" });
    expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
  });

  test("gets a cancel again in the same way, under the same id", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.cancel(id);
    rig.advance(25_000);
    // An ack of the job, late or come twice, is none of the cancel.
    rig.ack(rig.jobs("sendCommand")[0], "51405");
    rig.advance(175_000);
    const offers = rig.jobs("cancelCommand");
    expect(offers.map(({ createdMs }) => createdMs)).toEqual(OFFERS_MS);
    expect(new Set(offers.map(({ jobId }) => jobId)).size).toBe(1);
    rig.ack(offers[1]);
    rig.advance(3_000_000);
    expect(rig.jobs("cancelCommand")).toHaveLength(OFFERS_MS.length);
  });

  test("is not waited for so long on a new channel", () => {
    const rig = new Rig();
    handedOver(rig);
    rig.advance(100_000);
    rig.close();
    rig.open();
    rig.advance(10_000);
    const offers = rig.jobs("sendCommand").map(({ createdMs }) => createdMs);
    expect(offers).toEqual([...OFFERS_MS.slice(0, 4), 100_000, 110_000]);
  });
});

describe("delivery", () => {
  test("the job carries the document and the parameters as they were given", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    const [job] = rig.jobs("sendCommand");
    expect(job).toMatchObject({
      jobId: `aws.ssm.${id}.${NODE}`,
      topic: "aws.ssm.sendCommand.us-east-1.1",
      content: {
        kind: "sendCommand",
        commandId: id,
        documentName: "AWS-RunShellScript",
        document: { schemaVersion: "1.2" },
        parameters: { commands: ["sleep 60"] },
      },
    });
  });

  test("a stopped node gets its commands in order of acceptance when it is back", () => {
    const rig = new Rig();
    rig.addNode(NODE, { online: false });
    const ids = [rig.send(), rig.send(), rig.send()];
    expect(ids.map((id) => rig.statusOf(id))).toEqual(Array(3).fill("Delayed/Delayed"));
    rig.input({ type: "node.stateChanged", node: NODE, state: "Pending" });
    rig.input({ type: "node.stateChanged", node: NODE, state: "Running" });
    expect(rig.jobs("sendCommand")).toEqual([]);
    rig.open();
    expect(rig.jobs("sendCommand").map(({ jobId }) => jobId)).toEqual(
      ids.map((id) => `aws.ssm.${id}.${NODE}`),
    );
  });

  test("a Stopping node is given nothing, though its channel is still open", () => {
    const rig = new Rig();
    rig.addNode();
    rig.input({ type: "node.stateChanged", node: NODE, state: "Stopping" });
    const id = rig.send();
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
    expect(rig.jobs("sendCommand")).toEqual([]);
  });

  test("with connectionLostNodes Undeliverable a node that is ConnectionLost fails at once", () => {
    const rig = new Rig({ connectionLostNodes: "Undeliverable" });
    rig.addNode();
    rig.close();
    rig.advance(630_000);
    expect(rig.statusOf(rig.send())).toBe("Failed/Undeliverable");
  });
});

describe("a node that is terminated", () => {
  const terminate = (rig: Rig): void =>
    rig.input({ type: "node.stateChanged", node: NODE, state: "Terminated" });

  test("what was never handed over is Undeliverable", () => {
    const rig = new Rig();
    rig.addNode(NODE, { online: false });
    const id = rig.send();
    terminate(rig);
    expect(rig.statusOf(id)).toBe("Failed/Undeliverable");
  });

  test.each([["handed over"], ["running"], ["cancelled"]])(
    "what was %s stays until it expires",
    (how) => {
      const rig = new Rig();
      const id = handedOver(rig);
      if (how !== "handed over") rig.ack(rig.jobs("sendCommand")[0]);
      if (how === "cancelled") rig.cancel(id);
      const before = rig.statusOf(id);
      rig.close();
      terminate(rig);
      expect(rig.statusOf(id)).toBe(how === "handed over" ? "Delayed/Delayed" : before);
      rig.advance(7_200_000);
      expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
    },
  );

  test("with failFast it ends at once", () => {
    const rig = new Rig({ failFast: true });
    const id = handedOver(rig);
    rig.ack(rig.jobs("sendCommand")[0]);
    terminate(rig);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
  });

  test("a removed node is unknown from then on; its history stays", () => {
    const rig = new Rig();
    const id = handedOver(rig);
    rig.input({ type: "node.removed", node: NODE });
    expect(rig.statusOf(id)).toBe("Delayed/Delayed");
    expect(() => rig.send()).toThrow("InvalidInstanceId");
    expect(rig.closed).toHaveLength(1);
    rig.advance(7_200_000);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
  });
});
