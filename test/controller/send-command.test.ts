import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { NODE, OTHER, Rig, THIRD } from "./rig.ts";

const COMMANDS = { commands: ["true"] };
const BASE = { DocumentName: "AWS-RunShellScript", InstanceIds: [NODE], Parameters: COMMANDS };

describe("SendCommand answers", () => {
  const unknown = "i-ffffffffffffffff0";
  test.each([
    ["ValidationException", { InstanceIds: [] }],
    ["ValidationException", { Targets: [{ Key: "tag:role", Values: ["web"] }] }],
    ["ValidationException", { InstanceIds: [], Targets: [{ Key: "Colour", Values: ["red"] }] }],
    [
      "ValidationException",
      { InstanceIds: [], Targets: [{ Key: "resource-groups:Name", Values: ["g"] }] },
    ],
    ["ValidationException", { TimeoutSeconds: 29 }],
    ["ValidationException", { MaxConcurrency: "0" }],
    ["ValidationException", { Comment: "x".repeat(101) }],
    ["InvalidDocument", { DocumentName: "No-Such-Document" }],
    ["InvalidDocumentVersion", { DocumentVersion: "2" }],
    ["InvalidDocument", { DocumentHash: "0".repeat(64), DocumentHashType: "Sha256" }],
    ["InvalidParameters", { Parameters: {} }],
    ["InvalidParameters", { Parameters: { commands: [] } }],
    ["InvalidParameters", { Parameters: { ...COMMANDS, colour: ["red"] } }],
    ["InvalidParameters", { Parameters: { ...COMMANDS, executionTimeout: ["0"] } }],
    ["InvalidParameters", { Parameters: { ...COMMANDS, executionTimeout: ["172801"] } }],
    ["InvalidParameters", { Parameters: { ...COMMANDS, executionTimeout: ["1", "2"] } }],
    ["InvalidParameters", { Parameters: { ...COMMANDS, workingDirectory: ["/".repeat(4097)] } }],
    ["InvalidParameters", { Parameters: { ...COMMANDS, toString: ["x"] } }],
    ["MaxDocumentSizeExceeded", { Parameters: { commands: ["x".repeat(65_536)] } }],
    ["DuplicateInstanceId", { InstanceIds: [NODE, OTHER, NODE] }],
    ["InvalidInstanceId", { InstanceIds: [NODE, unknown] }],
    ["UnsupportedPlatformType", { InstanceIds: [NODE, THIRD] }],
    ["UnsupportedPlatformType", { DocumentName: "AWS-RunPowerShellScript" }],
    // The order of the checks: the first of two mistakes is named.
    ["InvalidDocument", { DocumentName: "No-Such-Document", Parameters: {} }],
    ["InvalidDocumentVersion", { DocumentVersion: "2", Parameters: {} }],
    ["InvalidParameters", { Parameters: {}, InstanceIds: [NODE, NODE] }],
    ["DuplicateInstanceId", { InstanceIds: [unknown, unknown] }],
    ["InvalidInstanceId", { InstanceIds: [THIRD, unknown] }],
  ])("%s to %j, and has accepted nothing", (code, more) => {
    const rig = fleet();
    const sent = rig.sent.length;
    const { status, body } = rig.call("SendCommand", { ...BASE, ...more });
    expect([status, body.__type]).toEqual([400, code]);
    expect(rig.call("ListCommands").body.Commands).toEqual([]);
    expect(rig.sent).toHaveLength(sent);
  });

  test.each(["Shutting-down", "Terminated"] as const)(
    "InvalidInstanceId with AWS's text for a node that is %s",
    (state) => {
      const rig = fleet();
      rig.input({ type: "node.stateChanged", node: NODE, state });
      expect(rig.call("SendCommand", { ...BASE, InstanceIds: [OTHER, NODE] }).body).toEqual({
        __type: "InvalidInstanceId",
        Message: `Instances [[${NODE}]] not in a valid state for account 123456789012`,
      });
    },
  );

  test.each(["Pending", "Running", "Stopping", "Stopped"] as const)(
    "with a command for a node that is %s",
    (state) => {
      const rig = fleet();
      rig.input({ type: "node.stateChanged", node: NODE, state });
      expect(rig.call("SendCommand", BASE).status).toBe(200);
    },
  );

  test("ThrottlingException at the bound of open invocations", () => {
    const rig = new Rig({ openInvocationsMax: 1 });
    rig.addNode();
    rig.send();
    expect(rig.call("SendCommand", BASE).body.__type).toBe("ThrottlingException");
  });
});

test.each([
  ["AWS-RunShellScript", undefined],
  ["AWS-RunShellScript", "$DEFAULT"],
  ["AWS-RunShellScript", "$LATEST"],
  ["AWS-RunShellScript", "1"],
  ["arn:aws:ssm:us-east-1::document/AWS-RunShellScript", undefined],
])("a document may be named %s, version %s", (DocumentName, DocumentVersion) => {
  const { body } = fleet().call("SendCommand", { ...BASE, DocumentName, DocumentVersion });
  expect(body.Command.DocumentName).toBe("AWS-RunShellScript");
  expect(body.Command.DocumentVersion).toBe(DocumentVersion ?? "");
});

test.each(["GetDocument", "DescribeDocument"])(
  "%s takes an ARN, and shows the name",
  (operation) => {
    const Name = "arn:aws:ssm:us-east-1::document/AWS-RunShellScript";
    const { status, body } = fleet().call(operation, { Name });
    expect(status).toBe(200);
    expect("Document" in body ? body.Document : body).toMatchObject({ Name: "AWS-RunShellScript" });
  },
);

test("the right DocumentHash is the SHA-256 of the content that GetDocument shows", () => {
  const rig = fleet();
  const { Content } = rig.call("GetDocument", { Name: "AWS-RunShellScript" }).body;
  const DocumentHash = createHash("sha256").update(Content).digest("hex");
  expect(rig.call("SendCommand", { ...BASE, DocumentHash }).status).toBe(200);
  expect(rig.call("DescribeDocument", { Name: "AWS-RunShellScript" }).body.Document).toMatchObject({
    Hash: DocumentHash,
    HashType: "Sha256",
  });
});

describe("Targets", () => {
  test.each([
    [[{ Key: "tag:role", Values: ["web"] }], [NODE]],
    [[{ Key: "tag:role", Values: ["web", "db"] }], [NODE, OTHER]],
    [[{ Key: "tag-key", Values: ["role"] }], [NODE, OTHER]],
    [
      [
        { Key: "tag:role", Values: ["web", "db"] },
        { Key: "tag:env", Values: ["test"] },
      ],
      [OTHER],
    ],
    [[{ Key: "instanceids", Values: [OTHER, "i-ffffffffffffffff0"] }], [OTHER]],
    [[{ Key: "tag:toString", Values: ["x"] }], []],
  ])("%j are %j", (Targets, ids) => {
    const rig = fleet();
    const id = rig.send([], { Targets });
    const { body } = rig.call("ListCommandInvocations", { CommandId: id });
    expect(body.CommandInvocations.map(({ InstanceId }) => InstanceId).sort()).toEqual(ids);
  });

  test("have TargetCount 0 in the answer, their number later, and leave InstanceIds empty", () => {
    const rig = fleet();
    const Targets = [{ Key: "tag-key", Values: ["role"] }];
    const { Command } = rig.call("SendCommand", { ...BASE, InstanceIds: [], Targets }).body;
    expect(Command).toMatchObject({ TargetCount: 0, InstanceIds: [], Targets });
    expect(rig.command(Command.CommandId)).toMatchObject({ TargetCount: 2, InstanceIds: [] });
  });

  test("that match nothing end the command with NoInstancesInTag", () => {
    const rig = fleet();
    const id = rig.send([], { Targets: [{ Key: "tag:role", Values: ["none"] }] });
    expect(rig.command(id)).toMatchObject({ Status: "Failed", StatusDetails: "NoInstancesInTag" });
  });

  test("leave out nodes that may not be addressed", () => {
    const rig = fleet();
    rig.input({ type: "node.stateChanged", node: NODE, state: "Terminated" });
    const id = rig.send([], { Targets: [{ Key: "tag-key", Values: ["role"] }] });
    expect(rig.statusOf(id, NODE)).toBe("none");
    expect(rig.command(id)).toMatchObject({ TargetCount: 1 });
  });

  test("of the wrong platform are InvalidPlatform, each by itself", () => {
    const rig = fleet();
    const id = rig.send([], { Targets: [{ Key: "InstanceIds", Values: [NODE, THIRD] }] });
    expect(rig.statusOf(id, THIRD)).toBe("Failed/InvalidPlatform");
    rig.reply(id, "Success");
    expect(rig.command(id)).toMatchObject({ Status: "Success", CompletedCount: 2, ErrorCount: 0 });
  });

  test("that are not Windows are InvalidPlatform for PowerShell", () => {
    const rig = fleet();
    const Targets = [{ Key: "InstanceIds", Values: [NODE, THIRD] }];
    const id = rig.send([], { DocumentName: "AWS-RunPowerShellScript", Targets });
    expect(rig.statusOf(id, NODE)).toBe("Failed/InvalidPlatform");
    expect(rig.statusOf(id, THIRD)).not.toContain("InvalidPlatform");
  });
});

describe("history", () => {
  test("is kept for 30 days, and then forgotten, rows and all", () => {
    const rig = fleet();
    const id = rig.send();
    rig.reply(id, "Success");
    rig.advance(30 * 86_400_000 - 1);
    expect(rig.command(id)).toBeDefined();
    rig.advance(1);
    expect(rig.command(id)).toBeUndefined();
    expect([...rig.rows.keys()].filter((key) => key.includes(id))).toEqual([]);
  });

  test("gives way early when there are too many commands, the oldest finished one first", () => {
    const rig = new Rig({ commandsMax: 2 });
    rig.addNode();
    const [open, finished] = [rig.send(), rig.send()];
    expect(rig.call("SendCommand", BASE).body.__type).toBe("ThrottlingException");
    rig.reply(finished, "Success");
    const third = rig.send();
    expect(rig.command(open)).toBeDefined();
    expect(rig.command(finished)).toBeUndefined();
    expect(rig.command(third)).toBeDefined();
  });
});

/** Two Linux nodes with tags, and a Windows node. */
function fleet(): Rig {
  const rig = new Rig();
  rig.addNode(NODE, { tags: { role: "web" } });
  rig.addNode(OTHER, { tags: { role: "db", env: "test" } });
  rig.addNode(THIRD);
  rig.health(THIRD, { platformType: "Windows" });
  return rig;
}
