/**
 * Virtual runs that bring about one situation each.
 */
import { VIRTUAL_DEFAULTS } from "../../../src/world/fleet-options.ts";
import { call, cancel, facts, makeOnlineWorld, send } from "../../world/fixture.ts";
import type { TestWorld } from "../../world/fixture.ts";
import { N0, N1, oftenCancelledRun, play } from "../runs.ts";
import type { Run } from "../runs.ts";

const SLOW = { minMs: 1500, maxMs: 1500 };

/** A cancel that is on its way while the command ends. */
export function lostCancelRun(): Run {
  const made = makeOnlineWorld();
  const command = send(made.world, "sleep 2", { InstanceIds: [N0] });
  play(made, 1000);
  made.world.slow(N0, "toAgent", SLOW);
  play(made, 500);
  made.world.slow(N0, "toController", SLOW);
  cancel(made.world, command);
  play(made, 10_000);
  return { events: made.events, command };
}

/** A cancel that comes when the worker is up and the process is not. */
export function spawnRun(): Run {
  const made = makeOnlineWorld();
  const command = send(made.world, "sleep 20", { InstanceIds: [N0] });
  until(made, "job.started");
  cancel(made.world, command);
  play(made, 5000);
  return { events: made.events, command };
}

const LATENCY_MS = 10;
const RUNS_MS = 6000;

/** A cancel that arrives so long after a process that runs, or may run, for six seconds is over. */
export function timedRun(afterMs: number, script = "sleep 6"): Run {
  const latencyMs = { minMs: LATENCY_MS, maxMs: LATENCY_MS };
  const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, latencyMs } });
  const executionTimeout = script === "sleep 6" ? "60" : "6";
  const command = send(made.world, script, { InstanceIds: [N0], executionTimeout });
  until(made, "process.started");
  play(made, RUNS_MS - LATENCY_MS + afterMs);
  cancel(made.world, command);
  play(made, 5000);
  return { events: made.events, command };
}

/** The agent crashes when it has killed, before its report. */
export function crashedAgentRun(): Run {
  const made = makeOnlineWorld();
  const command = send(made.world, "sleep 20", { InstanceIds: [N0] });
  play(made, 1000);
  cancel(made.world, command);
  until(made, "process.signalled");
  made.world.restartAgent(N0);
  play(made, 5000);
  return { events: made.events, command };
}

/** A cancel that can't be sent because the link is cut, and a controller that dies, or does not. */
export function crashedControllerRun(dies: boolean): Run {
  const made = makeOnlineWorld({ keepsRows: true });
  const command = send(made.world, "sleep 60", { InstanceIds: [N0] });
  play(made, 1000);
  made.world.cut(N0);
  cancel(made.world, command);
  if (dies) made.world.crashController(1000);
  play(made, 5000);
  made.world.heal(N0);
  play(made, 60_000);
  if (!dies) made.world.crashController(1000);
  play(made, 5000);
  return { events: made.events, command };
}

/** A node that is stopped while the cancel is on its way. */
export function stoppedRun(): Run {
  const made = makeOnlineWorld();
  const command = send(made.world, "sleep 20", { InstanceIds: [N0] });
  play(made, 1000);
  cancel(made.world, command);
  made.world.order(N0, "stop");
  play(made, 20_000);
  return { events: made.events, command };
}

/** A command that comes a second time, behind its cancel. */
export function duplicateRun(): Run {
  const made = makeOnlineWorld();
  const { world } = made;
  const command = send(world, "sleep 20", { InstanceIds: [N0] });
  play(made, 1000);
  cancel(world, command);
  play(made, 1000);
  const node = world.host.node(N0)!;
  const message = {
    type: "agent_job",
    messageId: "22222222-2222-4222-8222-222222222222",
    createdMs: world.nowMs,
    jobId: `aws.ssm.${command}.${N0}`,
    topic: "aws.ssm.sendCommand.us-east-1.1",
    content: { kind: "unreadable", problem: "a second copy" },
  } as const;
  world.host.postToAgent(node, { type: "frame.received", epoch: node.agent!.epoch, message }, 0);
  play(made, 1000);
  return { events: made.events, command };
}

/** One of two nodes has the job, and loses it to a cancel that names it. */
export function concurrencyRun(): Run {
  const made = makeOnlineWorld({ count: 2 });
  const { Command } = call<{ Command: { CommandId: string } }>(made.world, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    Parameters: { commands: ["sleep 20"] },
    InstanceIds: [N0, N1],
    MaxConcurrency: "1",
  });
  play(made, 2000);
  cancel(made.world, Command.CommandId, [N0]);
  play(made, 2000);
  return { events: made.events, command: Command.CommandId };
}

/** A script that has four times so many words to say when it is asked to end; an ideal agent asks. */
export function lastWordsRun(words: number): Run {
  const trap = "trap 'echo $w $w $w $w; exit 7' TERM";
  const script = `w="${"words ".repeat(words)}"; ${trap}; while :; do sleep 0.2; done`;
  return oftenCancelledRun(1, "ideal", script);
}

function until(made: TestWorld, event: string): void {
  const reached = made.world.runUntilTrue(
    () => facts(made.events, event).length > 0,
    made.world.nowMs + 10_000,
  );
  if (!reached) throw new Error(`expected ${event} within ten seconds`);
}
