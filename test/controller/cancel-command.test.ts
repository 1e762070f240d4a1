import { describe, expect, test } from "vitest";
import { NODE, OTHER, Rig, THIRD } from "./rig.ts";

/** How an invocation gets into a state, and what a cancel makes of it. */
interface Row {
  readonly state: string;
  readonly reach: (rig: Rig) => string;
  readonly shown: string;
  /** Cancel jobs that the cancel sends. */
  readonly cancels: number;
}

const TABLE: readonly Row[] = [
  { state: "Pending, refused by a full agent", reach: refused, shown: "Cancelled", cancels: 0 },
  { state: "Delayed, of a stopped node", reach: stopped, shown: "Cancelled", cancels: 0 },
  { state: "Delayed, of a node without a channel", reach: offline, shown: "Cancelled", cancels: 0 },
  { state: "too late to start", reach: late, shown: "Cancelled", cancels: 0 },
  { state: "handed over, not acknowledged", reach: handedOver, shown: "Cancelling", cancels: 1 },
  { state: "handed over, channel lost", reach: unconfirmed, shown: "Cancelling", cancels: 0 },
  { state: "handed over, overdue", reach: overdue, shown: "Cancelling", cancels: 1 },
  { state: "InProgress", reach: running, shown: "Cancelling", cancels: 1 },
  { state: "InProgress, channel lost", reach: runningOffline, shown: "Cancelling", cancels: 0 },
  { state: "Cancelling", reach: cancelling, shown: "Cancelling", cancels: 1 },
  { state: "Success", reach: ended("Success"), shown: "Success", cancels: 0 },
  { state: "Failed", reach: ended("Failed"), shown: "Failed", cancels: 0 },
  { state: "Cancelled", reach: ended("Cancelled"), shown: "Cancelled", cancels: 0 },
  { state: "TimedOut", reach: ended("TimedOut"), shown: "TimedOut", cancels: 0 },
];

describe("CancelCommand", () => {
  test.each(TABLE)("an invocation that is $state becomes or stays $shown", (row) => {
    const rig = new Rig();
    const id = row.reach(rig);
    expect(rig.cancel(id)).toEqual({ status: 200, body: {} });
    expect(rig.statusOf(id).split("/")[0]).toBe(row.shown);
    expect(rig.jobs("cancelCommand")).toHaveLength(row.cancels);
  });

  test.each(TABLE)("a second cancel of one that was $state changes nothing", (row) => {
    const rig = new Rig();
    const id = row.reach(rig);
    rig.cancel(id);
    const after = rig.statusOf(id);
    expect(rig.cancel(id)).toEqual({ status: 200, body: {} });
    expect(rig.statusOf(id)).toBe(after);
  });

  test.each(TABLE.filter(({ shown, cancels }) => shown === "Cancelled" && cancels === 0))(
    "one that was $state is never delivered after its cancel",
    (row) => {
      const rig = new Rig();
      const id = row.reach(rig);
      rig.cancel(id);
      const sent = rig.jobs("sendCommand").length;
      rig.input({ type: "node.stateChanged", node: NODE, state: "Running" });
      rig.open();
      rig.advance(8_000_000);
      expect(rig.jobs("sendCommand")).toHaveLength(sent);
      expect(rig.statusOf(id).split("/")[0]).toBe("Cancelled");
    },
  );

  test("a command cancelled before delivery has no times and ResponseCode -1", () => {
    const rig = new Rig();
    const id = stopped(rig);
    rig.cancel(id);
    const { body } = rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE });
    expect(body).toMatchObject({
      Status: "Cancelled",
      StatusDetails: "Cancelled",
      ResponseCode: -1,
      ExecutionStartDateTime: "",
      ExecutionElapsedTime: "",
      ExecutionEndDateTime: "",
      StandardOutputContent: "",
    });
  });

  test("the cancel job names the job, under an id of its own", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.cancel(id);
    const [job] = rig.jobs("cancelCommand");
    expect(job?.content).toEqual({
      kind: "cancelCommand",
      cancelMessageId: `aws.ssm.${id}.${NODE}`,
    });
    expect(job?.jobId).not.toBe(`aws.ssm.${id}.${NODE}`);
    expect(job?.topic).toBe("aws.ssm.cancelCommand.us-east-1.1");
  });

  test("a cancel with InstanceIds leaves the other nodes alone", () => {
    const rig = new Rig();
    for (const node of [NODE, OTHER]) rig.addNode(node);
    const id = rig.send([NODE, OTHER]);
    rig.cancel(id, [OTHER]);
    expect(rig.statusOf(id, NODE)).toBe("Pending/Pending");
    expect(rig.statusOf(id, OTHER)).toBe("Cancelling/Cancelling");
    expect(rig.command(id)).toMatchObject({ Status: "InProgress" });
  });

  test("a cancel without InstanceIds makes the whole command Cancelling", () => {
    const rig = new Rig();
    for (const node of [NODE, OTHER]) rig.addNode(node);
    const id = rig.send([NODE, OTHER]);
    rig.cancel(id, []);
    expect(rig.command(id)).toMatchObject({ Status: "Cancelling", StatusDetails: "Cancelling" });
  });

  test("a cancel that lost every race leaves the command a Success", () => {
    const rig = new Rig();
    const id = running(rig);
    rig.cancel(id);
    rig.reply(id, "Success");
    expect(rig.command(id)).toMatchObject({ Status: "Success", StatusDetails: "Success" });
  });

  test("a cancel without InstanceIds passes over nodes that are gone", () => {
    const rig = new Rig();
    for (const node of [NODE, OTHER]) rig.addNode(node);
    const id = rig.send([NODE, OTHER]);
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.input({ type: "node.stateChanged", node: NODE, state: "Shutting-down" });
    expect(rig.cancel(id).status).toBe(200);
    expect(rig.statusOf(id, NODE)).toBe("InProgress/InProgress");
    expect(rig.statusOf(id, OTHER)).toBe("Cancelling/Cancelling");
  });

  test("each accepted cancel is a fact of the trace, and an ignored one too", () => {
    const rig = new Rig();
    const id = ended("Success")(rig);
    rig.cancel(id);
    expect(rig.facts("cancel.accepted")).toEqual([
      { event: "cancel.accepted", node: NODE, command: id, named: [] },
    ]);
    expect(rig.facts("event.ignored").at(-1)).toMatchObject({
      machine: "invocation",
      state: "Success",
      ignored: "cancel",
    });
  });
});

describe("a CancelCommand that is refused cancels nothing", () => {
  const unknownCommand = "00000000-0000-4000-8000-000000000000";
  const rows: readonly (readonly [
    why: string,
    code: string,
    input: (id: string, rig: Rig) => object,
  ])[] = [
    ["a CommandId of 35 characters", "ValidationException", (id) => ({ CommandId: id.slice(1) })],
    ["a CommandId that does not exist", "InvalidCommandId", () => ({ CommandId: unknownCommand })],
    ["36 characters that are no UUID", "InvalidCommandId", () => ({ CommandId: "x".repeat(36) })],
    [
      "51 InstanceIds",
      "ValidationException",
      (id) => ({ CommandId: id, InstanceIds: Array.from({ length: 51 }, () => NODE) }),
    ],
    [
      "an InstanceId of another form",
      "ValidationException",
      (id) => ({ CommandId: id, InstanceIds: [NODE, "i-1"] }),
    ],
    [
      "an InstanceId given twice",
      "DuplicateInstanceId",
      (id) => ({ CommandId: id, InstanceIds: [NODE, OTHER, NODE] }),
    ],
    [
      "a node that the command does not have",
      "InvalidInstanceId",
      (id) => ({ CommandId: id, InstanceIds: [NODE, THIRD] }),
    ],
    [
      "a node that is unknown",
      "InvalidInstanceId",
      (id) => ({ CommandId: id, InstanceIds: [NODE, "i-ffffffffffffffff0"] }),
    ],
    ["a Shutting-down node", "InvalidInstanceId", gone("Shutting-down")],
    ["a Terminated node", "InvalidInstanceId", gone("Terminated")],
    [
      "a removed node",
      "InvalidInstanceId",
      (id, rig) => {
        rig.input({ type: "node.removed", node: OTHER });
        return { CommandId: id, InstanceIds: [NODE, OTHER] };
      },
    ],
  ];

  test.each(rows)("%s: %s", (_why, code, input) => {
    const rig = new Rig();
    for (const node of [NODE, OTHER, THIRD]) rig.addNode(node);
    const id = rig.send([NODE, OTHER]);
    for (const node of [NODE, OTHER]) rig.ack(rig.jobs("sendCommand", node)[0], "200", node);
    const request = input(id, rig);
    const before = rig.command(id);
    const { status, body } = rig.call("CancelCommand", request);
    expect({ status, type: body.__type }).toEqual({ status: 400, type: code });
    expect(rig.statusOf(id, NODE)).toBe("InProgress/InProgress");
    expect(rig.command(id)).toEqual(before);
    expect(rig.sent.filter(({ message }) => isCancel(message))).toEqual([]);
    expect(rig.facts("cancel.accepted")).toEqual([]);
  });

  test("InvalidCommandId and DuplicateInstanceId have no message; InvalidInstanceId has AWS's", () => {
    const rig = new Rig();
    rig.addNode();
    const id = rig.send();
    expect(rig.cancel(unknownCommand).body).toEqual({ __type: "InvalidCommandId" });
    expect(rig.cancel(id, [NODE, NODE]).body).toEqual({ __type: "DuplicateInstanceId" });
    expect(rig.cancel(id, [OTHER]).body).toEqual({
      __type: "InvalidInstanceId",
      Message: `Instances [[${OTHER}]] not in a valid state for account 123456789012`,
    });
  });
});

function isCancel(message: { readonly type: string }): boolean {
  return message.type === "agent_job" && JSON.stringify(message).includes("cancelCommand");
}

function gone(state: "Shutting-down" | "Terminated") {
  return (id: string, rig: Rig) => {
    rig.input({ type: "node.stateChanged", node: OTHER, state });
    return { CommandId: id, InstanceIds: [NODE, OTHER] };
  };
}

function handedOver(rig: Rig): string {
  rig.addNode();
  return rig.send();
}

function refused(rig: Rig): string {
  const id = handedOver(rig);
  rig.ack(rig.jobs("sendCommand")[0], "51402");
  return id;
}

function stopped(rig: Rig): string {
  rig.addNode(NODE, { online: false });
  return rig.send();
}

function offline(rig: Rig): string {
  rig.addNode();
  rig.close();
  return rig.send();
}

function late(rig: Rig): string {
  const id = stopped(rig);
  rig.advance(3_600_001);
  return id;
}

function unconfirmed(rig: Rig): string {
  const id = handedOver(rig);
  rig.close();
  return id;
}

function overdue(rig: Rig): string {
  const id = handedOver(rig);
  rig.advance(3_600_001);
  return id;
}

function running(rig: Rig): string {
  const id = handedOver(rig);
  rig.ack(rig.jobs("sendCommand")[0]);
  return id;
}

function runningOffline(rig: Rig): string {
  const id = running(rig);
  rig.close();
  return id;
}

function cancelling(rig: Rig): string {
  const id = running(rig);
  rig.cancel(id);
  return id;
}

function ended(status: "Success" | "Failed" | "Cancelled" | "TimedOut") {
  return (rig: Rig) => {
    const id = running(rig);
    rig.reply(id, status);
    return id;
  };
}
