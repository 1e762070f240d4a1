import { describe, expect, test } from "vitest";
import { NODE, OTHER, Rig, THIRD } from "./rig.ts";

describe("ListCommands", () => {
  test("shows the newest first", () => {
    const { rig, ids } = history();
    const { body } = rig.call("ListCommands");
    expect(body.Commands.map(({ CommandId }) => CommandId)).toEqual([...ids].reverse());
    expect(body).not.toHaveProperty("NextToken");
  });

  test("answers an empty list to an unknown CommandId, or InvalidCommandId if told so", () => {
    const CommandId = "00000000-0000-4000-8000-000000000000";
    expect(new Rig().call("ListCommands", { CommandId })).toEqual({
      status: 200,
      body: { Commands: [] },
    });
    const strict = new Rig({ listCommandsUnknownId: "InvalidCommandId" });
    expect(strict.call("ListCommands", { CommandId }).body.__type).toBe("InvalidCommandId");
  });

  test.each([
    [{ InstanceId: OTHER }, [2]],
    [{ InstanceId: NODE, Filters: [{ key: "Status", value: "Pending" }] }, []],
    [{ Filters: [{ key: "Status", value: "Pending" }] }, [3, 2]],
    [{ Filters: [{ key: "Status", value: "Success" }] }, [0]],
    [{ Filters: [{ key: "Status", value: "TimedOut" }] }, [1]],
    [{ Filters: [{ key: "Status", value: "ExecutionTimedOut" }] }, [1]],
    [{ Filters: [{ key: "ExecutionStage", value: "Complete" }] }, [1, 0]],
    [{ Filters: [{ key: "ExecutionStage", value: "Executing" }] }, [3, 2]],
    [{ Filters: [{ key: "DocumentName", value: "AWS-RunPowerShellScript" }] }, [3]],
    [{ Filters: [{ key: "InvokedAfter", value: "2026-01-01T00:00:01Z" }] }, [3, 2]],
    [{ Filters: [{ key: "InvokedBefore", value: "2026-01-01T00:00:01Z" }] }, [0]],
    [{ Filters: [{ key: "InvokedBefore", value: "2026-01-01T01:00:01.000000+01:00" }] }, [0]],
    [
      {
        Filters: [
          { key: "InvokedBefore", value: "2026-01-01T00:00:03Z" },
          { key: "InvokedAfter", value: "2026-01-01T00:00:00.500Z" },
        ],
      },
      [2, 1],
    ],
  ])("with %j shows commands %j", (input, expected) => {
    const { rig, ids } = history();
    const { body } = rig.call("ListCommands", input);
    expect(body.Commands.map(({ CommandId }) => ids.indexOf(CommandId))).toEqual(expected);
  });

  test.each([
    ["ValidationException", { Filters: [{ key: "InvokedAfter", value: "yesterday" }] }],
    ["ValidationException", { Filters: [{ key: "InvokedAfter", value: "2026-01-01T00:00:00" }] }],
    ["ValidationException", { Filters: [{ key: "Colour", value: "red" }] }],
    ["ValidationException", { Filters: [] }],
    ["ValidationException", { MaxResults: 51 }],
    ["ValidationException", { CommandId: "short" }],
    ["InvalidNextToken", { NextToken: "x" }],
    ["InvalidNextToken", { NextToken: "" }],
  ])("answers %s to %j", (code, input) => {
    const { status, body } = history().rig.call("ListCommands", input);
    expect([status, body.__type]).toEqual([400, code]);
  });
});

describe("ListCommandInvocations", () => {
  test("answers an empty list to an unknown CommandId", () => {
    const CommandId = "00000000-0000-4000-8000-000000000000";
    const { body } = new Rig().call("ListCommandInvocations", { CommandId });
    expect(body).toEqual({ CommandInvocations: [] });
  });

  test("takes no ExecutionStage filter", () => {
    const Filters = [{ key: "ExecutionStage", value: "Complete" }];
    const { body } = new Rig().call("ListCommandInvocations", { Filters });
    expect(body).toEqual({ __type: "InvalidFilterKey" });
  });

  test.each([
    [{}, 5],
    [{ InstanceId: NODE }, 3],
    [{ Filters: [{ key: "Status", value: "Success" }] }, 1],
    [{ InstanceId: OTHER, Filters: [{ key: "Status", value: "Pending" }] }, 1],
  ])("with %j shows %i", (input, count) => {
    const { body } = history().rig.call("ListCommandInvocations", input);
    expect(body.CommandInvocations).toHaveLength(count);
  });

  test("has plugins with Details only", () => {
    const { rig, ids } = history();
    const [plain] = rig.call("ListCommandInvocations", { CommandId: ids[0] }).body
      .CommandInvocations;
    expect(plain?.CommandPlugins).toEqual([]);
    const input = { CommandId: ids[0], Details: true };
    const [detailed] = rig.call("ListCommandInvocations", input).body.CommandInvocations;
    expect(detailed?.CommandPlugins).toMatchObject([{ Name: "aws:runShellScript" }]);
  });
});

describe("pages", () => {
  const LISTS = [
    ["ListCommands", "Commands", {}],
    ["ListCommandInvocations", "CommandInvocations", {}],
    ["DescribeInstanceInformation", "InstanceInformationList", {}],
  ] as const;

  test.each(LISTS)("of %s together are the whole list, each entry once", (operation, member) => {
    const rig = many();
    const whole = rig.call(operation, { MaxResults: 50 }).body[member] as unknown[];
    const pages: unknown[] = [];
    let input: object = { MaxResults: 5 };
    for (let count = 0; count < 10; count += 1) {
      const { body } = rig.call(operation, input);
      const page = body[member] as unknown[];
      pages.push(...page);
      if (!("NextToken" in body)) break;
      expect(page).toHaveLength(5);
      input = { MaxResults: 5, NextToken: body.NextToken };
    }
    expect(whole).toHaveLength(12);
    expect(pages).toEqual(whole);
  });

  test("stay right while new entries come in", () => {
    const rig = many();
    const first = rig.call("ListCommands", { MaxResults: 5 }).body;
    rig.send();
    const { Commands } = rig.call("ListCommands", {
      MaxResults: 50,
      NextToken: first.NextToken,
    }).body;
    expect(Commands).toHaveLength(7);
  });

  test("a token is good for its operation and its filters alone", () => {
    const rig = many();
    const { NextToken } = rig.call("ListCommands", { MaxResults: 5 }).body;
    for (const [operation, input] of [
      ["ListCommandInvocations", {}],
      ["DescribeInstanceInformation", {}],
      ["ListCommands", { Filters: [{ key: "Status", value: "Pending" }] }],
      ["ListCommands", { InstanceId: NODE }],
    ] as const) {
      const { status, body } = rig.call(operation, { ...input, NextToken });
      expect([status, body.__type]).toEqual([400, "InvalidNextToken"]);
    }
    const cut = { NextToken: NextToken.slice(0, -1) };
    expect(rig.call("ListCommands", cut).body.__type).toBe("InvalidNextToken");
  });

  test("of DescribeInstanceInformation hold 10 nodes by default, of the others 50", () => {
    const rig = many();
    expect(rig.call("DescribeInstanceInformation").body.InstanceInformationList).toHaveLength(10);
    expect(rig.call("ListCommands").body.Commands).toHaveLength(12);
  });
});

/** Four commands, a second apart: Success, TimedOut, and two that are Pending. */
function history(): { rig: Rig; ids: readonly string[] } {
  const rig = new Rig();
  rig.addNode(NODE);
  rig.addNode(OTHER);
  rig.addNode(THIRD);
  rig.health(THIRD, { platformType: "Windows" });
  const first = rig.send();
  rig.advance(1000);
  const second = rig.send();
  rig.advance(1000);
  const third = rig.send([NODE, OTHER]);
  rig.advance(1000);
  const fourth = rig.send([THIRD], { DocumentName: "AWS-RunPowerShellScript" });
  rig.reply(first, "Success");
  rig.reply(second, "TimedOut");
  return { rig, ids: [first, second, third, fourth] };
}

/** Twelve nodes, and a command for each of them. */
function many(): Rig {
  const rig = new Rig();
  for (let index = 0; index < 12; index += 1) {
    const node = index === 0 ? NODE : `${THIRD.slice(0, -2)}${String(index).padStart(2, "0")}`;
    rig.addNode(node);
    rig.send([node]);
  }
  return rig;
}
