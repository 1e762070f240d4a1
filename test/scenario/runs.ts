/**
 * Small virtual runs whose traces the properties are tried on, each with its command's id.
 */
import { withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import type { MatchedBehaviour } from "../../src/process/behaviour.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { call, cancel, makeOnlineWorld, nodeId, send, tryCall } from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";

export const N0 = nodeId(0);
export const N1 = nodeId(1);

export interface Run {
  readonly events: readonly TraceEvent[];
  readonly command: string;
}

export function play({ world }: TestWorld, ms: number): void {
  world.runUntil(world.nowMs + ms);
}

/** A command on two nodes, one after the other; nobody cancels or is killed. */
export function calmRun(): Run {
  const made = makeOnlineWorld({ count: 2 });
  const { Command } = call<{ Command: { CommandId: string } }>(made.world, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Parameters: { commands: ["sleep 2"] },
    InstanceIds: [N0, N1],
    MaxConcurrency: "1",
  });
  play(made, 2000);
  view(made, Command.CommandId);
  play(made, 8000);
  view(made, Command.CommandId);
  made.world.takeInventory();
  return { events: made.events, command: Command.CommandId };
}

function view({ world }: TestWorld, CommandId: string): void {
  call(world, "ListCommands", { CommandId });
  call(world, "ListCommandInvocations", { CommandId });
  call(world, "GetCommandInvocation", { CommandId, InstanceId: N0 });
}

/** A command that is cancelled so many times, with a second between two cancels. */
export function oftenCancelledRun(times: number, profile: ProfileName, script: string): Run {
  const agent = withProfile(VIRTUAL_DEFAULTS.agent, profile);
  const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
  const command = send(made.world, script, { InstanceIds: [N0] });
  play(made, 3000);
  for (let time = 0; time < times; time += 1) {
    cancel(made.world, command);
    play(made, 1000);
  }
  play(made, 30_000);
  return { events: made.events, command };
}

/** A link that is cut, and an agent that crashes, when the report of its command is on its way. */
export function lostReportRun(profile: ProfileName, afterMs: number): Run {
  const agent = withProfile(VIRTUAL_DEFAULTS.agent, profile);
  const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, agent } });
  const { world, events } = made;
  const command = send(world, "echo a", { InstanceIds: [N0] });
  const isOver = () => events.some(({ event }) => event === "job.ended");
  if (!world.runUntilTrue(isOver, world.nowMs + 10_000)) throw new Error("the job did not end");
  world.cut(N0);
  world.restartAgent(N0);
  world.heal(N0);
  play(made, afterMs + 100_000);
  return { events, command };
}

/** A cancel in the midst, one of an unknown command, and a late one. */
export function cancelledRun(
  script = "sleep 300",
  seed = "1",
  behaviours: readonly MatchedBehaviour[] = [],
): Run {
  const made = makeOnlineWorld({ seed, behaviours });
  const command = send(made.world, script, { InstanceIds: [N0] });
  play(made, 3000);
  cancel(made.world, command, [N0]);
  play(made, 3000);
  tryCall(made.world, "CancelCommand", { CommandId: "00000000-0000-4000-8000-000000000000" });
  cancel(made.world, command);
  play(made, 3000);
  return { events: made.events, command };
}

/** A command to a node that is off, cancelled or not, and the node's return. */
export function offlineRun(isCancelled: boolean): Run {
  const made = makeOnlineWorld();
  made.world.order(N0, "stop");
  play(made, 20_000);
  const command = send(made.world, "sleep 2", { InstanceIds: [N0], TimeoutSeconds: 60 });
  play(made, 1000);
  if (isCancelled) cancel(made.world, command);
  play(made, 4_000_000);
  made.world.order(N0, "start");
  play(made, 60_000);
  return { events: made.events, command };
}

/** A command that waits for a worker is cancelled and given up, and the agent starts anew. */
export function resurrectedRun(): Run {
  const made = makeOnlineWorld();
  for (let index = 0; index < 5; index += 1) send(made.world, "sleep 20", { InstanceIds: [N0] });
  const limits = { TimeoutSeconds: 30, executionTimeout: "30" };
  const command = send(made.world, "sleep 1", { InstanceIds: [N0], ...limits });
  play(made, 2000);
  cancel(made.world, command);
  play(made, 100_000);
  made.world.restartAgent(N0);
  play(made, 10_000);
  return { events: made.events, command };
}

/** A cancel job overtakes the command that it is about. */
export function overtakenRun(): Run {
  const made = makeOnlineWorld();
  const { world } = made;
  world.slow(N0, "toAgent", { minMs: 2000, maxMs: 2000 });
  const command = send(world, "sleep 1", { InstanceIds: [N0] });
  const cancelId = "11111111-1111-4111-8111-111111111111";
  const message = {
    type: "agent_job",
    messageId: "22222222-2222-4222-8222-222222222222",
    createdMs: world.nowMs,
    jobId: `aws.ssm.${cancelId}.${N0}`,
    topic: "aws.ssm.cancelCommand.us-east-1.1",
    content: { kind: "cancelCommand", cancelMessageId: `aws.ssm.${command}.${N0}` },
  } as const;
  const node = world.host.node(N0)!;
  world.host.postToAgent(node, { type: "frame.received", epoch: node.agent!.epoch, message }, 10);
  play(made, 10_000);
  return { events: made.events, command };
}
