/**
 * The unmodified AWS SDK for JavaScript v3 reads our answers and errors; no socket is involved.
 */
import {
  CancelCommandCommand,
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DescribeInstanceInformationCommand,
  DuplicateInstanceId,
  GetCommandInvocationCommand,
  GetConnectionStatusCommand,
  GetDocumentCommand,
  InvalidCommandId,
  InvalidDocument,
  InvalidDocumentContent,
  InvalidInstanceId,
  InvocationDoesNotExist,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  ListDocumentVersionsCommand,
  paginateListCommands,
  SendCommandCommand,
  SSMClient,
  SSMServiceException,
} from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { handleCall } from "../../src/api/handle-call.ts";
import type { ControllerEffect } from "../../src/controller/input.ts";
import { Effects } from "../../src/kernel/effect.ts";
import { NODE, OTHER, Rig } from "../controller/rig.ts";

const NO_COMMAND = "00000000-0000-4000-8000-000000000000";

/** A client of the rig's controller; what calls ask for besides an answer is not carried out. */
function clientOf(rig: Rig): SSMClient {
  const handle = (request: { headers: Record<string, string>; body?: unknown }) => {
    const target = request.headers["x-amz-target"];
    const body = request.body instanceof Uint8Array ? new TextDecoder().decode(request.body) : "";
    const effects = new Effects<ControllerEffect>(false);
    const response = handleCall(rig.controller, { target, body }, rig.nowMs, effects);
    return Promise.resolve({
      response: {
        statusCode: response.status,
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amzn-requestid": response.requestId,
        },
        body: Buffer.from(response.body),
      },
    });
  };
  return new SSMClient({
    region: "us-east-1",
    endpoint: "http://controller.invalid",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: { handle },
  });
}

function fleet(): { rig: Rig; client: SSMClient } {
  const rig = new Rig();
  rig.addNode(NODE);
  rig.addNode(OTHER);
  return { rig, client: clientOf(rig) };
}

describe("the SDK", () => {
  test("sends a command, watches it and cancels it", async () => {
    const { rig, client } = fleet();
    const { Command } = await client.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [NODE],
        Parameters: { commands: ["sleep 60"] },
      }),
    );
    const CommandId = Command?.CommandId ?? "";
    expect(Command).toMatchObject({ Status: "Pending", TargetCount: 1, InstanceIds: [NODE] });
    expect(Command?.RequestedDateTime).toEqual(new Date("2026-01-01T00:00:00Z"));
    expect(Command?.ExpiresAfter).toEqual(new Date("2026-01-01T02:00:00Z"));

    rig.reply(CommandId, "InProgress");
    const cancelled = await client.send(new CancelCommandCommand({ CommandId }));
    expect(cancelled.$metadata.httpStatusCode).toBe(200);
    expect(cancelled.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const get = new GetCommandInvocationCommand({ CommandId, InstanceId: NODE });
    expect(await client.send(get)).toMatchObject({ Status: "Cancelling", ResponseCode: -1 });

    rig.reply(CommandId, "Cancelled", { step: { status: "Cancelled", code: 137 } });
    expect(await client.send(get)).toMatchObject({
      Status: "Cancelled",
      StatusDetails: "Cancelled",
      ResponseCode: 137,
      StandardOutputContent: "hello\n",
    });
    const list = new ListCommandInvocationsCommand({ CommandId, Details: true });
    const [invocation] = (await client.send(list)).CommandInvocations ?? [];
    expect(invocation?.CommandPlugins?.[0]).toMatchObject({
      Name: "aws:runShellScript",
      Status: "Cancelled",
      ResponseFinishDateTime: new Date("2026-01-01T00:00:00.191Z"),
    });
  });

  test("pages through lists", async () => {
    const { rig, client } = fleet();
    for (let count = 0; count < 7; count += 1) rig.send();
    const sizes: number[] = [];
    const pages = paginateListCommands({ client, pageSize: 3 }, {});
    for await (const page of pages) sizes.push(page.Commands?.length ?? 0);
    expect(sizes).toEqual([3, 3, 1]);
  });

  test("reads nodes, connections and documents", async () => {
    const { client } = fleet();
    const nodes = await client.send(new DescribeInstanceInformationCommand({}));
    expect(nodes.InstanceInformationList?.[0]).toMatchObject({
      InstanceId: NODE,
      PingStatus: "Online",
      LastPingDateTime: new Date("2026-01-01T00:00:00Z"),
    });
    const connection = await client.send(new GetConnectionStatusCommand({ Target: NODE }));
    expect(connection.Status).toBe("connected");
    const document = await client.send(new GetDocumentCommand({ Name: "AWS-RunShellScript" }));
    expect(document.DocumentFormat).toBe("JSON");
  });

  test("brings a document in as YAML, reads it in both formats, sends it and deletes it", async () => {
    const { rig, client } = fleet();
    const Content = [
      "# Two steps.",
      "schemaVersion: '2.2'",
      "description: Builds and tests.",
      "parameters:",
      "  goal: { type: String, default: all, allowedPattern: '[a-z]+' }",
      "mainSteps:",
      "  - { action: 'aws:runShellScript', name: build, inputs: { runCommand: ['make {{ goal }}'] } }",
      "  - action: aws:runShellScript",
      "    name: test",
      "    inputs:",
      "      runCommand: [make test]",
      "",
    ].join("\n");
    const Name = "Build";
    const created = await client.send(
      new CreateDocumentCommand({ Name, Content, DocumentFormat: "YAML", VersionName: "one" }),
    );
    expect(created.DocumentDescription).toMatchObject({
      Status: "Creating",
      DocumentFormat: "YAML",
    });
    expect(created.DocumentDescription?.CreatedDate).toEqual(new Date("2026-01-01T00:00:00Z"));
    const asYaml = await client.send(new GetDocumentCommand({ Name, DocumentFormat: "YAML" }));
    expect(asYaml.Content).toBe(Content);
    const asJson = await client.send(new GetDocumentCommand({ Name }));
    expect(JSON.parse(asJson.Content ?? "")).toMatchObject({
      schemaVersion: "2.2",
      mainSteps: [{ name: "build" }, { name: "test", inputs: { runCommand: ["make test"] } }],
    });
    const builtIn = new GetDocumentCommand({ Name: "AWS-RunShellScript", DocumentFormat: "YAML" });
    expect((await client.send(builtIn)).Content).toMatch(/^schemaVersion: "1.2"\n/);
    const versions = await client.send(new ListDocumentVersionsCommand({ Name }));
    expect(versions.DocumentVersions).toMatchObject([
      { VersionName: "one", IsDefaultVersion: true },
    ]);

    const { Command } = await client.send(
      new SendCommandCommand({ DocumentName: Name, InstanceIds: [NODE] }),
    );
    expect(rig.controller.commands.has(Command?.CommandId ?? "")).toBe(true);
    await client.send(new DeleteDocumentCommand({ Name }));
    await expect(client.send(new GetDocumentCommand({ Name }))).rejects.toBeInstanceOf(
      InvalidDocument,
    );
    await expect(
      client.send(new CreateDocumentCommand({ Name, Content, DocumentFormat: "JSON" })),
    ).rejects.toBeInstanceOf(InvalidDocumentContent);
  });

  test("gets each error as the class of its own", async () => {
    const { rig, client } = fleet();
    const CommandId = rig.send();
    await expect(
      client.send(new CancelCommandCommand({ CommandId: NO_COMMAND })),
    ).rejects.toBeInstanceOf(InvalidCommandId);
    await expect(
      client.send(new CancelCommandCommand({ CommandId, InstanceIds: [NODE, NODE] })),
    ).rejects.toBeInstanceOf(DuplicateInstanceId);
    await expect(
      client.send(new CancelCommandCommand({ CommandId, InstanceIds: [OTHER] })),
    ).rejects.toBeInstanceOf(InvalidInstanceId);
    await expect(
      client.send(new GetCommandInvocationCommand({ CommandId, InstanceId: OTHER })),
    ).rejects.toBeInstanceOf(InvocationDoesNotExist);
    const tooShort = client.send(new ListCommandsCommand({ CommandId: "x" }));
    await expect(tooShort).rejects.toBeInstanceOf(SSMServiceException);
    await expect(tooShort).rejects.toMatchObject({ name: "ValidationException" });
  });
});
