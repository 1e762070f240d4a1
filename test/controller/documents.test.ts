/**
 * Documents of clients: made, changed, deleted, found, and sent.
 */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { NODE, Rig, STEP } from "./rig.ts";
import type { Answer } from "./rig.ts";

const STEPS = [
  { action: "aws:runShellScript", name: "build", inputs: { runCommand: ["make {{ goal }}"] } },
  { action: "aws:runShellScript", name: "test", inputs: { runCommand: ["make test"] } },
];
const CONTENT = {
  schemaVersion: "2.2",
  description: "Builds.",
  parameters: { goal: { type: "String", default: "all" } },
  mainSteps: STEPS,
};

function text(changes: object = {}): string {
  return JSON.stringify({ ...CONTENT, ...changes });
}

function create(rig: Rig, changes: object = {}): Answer {
  return rig.call("CreateDocument", { Name: "Build", Content: text(), ...changes });
}

/** A controller with a node that is online and the document Build in version 1. */
function withBuild(changes: object = {}): Rig {
  const rig = new Rig();
  rig.addNode();
  const { status, body } = create(rig, { Content: text(changes) });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return rig;
}

function send(rig: Rig, more: object = {}): Answer {
  return rig.call("SendCommand", { DocumentName: "Build", InstanceIds: [NODE], ...more });
}

describe("CreateDocument", () => {
  test("answers Creating, and every later answer says Active", () => {
    const rig = new Rig();
    const { body } = create(rig, { VersionName: "first", Tags: [{ Key: "team", Value: "a" }] });
    const shown = {
      Name: "Build",
      VersionName: "first",
      Owner: "123456789012",
      Hash: createHash("sha256").update(text()).digest("hex"),
      HashType: "Sha256",
      DocumentVersion: "1",
      Description: "Builds.",
      Parameters: [{ Name: "goal", Type: "String", DefaultValue: "all" }],
      PlatformTypes: ["Linux", "MacOS"],
      DocumentType: "Command",
      SchemaVersion: "2.2",
      LatestVersion: "1",
      DefaultVersion: "1",
      DocumentFormat: "JSON",
      Tags: [{ Key: "team", Value: "a" }],
    };
    expect(body["DocumentDescription"]).toMatchObject({ ...shown, Status: "Creating" });
    const { Document } = rig.call("DescribeDocument", { Name: "Build" }).body;
    expect(Document).toMatchObject({ ...shown, Status: "Active" });
  });

  test.each([
    ["InvalidDocumentContent", "the text is not JSON", { Content: "{" }],
    ["InvalidDocumentContent", "the text is not YAML", { Content: "a: [", DocumentFormat: "YAML" }],
    ["InvalidDocumentContent", "expected an object; found []", { Content: "[]" }],
    ["InvalidDocumentContent", "expected only schemaVersion", { Content: text({ mainStep: [] }) }],
    ["InvalidDocumentSchemaVersion", 'found "9.9"', { Content: text({ schemaVersion: "9.9" }) }],
    ["InvalidDocumentSchemaVersion", "found nothing", { Content: "{}" }],
    ["InvalidDocumentContent", "mainSteps: expected a list", { Content: text({ mainSteps: {} }) }],
    [
      "InvalidDocumentContent",
      "expected 1..100 steps; found 0",
      { Content: text({ mainSteps: [] }) },
    ],
    [
      "InvalidDocumentContent",
      "mainSteps[1].name: expected a name that no other step has",
      { Content: text({ mainSteps: [STEPS[0], STEPS[0]] }) },
    ],
    [
      "InvalidDocumentContent",
      "mainSteps[0].action: expected a plugin",
      { Content: text({ mainSteps: [{ name: "a" }] }) },
    ],
    [
      "InvalidDocumentContent",
      "runtimeConfig: expected an object",
      { Content: text({ schemaVersion: "1.2", mainSteps: undefined }) },
    ],
    [
      "InvalidDocumentContent",
      "parameters.a.type: expected one of String",
      { Content: text({ parameters: { a: { type: "Float" } } }) },
    ],
    [
      "InvalidDocumentContent",
      "parameters.a.allowedPattern: ",
      { Content: text({ parameters: { a: { type: "String", allowedPattern: "(" } } }) },
    ],
    [
      "InvalidDocumentContent",
      "parameters.a.default: it takes only x",
      {
        Content: text({
          parameters: { a: { type: "String", default: "y", allowedValues: ["x"] } },
        }),
      },
    ],
    ["InvalidDocumentContent", "type Command", { DocumentType: "Automation" }],
    ["InvalidDocumentContent", "JSON or YAML", { DocumentFormat: "TEXT" }],
    ["MaxDocumentSizeExceeded", "64 KB", { Content: text({ description: "x".repeat(65_536) }) }],
    ["DocumentAlreadyExists", "already exists", { Name: "AWS-RunShellScript" }],
    ["ValidationException", "reserved", { Name: "Amazon-Mine" }],
    ["ValidationException", "reserved", { Name: "awsMine" }],
  ])("%s, %s, to %j", (code, message, changes) => {
    const rig = new Rig();
    const { body } = create(rig, changes);
    expect(body.__type).toBe(code);
    expect(body.Message || body.message).toContain(message);
    expect(rig.controller.documents.size).toBe(0);
  });

  test("a text that is nested without end is refused, whatever its format", () => {
    const deep = { Content: `{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}` };
    for (const DocumentFormat of ["JSON", "YAML"]) {
      const { body } = create(new Rig(), { ...deep, DocumentFormat });
      expect(body.__type).toBe("InvalidDocumentContent");
    }
  });

  test("a text that stands for more than it says is refused", () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let index = 1; index < 9; index += 1) {
      const [name, before] = ["abcdefghi"[index], "abcdefghi"[index - 1]];
      lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]`);
    }
    const { body } = create(new Rig(), { Content: lines.join("\n"), DocumentFormat: "YAML" });
    expect(body.__type).toBe("InvalidDocumentContent");
  });

  test("the 501st document is one too many", () => {
    const rig = new Rig();
    for (let index = 0; index < 500; index += 1) create(rig, { Name: `Build-${index}` });
    expect(create(rig).body.__type).toBe("DocumentLimitExceeded");
    rig.call("DeleteDocument", { Name: "Build-7" });
    expect(create(rig).status).toBe(200);
  });
});

describe("versions", () => {
  function update(rig: Rig, changes: object = {}): Answer {
    const Content = text({ description: "Second." });
    return rig.call("UpdateDocument", { Name: "Build", Content, ...changes });
  }

  function versionOf(rig: Rig, wish: object): unknown {
    const { status, body } = rig.call("DescribeDocument", { Name: "Build", ...wish });
    return status === 200 ? body.Document["DocumentVersion"] : body.__type;
  }

  test("a new one is the latest at once, and the default when somebody says so", () => {
    const rig = withBuild();
    const { DocumentDescription } = update(rig, { VersionName: "two" }).body;
    expect(DocumentDescription).toMatchObject({
      Status: "Updating",
      DocumentVersion: "2",
      LatestVersion: "2",
      DefaultVersion: "1",
    });
    expect(versionOf(rig, {})).toBe("1");
    expect(versionOf(rig, { DocumentVersion: "$LATEST" })).toBe("2");
    expect(versionOf(rig, { VersionName: "two" })).toBe("2");
    const changed = rig.call("UpdateDocumentDefaultVersion", {
      Name: "Build",
      DocumentVersion: "2",
    });
    expect(changed.body["Description"]).toEqual({
      Name: "Build",
      DefaultVersion: "2",
      DefaultVersionName: "two",
    });
    expect(versionOf(rig, {})).toBe("2");
    expect(versionOf(rig, { DocumentVersion: "$DEFAULT" })).toBe("2");
    expect(versionOf(rig, { DocumentVersion: "3" })).toBe("InvalidDocumentVersion");
    expect(versionOf(rig, { DocumentVersion: "1", VersionName: "two" })).toBe(
      "InvalidDocumentVersion",
    );
    expect(
      rig.call("ListDocumentVersions", { Name: "Build" }).body["DocumentVersions"],
    ).toMatchObject([
      { DocumentVersion: "1", IsDefaultVersion: false, Status: "Active" },
      { DocumentVersion: "2", VersionName: "two", IsDefaultVersion: true },
    ]);
  });

  test.each([
    ["InvalidDocument", { Name: "No-Such" }],
    ["InvalidDocumentOperation", { Name: "AWS-RunShellScript" }],
    ["InvalidDocumentVersion", { DocumentVersion: "7" }],
    ["DuplicateDocumentContent", { Content: text() }],
    ["DuplicateDocumentVersionName", { VersionName: "one" }],
    ["InvalidDocumentContent", { Content: "no" }],
    ["InvalidDocumentSchemaVersion", { Content: "{}" }],
  ])("UpdateDocument answers %s to %j", (code, changes) => {
    const rig = new Rig();
    create(rig, { VersionName: "one" });
    expect(update(rig, changes).body.__type).toBe(code);
    expect(versionOf(rig, { DocumentVersion: "$LATEST" })).toBe("1");
  });

  test("only the latest can be updated", () => {
    const rig = withBuild();
    update(rig);
    const again = { Content: text({ description: "Third." }), DocumentVersion: "1" };
    expect(update(rig, again).body.__type).toBe("InvalidDocumentVersion");
    expect(update(rig, { ...again, DocumentVersion: "2" }).status).toBe(200);
  });

  test("one can be deleted unless it is the default, and its number is never given again", () => {
    const rig = withBuild();
    update(rig);
    const remove = (wish: object) => rig.call("DeleteDocument", { Name: "Build", ...wish }).body;
    expect(remove({ DocumentVersion: "1" }).__type).toBe("InvalidDocumentOperation");
    expect(remove({ DocumentVersion: "9" }).__type).toBe("InvalidDocument");
    expect(remove({ DocumentVersion: "2" })).toEqual({});
    update(rig);
    expect(versionOf(rig, { DocumentVersion: "$LATEST" })).toBe("3");
    expect(remove({})).toEqual({});
    expect(versionOf(rig, {})).toBe("InvalidDocument");
    expect(remove({}).__type).toBe("InvalidDocument");
    expect(rig.call("DeleteDocument", { Name: "AWS-RunShellScript" }).body.__type).toBe(
      "InvalidDocumentOperation",
    );
  });

  test("are there after a restart of the controller", () => {
    const rig = withBuild();
    update(rig, { VersionName: "two" });
    rig.call("UpdateDocumentDefaultVersion", { Name: "Build", DocumentVersion: "2" });
    const before = rig.call("DescribeDocument", { Name: "Build" }).body;
    rig.restart();
    expect(rig.call("DescribeDocument", { Name: "Build" }).body).toEqual(before);
    rig.call("DeleteDocument", { Name: "Build" });
    rig.restart();
    expect(rig.call("DescribeDocument", { Name: "Build" }).body.__type).toBe("InvalidDocument");
  });
});

test.each([
  [{}, ["AWS-RunShellScript", "AWS-RunPowerShellScript", "Build"]],
  [{ Filters: [{ Key: "Owner", Values: ["Self"] }] }, ["Build"]],
  [{ Filters: [{ Key: "Owner", Values: ["Private"] }] }, ["Build"]],
  [{ Filters: [{ Key: "Name", Values: ["Bui"] }] }, ["Build"]],
  [{ Filters: [{ Key: "SearchKeyword", Values: ["uil"] }] }, ["Build"]],
  [{ Filters: [{ Key: "tag:team", Values: ["a"] }] }, ["Build"]],
  [{ Filters: [{ Key: "tag:team", Values: ["b"] }] }, []],
  [{ Filters: [{ Key: "PlatformTypes", Values: ["Windows"] }] }, ["AWS-RunPowerShellScript"]],
  [
    { DocumentFilterList: [{ key: "Owner", value: "Amazon" }] },
    ["AWS-RunShellScript", "AWS-RunPowerShellScript"],
  ],
])("ListDocuments with %j shows %j", (input, names) => {
  const rig = new Rig();
  create(rig, { Tags: [{ Key: "team", Value: "a" }] });
  const { DocumentIdentifiers } = rig.call("ListDocuments", input).body;
  expect(DocumentIdentifiers.map(({ Name }) => Name)).toEqual(names);
});

test("ListDocuments goes page by page through documents of both kinds", () => {
  const rig = withBuild();
  const first = rig.call("ListDocuments", { MaxResults: 2 }).body;
  const second = rig.call("ListDocuments", { MaxResults: 2, NextToken: first.NextToken }).body;
  expect(second.DocumentIdentifiers.map(({ Name }) => Name)).toEqual(["Build"]);
  expect(second).not.toHaveProperty("NextToken");
});

describe("SendCommand with a client's document", () => {
  test("carries its content, and the parameters in the form of their types", () => {
    const rig = withBuild({
      parameters: {
        goal: { type: "String", default: "all" },
        files: { type: "StringList" },
        map: { type: "StringMap" },
        dry: { type: "Boolean" },
      },
    });
    const Parameters = { files: ["a", "b"], map: ['{"k":"v"}'], dry: ["true"] };
    expect(send(rig, { Parameters }).status).toBe(200);
    expect(rig.jobs("sendCommand")[0]?.content).toMatchObject({
      documentName: "Build",
      document: { schemaVersion: "2.2", mainSteps: STEPS },
      parameters: { files: ["a", "b"], map: '{"k":"v"}', dry: "true" },
    });
  });

  const given = (type: object) => ({ parameters: { value: type } });
  test.each([
    ["is required", given({ type: "String" }), undefined],
    ["takes exactly one value; found 2", given({ type: "String" }), ["a", "b"]],
    ["takes at least 2 values", given({ type: "StringList", minItems: 2 }), ["a"]],
    ["takes at most 1 values", given({ type: "StringList", maxItems: 1 }), ["a", "b"]],
    ["takes at least 3 characters", given({ type: "String", minChars: 3 }), ["ab"]],
    ["takes at most 3 characters", given({ type: "String", maxChars: 3 }), ["abcd"]],
    ['takes only x, y; found "z"', given({ type: "String", allowedValues: ["x", "y"] }), ["z"]],
    ["does not match", given({ type: "String", allowedPattern: "[a-c]+" }), ["abd"]],
    ["does not match", given({ type: "StringList", allowedPattern: "[a-c]+" }), ["a", "d"]],
    ["is of type Boolean", given({ type: "Boolean" }), ["yes"]],
    ["is of type Integer", given({ type: "Integer" }), ["1.5"]],
    ["is of type StringMap", given({ type: "StringMap" }), ["[]"]],
    ["is of type MapList", given({ type: "MapList" }), ["{}", "x"]],
  ])("InvalidParameters: %s", (message, changes, value) => {
    const rig = withBuild(changes);
    const { body } = send(rig, value === undefined ? {} : { Parameters: { value } });
    expect([body.__type, body.Message]).toEqual([
      "InvalidParameters",
      expect.stringContaining(`Parameter value ${message}`),
    ]);
  });

  test("is refused when content and parameters are more than 64 KB together", () => {
    const rig = withBuild();
    const { body } = send(rig, { Parameters: { goal: ["x".repeat(65_400)] } });
    expect(body.__type).toBe("MaxDocumentSizeExceeded");
  });

  test("takes the version and the hash that the call names", () => {
    const rig = withBuild();
    const Content = text({ mainSteps: [STEPS[1]] });
    rig.call("UpdateDocument", { Name: "Build", Content });
    const stepsOf = (more: object) => {
      send(rig, more);
      const { content } = rig.jobs("sendCommand").at(-1)!;
      return "document" in content ? (content.document as typeof CONTENT).mainSteps.length : 0;
    };
    expect(stepsOf({})).toBe(2);
    expect(stepsOf({ DocumentVersion: "$LATEST" })).toBe(1);
    const DocumentHash = createHash("sha256").update(Content).digest("hex");
    expect(stepsOf({ DocumentVersion: "2", DocumentHash })).toBe(1);
    expect(send(rig, { DocumentHash }).body.__type).toBe("InvalidDocument");
    expect(send(rig, { DocumentVersion: "3" }).body.__type).toBe("InvalidDocumentVersion");
  });

  test.each([
    [{}, 3600],
    [{ parameters: { executionTimeout: { type: "String", default: "60" } } }, 60],
    [{ parameters: { executionTimeout: { type: "Integer", default: 90 } } }, 90],
  ])("expires after its TimeoutSeconds and the time of its steps: %j", (changes, seconds) => {
    const { Command } = send(withBuild(changes), { TimeoutSeconds: 600 }).body;
    const { ExpiresAfter, RequestedDateTime } = Command as unknown as Record<string, number>;
    expect(ExpiresAfter! - RequestedDateTime!).toBe(600 + seconds);
  });

  test("goes on with the content that it was sent with, also after a restart", () => {
    const rig = withBuild();
    const { Command } = send(rig).body;
    rig.call("DeleteDocument", { Name: "Build" });
    rig.restart();
    rig.health();
    rig.open();
    expect(rig.jobs("sendCommand").at(-1)?.content).toMatchObject({ document: CONTENT });
    const input = { CommandId: Command.CommandId, InstanceId: NODE, PluginName: "test" };
    expect(rig.call("GetCommandInvocation", input).body["PluginName"]).toBe("test");
  });

  test("names its steps: the one at work, the ones that wait, and what each came to", () => {
    const rig = withBuild();
    const { CommandId } = send(rig).body.Command;
    const plugins = () => {
      const { body } = rig.call("ListCommandInvocations", { CommandId, Details: true });
      return body.CommandInvocations[0]?.CommandPlugins.map(
        ({ Name, StatusDetails, ResponseCode }) =>
          `${String(Name)} ${StatusDetails} ${String(ResponseCode)}`,
      );
    };
    expect(plugins()).toEqual(["build Pending -1", "test Pending -1"]);
    rig.reply(CommandId, "InProgress");
    expect(plugins()).toEqual(["build InProgress -1", "test Pending -1"]);
    rig.reply(CommandId, "InProgress", {
      steps: { build: { ...STEP, status: "Failed", code: 2 } },
    });
    expect(plugins()).toEqual(["build Failed 2", "test InProgress -1"]);
    const get = { CommandId, InstanceId: NODE };
    expect(rig.call("GetCommandInvocation", get).body.__type).toBe("InvalidPluginName");
    expect(rig.call("GetCommandInvocation", { ...get, PluginName: "nope" }).body.__type).toBe(
      "InvalidPluginName",
    );
    expect(rig.call("GetCommandInvocation", { ...get, PluginName: "build" }).body).toMatchObject({
      ResponseCode: 2,
      StandardOutputContent: "hello\n",
    });
  });

  test("does not take a step that asked for a reboot for one that has ended", () => {
    const rig = withBuild();
    const { CommandId } = send(rig).body.Command;
    const step = { ...STEP, status: "SuccessAndReboot" as const, code: 194 };
    rig.reply(CommandId, "InProgress", { steps: { build: step } });
    rig.reply(CommandId, "SuccessAndReboot");
    expect(rig.statusOf(CommandId)).toBe("InProgress/InProgress");
    const { body } = rig.call("ListCommandInvocations", { CommandId, Details: true });
    expect(body.CommandInvocations[0]?.CommandPlugins[0]).toMatchObject({
      StatusDetails: "InProgress",
      ResponseCode: -1,
    });
  });
});
