/**
 * A service with a TLS port, an SDK's client, and agents that join; all in SigV4 unless told not to.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateActivationCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import { withService } from "../io/server/with-service.ts";
import { RealAgent } from "./client.ts";
import { replyContent } from "./frame.ts";

export const KEY = { id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI" };

export interface Bench {
  readonly url: string;
  /** The same over TLS, and the certificate that it is signed with. */
  readonly tlsUrl: string;
  readonly ca: string;
  readonly client: SSMClient;
  /** An agent of its own, not registered yet. */
  readonly agent: () => RealAgent;
  readonly activate: (input?: { readonly ExpirationDate?: Date }) => Promise<Activation>;
}

export interface Activation {
  readonly ActivationId: string | undefined;
  readonly ActivationCode: string | undefined;
}

export async function withBench(
  run: (bench: Bench) => Promise<void>,
  hasAuth = true,
): Promise<void> {
  const caDirectory = mkdtempSync(join(tmpdir(), "fleetsim-real-"));
  const agents: RealAgent[] = [];
  const auth = hasAuth ? { auth: { keys: [KEY], adminToken: "t" } } : {};
  try {
    await withService({ tls: { port: 0, caDirectory }, ...auth }, async ({ url, tlsUrl }) => {
      const ca = readFileSync(join(caDirectory, "ca.pem"), "utf8");
      const client = new SSMClient({
        ...{ endpoint: url, region: "us-east-1" },
        credentials: { accessKeyId: KEY.id, secretAccessKey: KEY.secret },
      });
      try {
        await run({
          ...{ url, tlsUrl: tlsUrl ?? "", ca, client },
          agent: () => {
            const agent = new RealAgent(tlsUrl ?? "", ca);
            agents.push(agent);
            return agent;
          },
          activate: async (input = {}) => {
            const command = new CreateActivationCommand({ IamRole: "Role", ...input });
            const { ActivationId, ActivationCode } = await client.send(command);
            return { ActivationId, ActivationCode };
          },
        });
      } finally {
        client.destroy();
        for (const agent of agents) agent.stop();
      }
    });
  } finally {
    rmSync(caDirectory, { recursive: true });
  }
}

/** An agent that is registered, has credentials and has reported its health. */
export async function joined(bench: Bench): Promise<RealAgent> {
  const agent = bench.agent();
  expect((await agent.register(await bench.activate())).status).toBe(200);
  expect((await agent.requestToken()).json).toMatchObject({ UpdateKeyPair: false });
  expect(await agent.health()).toMatchObject({ status: 200, text: "{}" });
  return agent;
}

export async function sendCommand({ client }: Bench, node: string): Promise<string> {
  const { Command } = await client.send(
    new SendCommandCommand({
      ...{ DocumentName: "AWS-RunShellScript", InstanceIds: [node] },
      Parameters: { commands: ["echo hi"] },
    }),
  );
  return Command?.CommandId ?? "";
}

export async function statusOf({ client }: Bench, CommandId: string, InstanceId: string) {
  const input = { CommandId, InstanceId };
  const { Status, ResponseCode, StandardOutputContent } = await client.send(
    new GetCommandInvocationCommand(input),
  );
  return [Status, ResponseCode, StandardOutputContent];
}

export const SEND = "aws.ssm.sendCommand";
export const CANCEL = "aws.ssm.cancelCommand";
export const HI = { output: "hi\n", standardOutput: "hi\n" };
export const KILLED = { ...HI, status: "Cancelled", code: 137 };

export interface Polled {
  readonly MessageId: string;
  readonly Topic: string;
  readonly Payload: string;
  readonly CreatedDate: string;
}

export async function nextMessage(agent: RealAgent): Promise<Polled> {
  const { json } = await agent.getMessages();
  expect(json["Destination"]).toBe(agent.node);
  const [message] = json["Messages"] as Polled[];
  return message!;
}

/** What an agent says of a message that it takes, in its order. */
export async function take(agent: RealAgent, { MessageId }: Polled): Promise<void> {
  await sendReply(agent, MessageId, "InProgress");
  expect((await agent.messages("AcknowledgeMessage", { MessageId })).text).toBe("{}");
}

export async function sendReply(
  agent: RealAgent,
  MessageId: string,
  status: string,
  step?: Readonly<Record<string, unknown>>,
): Promise<void> {
  const content = replyContent(status, step);
  const additionalInfo = { ...content.additionalInfo, ableToOpenMGSConnection: false };
  const Payload = JSON.stringify({ ...content, additionalInfo });
  const ReplyId = crypto.randomUUID();
  const answer = await agent.messages("SendReply", { MessageId, Payload, ReplyId });
  expect(answer).toMatchObject({ status: 200, text: "{}" });
}
