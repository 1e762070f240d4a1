/**
 * Faults of frames on real sockets: what an agent and a client see of each.
 */
import { describe, expect, test } from "vitest";
import { NODE, isEvent, liveFleet, plan, reached, send } from "./live-fleet.ts";

describe("a frame that is lost", () => {
  test("from an agent never arrives; the agent says it again after its wait", async () => {
    const fleet = await liveFleet();
    const on = { event: "frame.sent", message: "agent_job_reply", node: NODE, count: 1 };
    fleet.service.faults.put(plan("drop", {}, { on }));
    const command = await send(fleet, "true");
    const lost = await fleet.until("a lost reply", isEvent("frame.dropped", { reason: "drop" }));
    expect(lost).toMatchObject({ node: NODE, message: "agent_job_reply" });
    expect(fleet.service.faults.list()).toMatchObject([{ fault: "drop", fired: 1, isOver: true }]);
    await fleet.until("an end", reached(command, "Success"));
  });

  test("to an agent is offered to it once more", async () => {
    const fleet = await liveFleet();
    const scope = { messages: ["agent_job"] };
    fleet.service.faults.put(plan("drop", {}, { scope, times: 1 }));
    const command = await send(fleet, "true");
    await fleet.until("a lost job", isEvent("frame.dropped", { message: "agent_job" }));
    expect(fleet.events.filter(isEvent("process.started", { command }))).toEqual([]);
  });
});

describe("a frame that is late", () => {
  test("holds back what follows it on its channel, and on no other way", async () => {
    const fleet = await liveFleet();
    const scope = { direction: "toAgent", messages: ["agent_job"] } as const;
    const number = fleet.service.faults.put(plan("hold", {}, { scope, times: 1 }));
    const first = await send(fleet, "true");
    const second = await send(fleet, "true");
    await fleet.until(
      "both offers",
      (event) => isEvent("frame.sent")(event) && event["job"] === `aws.ssm.${second}.${NODE}`,
    );
    expect(fleet.events.filter(isEvent("job.acked"))).toEqual([]);
    fleet.service.faults.lift(number);
    await fleet.until("the first", reached(first, "Success"));
    await fleet.until("the second", reached(second, "Success"));
    const acked = fleet.events.filter(isEvent("frame.received", { message: "agent_job_ack" }));
    expect(acked.map(({ job }) => job)).toEqual([
      `aws.ssm.${first}.${NODE}`,
      `aws.ssm.${second}.${NODE}`,
    ]);
  });

  test("arrives by its time", async () => {
    const fleet = await liveFleet();
    fleet.service.faults.put(plan("delay", "100ms", { scope: { messages: ["agent_job"] } }));
    const command = await send(fleet, "true");
    await fleet.until("an end", reached(command, "Success"));
    const [sent] = fleet.events.filter(isEvent("frame.sent", { message: "agent_job" }));
    const [acked] = fleet.events.filter(isEvent("frame.received", { message: "agent_job_ack" }));
    expect(acked!.atMs - sent!.atMs).toBeGreaterThanOrEqual(99);
  });
});

test("a frame may overtake one that is reordered", async () => {
  const fleet = await liveFleet();
  const scope = { messages: ["agent_job"] };
  fleet.service.faults.put(plan("reorder", "300ms", { scope, times: 1 }));
  const first = await send(fleet, "true");
  const second = await send(fleet, "true");
  await fleet.until("the first", reached(first, "Success"));
  const acked = fleet.events.filter(isEvent("frame.received", { message: "agent_job_ack" }));
  expect(acked.map(({ job }) => job)).toEqual([
    `aws.ssm.${second}.${NODE}`,
    `aws.ssm.${first}.${NODE}`,
  ]);
});

test("a frame that comes twice is acked twice", async () => {
  const fleet = await liveFleet();
  const scope = { messages: ["agent_job_reply"] };
  fleet.service.faults.put(plan("duplicate", "1ms", { scope }));
  await send(fleet, "true");
  await fleet.until("a second reply", () => {
    const replies = fleet.events.filter(isEvent("frame.received", { message: "agent_job_reply" }));
    // More may have come in the same moment.
    return new Set(replies.map(({ reply }) => reply)).size < replies.length;
  });
});

test("a frame that lacks its end is refused, and its channel stays open", async () => {
  const fleet = await liveFleet();
  const scope = { messages: ["agent_job_ack"] };
  fleet.service.faults.put(plan("truncate", { bytes: 1 }, { scope, times: 1 }));
  const command = await send(fleet, "true");
  await fleet.until("an end", reached(command, "Success"));
  expect(fleet.events.filter(isEvent("frame.dropped"))).toHaveLength(1);
  expect(fleet.events.filter(isEvent("link.opened"))).toEqual([]);
});

test("a thin line takes its time, by bytes", async () => {
  const fleet = await liveFleet();
  const scope = { nodes: [NODE], direction: "toAgent" } as const;
  const number = fleet.service.faults.put(plan("bandwidth", { bytesPerSecond: 5_000 }, { scope }));
  const command = await send(fleet, "true # ".padEnd(1_000, "x"));
  await fleet.until("an ack", isEvent("frame.received", { message: "agent_job_ack" }));
  const [sent] = fleet.events.filter(isEvent("frame.sent", { message: "agent_job" }));
  const [acked] = fleet.events.filter(isEvent("frame.received", { message: "agent_job_ack" }));
  // More than 1,000 bytes at 5 a millisecond.
  expect(acked!.atMs - sent!.atMs).toBeGreaterThan(200);
  fleet.service.faults.lift(number);
  await fleet.until("an end", reached(command, "Success"));
});

test("two faults at once: delays add up, and the first that does more has the last word", async () => {
  const fleet = await liveFleet();
  const scope = { messages: ["agent_job"] };
  fleet.service.faults.put(plan("delay", "60ms", { scope, times: 1 }));
  fleet.service.faults.put(plan("delay", "60ms", { scope, times: 1 }));
  fleet.service.faults.put(plan("drop", {}, { scope: { messages: ["agent_job_ack"] }, times: 1 }));
  await send(fleet, "true");
  const lost = await fleet.until("a lost ack", isEvent("frame.dropped", { reason: "drop" }));
  const [sent] = fleet.events.filter(isEvent("frame.sent", { message: "agent_job" }));
  expect(lost.atMs - sent!.atMs).toBeGreaterThanOrEqual(119);
  expect(fleet.service.faults.list().map(({ fired }) => fired)).toEqual([1, 1, 1]);
});

test("past its bound a held channel is reset, and its agent opens another", async () => {
  const fleet = await liveFleet();
  const scope = { direction: "toAgent" } as const;
  const number = fleet.service.faults.put(plan("hold", {}, { scope }));
  // 300 jobs of 60 KB are more than 16 MiB.
  const script = "true # ".padEnd(60_000, "x");
  for (let each = 0; each < 300; each += 1) await send(fleet, script);
  await fleet.until("a reset", isEvent("link.refused", { reason: "tooManyHeld" }));
  fleet.service.faults.lift(number);
  await fleet.until("another channel", isEvent("link.opened"));
});
