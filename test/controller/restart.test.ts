import { describe, expect, test } from "vitest";
import { Controller } from "../../src/controller/controller.ts";
import { invocationRuntime } from "../../src/controller/invocation-state.ts";
import { CONTROLLER_DEFAULTS } from "../../src/controller/options.ts";
import { savedRows } from "../../src/controller/saved-rows.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { NODE, Rig } from "./rig.ts";

/** How to get an invocation of NODE into each state of the machine. */
const REACH: Readonly<Record<string, (rig: Rig) => string>> = {
  "open.waiting.Pending.refused": (rig) => acked(rig, "51402"),
  "open.waiting.Pending.late": (rig) => {
    const id = sent(rig);
    rig.advance(3_600_000);
    rig.ack(rig.jobs("sendCommand")[0], "51402");
    return id;
  },
  "open.waiting.Delayed.unsent": stopped,
  "open.waiting.Delayed.refused": (rig) => {
    const id = stopped(rig);
    rig.input({ type: "node.stateChanged", node: NODE, state: "Running" });
    rig.open();
    rig.ack(rig.jobs("sendCommand")[0], "51402");
    return id;
  },
  "open.waiting.Delayed.late": (rig) => {
    const id = stopped(rig);
    rig.advance(3_600_000);
    return id;
  },
  "open.offered.Pending.sent": sent,
  "open.offered.Pending.overdue": (rig) => {
    const id = sent(rig);
    rig.advance(3_600_000);
    return id;
  },
  "open.offered.Delayed.sent": delayedSent,
  "open.offered.Delayed.unconfirmed": (rig) => {
    const id = sent(rig);
    rig.close();
    return id;
  },
  "open.offered.Delayed.refused": refusedAgain,
  "open.offered.Delayed.overdue": (rig) => {
    const id = delayedSent(rig);
    rig.advance(3_600_000);
    return id;
  },
  "open.InProgress": (rig) => acked(rig, "200"),
  "open.Cancelling.unsent": (rig) => {
    const id = acked(rig, "200");
    rig.close();
    rig.cancel(id);
    return id;
  },
  "open.Cancelling.sent": cancelled,
  "open.Cancelling.refused": (rig) => {
    const id = cancelled(rig);
    rig.ack(rig.jobs("cancelCommand")[0], "51402");
    return id;
  },
  "open.Cancelling.acked": (rig) => {
    const id = cancelled(rig);
    rig.ack(rig.jobs("cancelCommand")[0]);
    return id;
  },
  "open.Cancelling.orphaned": (rig) => {
    const id = cancelled(rig);
    rig.close();
    rig.input({ type: "node.stateChanged", node: NODE, state: "Terminated" });
    return id;
  },
  Success: (rig) => ended(rig, "Success"),
  "Failed.failed": (rig) => ended(rig, "Failed"),
  "Failed.undeliverable": (rig) => acked(rig, "51403"),
  "Failed.invalidPlatform": (rig) => {
    rig.addNode();
    rig.health(NODE, { platformType: "Windows" });
    return rig.send([], { InstanceIds: [], Targets: [{ Key: "InstanceIds", Values: [NODE] }] });
  },
  "TimedOut.execution": (rig) => ended(rig, "TimedOut"),
  "TimedOut.delivery": (rig) => {
    const id = sent(rig);
    rig.advance(7_200_000);
    return id;
  },
  "TimedOut.unheard.unsent": (rig) => {
    const id = cancelled(rig);
    rig.close();
    rig.advance(7_200_000);
    return id;
  },
  "TimedOut.unheard.sent": (rig) => {
    const id = cancelled(rig);
    rig.advance(7_200_000);
    return id;
  },
  "TimedOut.unheard.refused": (rig) => {
    const id = cancelled(rig);
    rig.advance(7_200_000);
    rig.ack(rig.jobs("cancelCommand").at(-1), "51402");
    return id;
  },
  "Cancelled.cancelled": (rig) => ended(rig, "Cancelled"),
};

/** No record is stored in the first: it leaves it in the same step. The second is for MaxErrors. */
const NOT_AT_REST = ["open.waiting.Pending.unsent", "Cancelled.terminated"];

/** What a restart makes of a state: no channel has outlived it. */
const AFTER: Readonly<Record<string, string>> = {
  "open.waiting.Pending.refused": "open.waiting.Delayed.unsent",
  "open.waiting.Delayed.refused": "open.waiting.Delayed.unsent",
  "open.offered.Pending.sent": "open.offered.Delayed.unconfirmed",
  "open.offered.Delayed.sent": "open.offered.Delayed.unconfirmed",
  "open.offered.Delayed.refused": "open.offered.Delayed.unconfirmed",
  "open.Cancelling.sent": "open.Cancelling.unsent",
  "open.Cancelling.refused": "open.Cancelling.unsent",
  "open.Cancelling.acked": "open.Cancelling.unsent",
  "TimedOut.unheard.sent": "TimedOut.unheard.unsent",
  "TimedOut.unheard.refused": "TimedOut.unheard.unsent",
};

const STATES = Object.keys(REACH);

/** Nothing is offered again of its own accord meanwhile. */
const patientRig = (): Rig => new Rig({ ackWaitMs: 86_400_000 });

describe("a controller that is restarted", () => {
  test("has been tried in every state", () => {
    expect([...STATES, ...NOT_AT_REST].sort()).toEqual([...invocationRuntime.states].sort());
  });

  test.each(STATES)("in %s: what is restored and saved again is what was saved", (state) => {
    const rig = patientRig();
    const id = REACH[state]!(rig);
    expect(stateOf(rig, id)).toBe(state);
    const restored = Controller.restore(
      CONTROLLER_DEFAULTS,
      rig.rows.values(),
      Prng.seeded("unused"),
    );
    expect(rowsOf(restored)).toEqual(rowsOf(rig.controller));
    const stored = [...rig.rows.values()].map(({ table, key, record }) => ({ table, key, record }));
    expect(byKey(stored)).toEqual(byKey(rowsOf(rig.controller)));
  });

  test.each(STATES)("in %s: goes on from where the link left it", (state) => {
    const rig = patientRig();
    const id = REACH[state]!(rig);
    const counts = rig.command(id);
    rig.restart();
    expect(stateOf(rig, id)).toBe(AFTER[state] ?? state);
    const { Status, StatusDetails } = rig.command(id)!;
    expect(rig.command(id)).toEqual({ ...counts, Status, StatusDetails });
  });

  test.each(STATES.filter((state) => state.startsWith("open.")))(
    "in %s: ends by expiry at the same time as it would have",
    (state) => {
      const rig = patientRig();
      const id = REACH[state]!(rig);
      const expiresMs = 7_200_000;
      rig.restart();
      rig.advance(expiresMs - rig.nowMs - 1);
      expect(rig.statusOf(id)).not.toContain("TimedOut");
      rig.advance(1);
      expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
    },
  );

  test("offers an unacknowledged job again, under the same JobId", () => {
    const rig = new Rig();
    const id = sent(rig);
    rig.restart();
    rig.open();
    const [first, second] = rig.jobs("sendCommand");
    expect(second?.jobId).toBe(first?.jobId);
    rig.ack(second, "51405");
    rig.reply(id, "Success");
    expect(rig.statusOf(id)).toBe("Success/Success");
  });

  test("sends an unanswered cancel again, under a new id", () => {
    const rig = new Rig();
    const id = cancelled(rig);
    rig.restart();
    rig.open();
    const ids = rig.jobs("cancelCommand").map(({ jobId }) => jobId);
    expect(new Set(ids).size).toBe(2);
    rig.reply(id, "Cancelled");
    expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
  });

  test("ends at once what expired while it was down", () => {
    const rig = new Rig();
    const id = sent(rig);
    rig.nowMs = 10_000_000;
    rig.restart();
    rig.advance(0);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
  });

  test("gives no id twice", () => {
    const rig = new Rig();
    rig.addNode();
    const before = [rig.send(), rig.send()];
    const frames = rig.sent.map(({ message }) => message.messageId);
    rig.restart();
    rig.open();
    const after = [rig.send(), rig.send()];
    expect(new Set([...before, ...after]).size).toBe(4);
    const messageIds = rig.sent.map(({ message }) => message.messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
    expect(messageIds.length).toBeGreaterThan(frames.length);
  });

  test("keeps a node Online for a whole window, then loses it", () => {
    const rig = new Rig();
    rig.addNode();
    rig.advance(600_000);
    rig.restart();
    rig.advance(629_999);
    expect(rig.controller.nodes.get(NODE)?.pingStatus).toBe("Online");
    rig.advance(1);
    expect(rig.controller.nodes.get(NODE)?.pingStatus).toBe("ConnectionLost");
  });

  test("over an empty store is a new one", () => {
    const rig = new Rig();
    rig.restart();
    rig.addNode();
    expect(rig.statusOf(rig.send())).toBe("Pending/Pending");
  });
});

function stateOf(rig: Rig, id: string): string {
  const state = rig.controller.commands.get(id)?.invocations.get(NODE)?.state ?? -1;
  return invocationRuntime.states[state] ?? "";
}

function rowsOf(controller: Controller) {
  return [...savedRows(controller)];
}

function byKey<Row extends { table: string; key: string }>(rows: readonly Row[]): Row[] {
  const nameOf = ({ table, key }: Row): string => `${table}/${key}`;
  return [...rows].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

function sent(rig: Rig): string {
  rig.addNode();
  return rig.send();
}

function acked(rig: Rig, code: "200" | "51402" | "51403"): string {
  const id = sent(rig);
  rig.ack(rig.jobs("sendCommand")[0], code);
  return id;
}

function stopped(rig: Rig): string {
  rig.addNode(NODE, { online: false });
  return rig.send();
}

function delayedSent(rig: Rig): string {
  const id = sent(rig);
  rig.close();
  rig.open();
  return id;
}

function cancelled(rig: Rig): string {
  const id = acked(rig, "200");
  rig.cancel(id);
  return id;
}

function ended(rig: Rig, status: "Success" | "Failed" | "TimedOut" | "Cancelled"): string {
  const id = acked(rig, "200");
  rig.reply(id, status, { step: {} });
  return id;
}

function refusedAgain(rig: Rig): string {
  const id = delayedSent(rig);
  rig.ack(rig.jobs("sendCommand")[1], "51402");
  return id;
}
