import {
  CommandInvocationStatus,
  CommandPluginStatus,
  CommandStatus,
  ConnectionStatus,
  PingStatus,
} from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { isAddressable, NODE_STATES, type NodeState } from "../../src/ssm/node-state.ts";
import {
  COMMAND_STATUS_DETAILS,
  COMMAND_STATUSES,
  CONNECTION_STATUSES,
  INVOCATION_STATUS_DETAILS,
  INVOCATION_STATUSES,
  PING_STATUSES,
  PLUGIN_STATUS_DETAILS,
  PLUGIN_STATUSES,
} from "../../src/ssm/status.ts";

test.each([
  ["command", COMMAND_STATUSES, CommandStatus],
  ["invocation", INVOCATION_STATUSES, CommandInvocationStatus],
  ["plugin", PLUGIN_STATUSES, CommandPluginStatus],
  ["ping", PING_STATUSES, PingStatus],
  ["connection", CONNECTION_STATUSES, ConnectionStatus],
])("the %s statuses are those of the SDK", (_level, ours, sdk) => {
  expect([...ours].sort()).toEqual(Object.values(sdk).sort());
});

test.each([
  ["command", COMMAND_STATUS_DETAILS, COMMAND_STATUSES],
  ["invocation", INVOCATION_STATUS_DETAILS, INVOCATION_STATUSES],
  ["plugin", PLUGIN_STATUS_DETAILS, PLUGIN_STATUSES],
])("details of a %s narrow down each of its statuses, and have no spaces", (_level, rows, all) => {
  expect(new Set(Object.values(rows).map((row) => row.status))).toEqual(new Set(all));
  for (const [details, row] of Object.entries(rows)) {
    expect(details).toMatch(/^[A-Za-z]+$/);
    const open = ["Pending", "InProgress", "Delayed", "Cancelling"].includes(row.status);
    expect(row.terminal, details).toBe(!open);
  }
});

test("ErrorCount counts invocations that Failed or ran out of execution time, and no others", () => {
  const counted = Object.entries(INVOCATION_STATUS_DETAILS).filter(([, row]) => row.countsAsError);
  expect(counted.map(([details]) => details)).toEqual(["Failed", "ExecutionTimedOut"]);
});

test("a node that is on its way out of existence is not addressable", () => {
  const states = Object.keys(NODE_STATES) as NodeState[];
  expect(states.filter((state) => !isAddressable(state))).toEqual(["Shutting-down", "Terminated"]);
});
