/** The admin API and the AWS SDK, as tests use them against a running fleet. */
import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  ListCommandsCommand,
  SSMClient,
  SendCommandCommand,
} from "@aws-sdk/client-ssm";
import type { SendCommandCommandInput } from "@aws-sdk/client-ssm";

export interface NodeEntry {
  readonly id: string;
  readonly state: string;
  readonly ping: string;
  readonly profile: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly running: number;
}

export interface ProcessEntry {
  readonly node: string;
  readonly command: string;
  readonly pid: number;
  readonly args: string;
  readonly escaped: boolean;
  readonly containment: string;
}

export async function getAdmin<Answer>(url: string, path: string): Promise<Answer> {
  const response = await fetch(`${url}/_fleetsim/${path}`);
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

export async function postAdmin(url: string, path: string): Promise<number> {
  const response = await fetch(`${url}/_fleetsim/${path}`, { method: "POST" });
  await response.arrayBuffer();
  return response.status;
}

export function listNodes(url: string): Promise<readonly NodeEntry[]> {
  return getAdmin(url, "nodes");
}

export function listProcesses(url: string): Promise<readonly ProcessEntry[]> {
  return getAdmin(url, "processes");
}

/** An unmodified SDK client that talks to a fleet. */
export function clientOf(url: string): SSMClient {
  return new SSMClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
}

/** Sends a script; answers the command's id. */
export async function sendScript(
  client: SSMClient,
  script: string,
  input: Omit<SendCommandCommandInput, "DocumentName">,
): Promise<string> {
  const { Parameters, ...rest } = input;
  const { Command } = await client.send(
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      Parameters: { commands: [script], ...Parameters },
      ...rest,
    }),
  );
  return Command?.CommandId ?? "";
}

export async function cancelCommand(client: SSMClient, id: string): Promise<void> {
  await client.send(new CancelCommandCommand({ CommandId: id }));
}

export function getInvocation(client: SSMClient, id: string, node: string) {
  return client.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: node }));
}

/** The one command with this id, as ListCommands shows it. */
export async function getCommand(client: SSMClient, id: string) {
  const { Commands = [] } = await client.send(new ListCommandsCommand({ CommandId: id }));
  return Commands[0];
}
