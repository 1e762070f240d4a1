import { expect, test } from "vitest";
import { fits } from "../../src/faults/fits.ts";
import type { EventPattern } from "../../src/faults/plan.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";

const COMMAND = "5c1f0f6e-0000-4000-8000-000000000001";
const OTHER = "5c1f0f6e-0000-4000-8000-000000000002";
const NODE = "i-0123456789abcdef0";

const frame: TraceEvent = {
  ...{ seq: 1, atMs: 2, source: "link", event: "frame.sent", node: NODE },
  ...{ message: "agent_job", job: `aws.ssm.${COMMAND}.${NODE}` },
};
const cancelFrame: TraceEvent = { ...frame, job: `aws.ssm.${OTHER}.${NODE}`, cancels: COMMAND };
const moved: TraceEvent = {
  ...{ seq: 1, atMs: 2, source: "controller", event: "status.changed", node: NODE },
  ...{ command: COMMAND, from: "InProgress", to: "Cancelling" },
};

test.each<readonly [boolean, Omit<EventPattern, "count">, TraceEvent]>([
  [true, { event: "frame.sent" }, frame],
  [false, { event: "frame.received" }, frame],
  [true, { event: "frame.sent", node: NODE, message: "agent_job" }, frame],
  [false, { event: "frame.sent", message: "agent_job_ack" }, frame],
  [false, { event: "frame.sent", node: "i-1" }, frame],
  [true, { event: "frame.sent", command: COMMAND }, frame],
  [false, { event: "frame.sent", command: OTHER }, frame],
  [true, { event: "frame.sent", command: COMMAND }, cancelFrame],
  [false, { event: "frame.sent", command: OTHER }, cancelFrame],
  [true, { event: "status.changed", command: COMMAND, where: { to: "Cancelling" } }, moved],
  [false, { event: "status.changed", where: { to: "Cancelling", from: "Pending" } }, moved],
  [false, { event: "status.changed", message: "agent_job" }, moved],
])("%j: %j", (expected, pattern, event) => {
  expect(fits({ count: 1, ...pattern }, event)).toBe(expected);
});
