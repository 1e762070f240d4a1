/**
 * Answers member by member, in the layout of recorded answers of AWS.
 */
import { describe, expect, test } from "vitest";
import { isoDuration, isoTime } from "../../src/api/render-time.ts";
import { HEALTH, NODE, Rig, THIRD } from "../controller/rig.ts";

const NO_NOTIFICATION = { NotificationArn: "", NotificationEvents: [], NotificationType: "" };
const NO_CLOUDWATCH = { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false };

/** What a command looks like when the call gave nothing but the document, its node and a script. */
function plainCommand(id: string) {
  return {
    CommandId: id,
    DocumentName: "AWS-RunShellScript",
    DocumentVersion: "",
    Comment: "",
    ExpiresAfter: 1_767_232_800.089,
    Parameters: { commands: ["sleep 60"] },
    InstanceIds: [NODE],
    Targets: [],
    RequestedDateTime: 1_767_225_600.089,
    Status: "Pending",
    StatusDetails: "Pending",
    OutputS3Region: "",
    OutputS3BucketName: "",
    OutputS3KeyPrefix: "",
    MaxConcurrency: "50",
    MaxErrors: "0",
    TargetCount: 1,
    CompletedCount: 0,
    ErrorCount: 0,
    DeliveryTimedOutCount: 0,
    ServiceRole: "",
    NotificationConfig: NO_NOTIFICATION,
    CloudWatchOutputConfig: NO_CLOUDWATCH,
    TimeoutSeconds: 3600,
    AlarmConfiguration: { IgnorePollAlarmFailure: false, Alarms: [] },
    TriggeredAlarms: [],
  };
}

function started(): { rig: Rig; id: string } {
  const rig = new Rig();
  rig.addNode();
  rig.advance(89);
  return { rig, id: rig.send() };
}

describe("a command", () => {
  test("in the answer of SendCommand has all members, in the order of recorded answers", () => {
    const rig = new Rig();
    rig.addNode();
    rig.advance(89);
    const { Command } = rig.call("SendCommand", {
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [NODE],
      Parameters: { commands: ["sleep 60"] },
    }).body;
    const expected = plainCommand(Command.CommandId);
    expect(Command).toEqual(expected);
    expect(Object.keys(Command)).toEqual(Object.keys(expected));
  });

  test("in ListCommands is the same while nothing has happened", () => {
    const { rig, id } = started();
    expect(rig.command(id)).toEqual(plainCommand(id));
  });

  test("that was cancelled counts as completed, not as an error", () => {
    const { rig, id } = started();
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.cancel(id);
    rig.reply(id, "Cancelled");
    expect(rig.command(id)).toEqual({
      ...plainCommand(id),
      Status: "Cancelled",
      StatusDetails: "Cancelled",
      CompletedCount: 1,
    });
  });

  test("echoes what the call gave", () => {
    const rig = new Rig();
    rig.addNode();
    const given = {
      Comment: "deploy",
      OutputS3Region: "eu-west-1",
      OutputS3BucketName: "bucket",
      OutputS3KeyPrefix: "prefix",
      MaxConcurrency: "10%",
      MaxErrors: "3",
      TimeoutSeconds: 30,
      CloudWatchOutputConfig: { CloudWatchLogGroupName: "g", CloudWatchOutputEnabled: true },
      NotificationConfig: {
        NotificationArn: "arn",
        NotificationEvents: ["All"],
        NotificationType: "Command",
      },
      AlarmConfiguration: { IgnorePollAlarmFailure: true, Alarms: [{ Name: "a" }] },
    };
    const id = rig.send([NODE], { ...given, ServiceRoleArn: "role" });
    expect(rig.command(id)).toMatchObject({ ...given, ServiceRole: "role" });
  });
});

describe("GetCommandInvocation", () => {
  const get = (rig: Rig, id: string, more: object = {}) =>
    rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE, ...more });

  test("shows a running invocation without code, output and end", () => {
    const { rig, id } = started();
    rig.ack(rig.jobs("sendCommand")[0]);
    rig.advance(11);
    rig.reply(id, "InProgress");
    const expected = {
      CommandId: id,
      InstanceId: NODE,
      Comment: "",
      DocumentName: "AWS-RunShellScript",
      DocumentVersion: "",
      PluginName: "aws:runShellScript",
      ResponseCode: -1,
      ExecutionStartDateTime: "2026-01-01T00:00:00.100Z",
      ExecutionElapsedTime: "",
      ExecutionEndDateTime: "",
      Status: "InProgress",
      StatusDetails: "InProgress",
      StandardOutputContent: "",
      StandardOutputUrl: "",
      StandardErrorContent: "",
      StandardErrorUrl: "",
      CloudWatchOutputConfig: NO_CLOUDWATCH,
    };
    expect(get(rig, id).body).toEqual(expected);
    expect(Object.keys(get(rig, id).body)).toEqual(Object.keys(expected));
  });

  test("shows an execution timeout as it was recorded", () => {
    const { rig, id } = started();
    const step = { status: "TimedOut", code: 137, startMs: 1000, endMs: 3_601_271 } as const;
    rig.reply(id, "TimedOut", { step });
    expect(get(rig, id).body).toMatchObject({
      Status: "TimedOut",
      StatusDetails: "ExecutionTimedOut",
      ResponseCode: 137,
      ExecutionStartDateTime: "2026-01-01T00:00:01.000Z",
      ExecutionElapsedTime: "PT1H0.271S",
      ExecutionEndDateTime: "2026-01-01T01:00:01.271Z",
    });
  });

  test("cuts output at 24,000 and 8,000 characters, and shows U+FFFD for half a character", () => {
    const { rig, id } = started();
    const euro = Buffer.from("€").toString("latin1");
    const step = {
      standardOutput: `${euro}${"x".repeat(30_000)}`,
      standardError: `${"y".repeat(7_999)}${euro.slice(0, 2)}`,
    };
    rig.reply(id, "Success", { step });
    const { StandardOutputContent, StandardErrorContent } = get(rig, id).body;
    expect(StandardOutputContent).toBe(`€${"x".repeat(23_999)}`);
    expect(StandardErrorContent).toBe(`${"y".repeat(7_999)}\ufffd`);
  });

  test("shows no start of a job that failed before it began", () => {
    const { rig, id } = started();
    rig.reply(id, "Failed");
    expect(get(rig, id).body).toMatchObject({
      Status: "Failed",
      ExecutionStartDateTime: "",
      ExecutionElapsedTime: "",
      ExecutionEndDateTime: "",
    });
  });

  test("takes the plugin's name, and refuses another", () => {
    const { rig, id } = started();
    expect(get(rig, id, { PluginName: "aws:runShellScript" }).status).toBe(200);
    expect(get(rig, id, { PluginName: "aws:other" })).toEqual({
      status: 400,
      body: { __type: "InvalidPluginName" },
    });
  });

  test.each([
    { CommandId: "00000000-0000-4000-8000-000000000000" },
    { InstanceId: "i-ffffffffffffffff0" },
  ])("answers InvocationDoesNotExist, without a message, to %j", (other) => {
    const { rig, id } = started();
    expect(get(rig, id, other)).toEqual({
      status: 400,
      body: { __type: "InvocationDoesNotExist" },
    });
  });
});

describe("ListCommandInvocations", () => {
  const list = (rig: Rig) =>
    rig.call("ListCommandInvocations", { Details: true }).body.CommandInvocations;

  test("shows an invocation and its plugin with all members", () => {
    const { rig, id } = started();
    rig.reply(id, "Success", { step: { output: "hello\n" } });
    expect(list(rig)).toEqual([
      {
        CommandId: id,
        InstanceId: NODE,
        InstanceName: "",
        Comment: "",
        DocumentName: "AWS-RunShellScript",
        DocumentVersion: "",
        RequestedDateTime: 1_767_225_600.089,
        Status: "Success",
        StatusDetails: "Success",
        StandardOutputUrl: "",
        StandardErrorUrl: "",
        CommandPlugins: [
          {
            Name: "aws:runShellScript",
            Status: "Success",
            StatusDetails: "Success",
            ResponseCode: 0,
            ResponseStartDateTime: 1_767_225_600.1,
            ResponseFinishDateTime: 1_767_225_600.191,
            Output: "hello\n",
            StandardOutputUrl: "",
            StandardErrorUrl: "",
            OutputS3Region: "",
            OutputS3BucketName: "",
            OutputS3KeyPrefix: "",
          },
        ],
        ServiceRole: "",
        NotificationConfig: NO_NOTIFICATION,
        CloudWatchOutputConfig: NO_CLOUDWATCH,
      },
    ]);
  });

  test("gives a plugin neither Delayed nor Cancelling, and no times before it ran", () => {
    const { rig } = started();
    const plugin = () => list(rig)[0]?.CommandPlugins[0];
    rig.close();
    expect(plugin()).toMatchObject({ Status: "Pending", ResponseCode: -1, Output: "" });
    expect(plugin()).not.toHaveProperty("ResponseStartDateTime");
    rig.open();
    rig.ack(rig.jobs("sendCommand")[1]);
    rig.call("CancelCommand", { CommandId: list(rig)[0]?.CommandId });
    expect(plugin()).toMatchObject({ Status: "InProgress", StatusDetails: "InProgress" });
  });

  test("gives a plugin the start that GetCommandInvocation shows, before the end too", () => {
    const { rig, id } = started();
    rig.reply(id, "InProgress");
    const { body } = rig.call("GetCommandInvocation", { CommandId: id, InstanceId: NODE });
    expect(body["ExecutionStartDateTime"]).toBe("2026-01-01T00:00:00.089Z");
    const plugin = list(rig)[0]?.CommandPlugins[0];
    expect(plugin).toMatchObject({ ResponseStartDateTime: 1_767_225_600.089, ResponseCode: -1 });
    expect(plugin).not.toHaveProperty("ResponseFinishDateTime");
  });
});

describe("a node", () => {
  test("that is an EC2 instance", () => {
    const rig = new Rig();
    rig.addNode();
    expect(rig.call("DescribeInstanceInformation").body.InstanceInformationList).toEqual([
      {
        InstanceId: NODE,
        PingStatus: "Online",
        LastPingDateTime: 1_767_225_600,
        AgentVersion: HEALTH.agentVersion,
        IsLatestVersion: true,
        PlatformType: "Linux",
        PlatformName: "Ubuntu",
        PlatformVersion: "24.04",
        ResourceType: "EC2Instance",
        IPAddress: "10.0.0.1",
        ComputerName: "node.internal",
        SourceId: NODE,
        SourceType: "AWS::EC2::Instance",
      },
    ]);
  });

  test("that was registered by hand has a RegistrationDate; what is not known is left out", () => {
    const rig = new Rig();
    rig.call("UpdateInstanceInformation", { InstanceId: THIRD });
    const [node] = rig.call("DescribeInstanceInformation").body.InstanceInformationList;
    expect(node).toMatchObject({
      ResourceType: "ManagedInstance",
      RegistrationDate: 1_767_225_600,
    });
    expect(node).not.toHaveProperty("IPAddress");
    expect(node).not.toHaveProperty("AgentVersion");
  });
});

describe("documents", () => {
  const Name = "AWS-RunShellScript";

  test("GetDocument shows the content as JSON", () => {
    const { body } = new Rig().call("GetDocument", { Name });
    expect(body).toMatchObject({
      Name,
      DocumentVersion: "1",
      Status: "Active",
      DocumentType: "Command",
      DocumentFormat: "JSON",
    });
    expect(JSON.parse(body.Content)).toMatchObject({ schemaVersion: "1.2" });
  });

  test("DescribeDocument shows the parameters", () => {
    const { Document } = new Rig().call("DescribeDocument", { Name }).body;
    expect(Document).toMatchObject({
      Name,
      Owner: "Amazon",
      SchemaVersion: "1.2",
      PlatformTypes: ["Linux", "MacOS"],
      Parameters: [
        { Name: "commands", Type: "StringList" },
        { Name: "workingDirectory", Type: "String", DefaultValue: "" },
        { Name: "executionTimeout", Type: "String", DefaultValue: "3600" },
      ],
    });
  });

  test.each([
    [{}, 2],
    [{ Filters: [{ Key: "Owner", Values: ["Amazon"] }] }, 2],
    [{ Filters: [{ Key: "Owner", Values: ["Private", "Self"] }] }, 0],
    [{ Filters: [{ Key: "Name", Values: ["AWS-RunS"] }] }, 1],
    [{ Filters: [{ Key: "PlatformTypes", Values: ["Windows"] }] }, 1],
    [{ DocumentFilterList: [{ key: "DocumentType", value: "Command" }] }, 2],
  ])("ListDocuments with %j shows %i", (input, count) => {
    const { body } = new Rig().call("ListDocuments", input);
    expect(body.DocumentIdentifiers).toHaveLength(count);
  });

  test.each([
    ["GetDocument", { Name: "No-Such" }, "InvalidDocument"],
    ["GetDocument", { Name, DocumentVersion: "7" }, "InvalidDocumentVersion"],
    ["GetDocument", { Name, VersionName: "v" }, "InvalidDocumentVersion"],
    ["DescribeDocument", { Name: "No-Such" }, "InvalidDocument"],
    ["ListDocuments", { Filters: [{ Key: "Colour", Values: ["red"] }] }, "InvalidFilterKey"],
    ["ListDocuments", { NextToken: "x" }, "InvalidNextToken"],
  ])("%s %j is refused with %s", (operation, input, code) => {
    expect(new Rig().call(operation, input).body.__type).toBe(code);
  });
});

test("agents are told that they have no associations", () => {
  const { body } = new Rig().call("ListInstanceAssociations", { InstanceId: NODE });
  expect(body).toEqual({ Associations: [] });
});

test.each([
  [0, "PT0S"],
  [91, "PT0.091S"],
  [500, "PT0.5S"],
  [61_000, "PT1M1S"],
  [3_600_000, "PT1H"],
  [3_600_271, "PT1H0.271S"],
  [90_061_001, "PT25H1M1.001S"],
])("%i ms are %s", (ms, text) => {
  expect(isoDuration(ms)).toBe(text);
});

test.each([
  [undefined, ""],
  [-1, ""],
  [NaN, ""],
  [1_582_136_283_089, "2020-02-19T18:18:03.089Z"],
])("the time %s is shown as %j", (unixMs, text) => {
  expect(isoTime(unixMs)).toBe(text);
});
