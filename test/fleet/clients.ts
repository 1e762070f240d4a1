/**
 * What tests of the library do through the unmodified AWS SDK.
 */
import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type { GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";
import type { Fleet } from "../../src/fleet/create-fleet.ts";

export function clientOf(fleet: Fleet): SSMClient {
  return new SSMClient(fleet.clientConfig());
}

/** A script for nodes by name, all by default. */
export function script(fleet: Fleet, text: string, ...names: string[]): SendCommandCommand {
  const nodes = names.length === 0 ? fleet.nodes : names.map((name) => fleet.node(name));
  return new SendCommandCommand({
    DocumentName: "AWS-RunShellScript",
    InstanceIds: nodes.map(({ id }) => id),
    Parameters: { commands: [text] },
  });
}

/** Sends a script; answers the command's id. */
export async function sendScript(
  fleet: Fleet,
  client: SSMClient,
  text: string,
  ...names: string[]
): Promise<string> {
  const { Command } = await client.send(script(fleet, text, ...names));
  return Command!.CommandId!;
}

export async function cancel(client: SSMClient, CommandId: string): Promise<void> {
  await client.send(new CancelCommandCommand({ CommandId }));
}

export async function invocation(
  fleet: Fleet,
  client: SSMClient,
  CommandId: string,
  name = "n1",
): Promise<GetCommandInvocationCommandOutput> {
  const InstanceId = fleet.node(name).id;
  return client.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
}

/** When the first fact of a kind happened. */
export function firstMs(fleet: Fleet, event: string): number | undefined {
  return fleet.trace.find((one) => one.event === event)?.atMs;
}

/** The script ends a second after its start, and the cancel is sent just before that. */
export async function raceCancelWithExit(fleet: Fleet): Promise<string> {
  const client = clientOf(fleet);
  const id = await sendScript(fleet, client, "sleep 1; echo done");
  await fleet.advance(500);
  const endMs = firstMs(fleet, "process.started")! + 1_000;
  await fleet.advance(endMs - 25 - fleet.nowMs);
  await cancel(client, id);
  await fleet.settle();
  const { Status, ResponseCode } = await invocation(fleet, client, id);
  return `${Status} ${ResponseCode}`;
}
