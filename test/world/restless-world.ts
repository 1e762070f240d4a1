/**
 * A small world in which everything happens at random moments, all from one seed: commands,
 * cancels, cut and slow links, nodes that stop, and agents, workers and the controller that die between
 * any two effects of a step.
 *
 * After a while everything is healed, and the world is played until nothing is left to come.
 */
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import type { ControllerOptions } from "../../src/controller/options.ts";
import { drawUuid } from "../../src/kernel/ids.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { makeJobId } from "../../src/wire/job-id.ts";
import type { JobTopic } from "../../src/wire/job-id.ts";
import type { AgentJob, JobContent } from "../../src/wire/message.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import type { Boundary, Death } from "../../src/kernel/boundary.ts";
import { call, invocation, makeWorld, nodeId, send, tryCall } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";
import { isFinalStatus } from "./final-status.ts";
import { Promises } from "./promises.ts";

/** A script, and every output that it may ever have, cut anywhere. */
interface Script {
  readonly text: string;
  readonly writes: readonly string[];
}

/** Twelve bytes a line; a word of the shell may be 8,192 bytes long. */
const EURO_LINES = "ä€ß😀\n".repeat(500);

const SCRIPTS: readonly Script[] = [
  { text: "echo on; sleep 4; echo off", writes: ["on\noff\n"] },
  { text: "echo quick", writes: ["quick\n"] },
  { text: "echo bad; sleep 1; exit 3", writes: ["bad\n"] },
  {
    text: "trap 'echo bye; exit 0' TERM; echo on; sleep 30 & wait; echo off",
    writes: ["on\nbye\n", "on\noff\n"],
  },
  { text: "trap '' TERM; echo on; sleep 9; sleep 9; echo off", writes: ["on\noff\n"] },
  { text: "echo on; setsid sleep 25 & sleep 3; echo off", writes: ["on\noff\n"] },
  { text: "(trap '' TERM; setsid sleep 40 & sleep 40) & echo on; wait", writes: ["on\n"] },
  {
    text: "trap 'exit 7' TERM; while :; do echo 'ä€ß😀'; sleep 0.2; done",
    writes: [EURO_LINES],
  },
  {
    text: `${`echo '${EURO_LINES}'; `.repeat(5)} sleep 20`,
    writes: [`${EURO_LINES}\n`.repeat(5)],
  },
];

const STEPS_DOCUMENT = {
  schemaVersion: "2.2",
  description: "three steps",
  mainSteps: ["echo one; sleep 2", "trap '' TERM; echo two; sleep 6", "echo three"].map(
    (line, index) => ({
      action: "aws:runShellScript",
      name: `step${index + 1}`,
      inputs: { runCommand: [line] },
    }),
  ),
};

const GRACE_MS = 3000;
const RESTLESS_MS = 90_000;
/** After the healing: the longest script, an hour is far more. */
const SETTLE_MS = 900_000;
/** Polls that have failed ten times in a row rest for fifteen minutes. */
const SETTLE_POLLS_MS = 1_800_000;

export interface RestlessRun {
  readonly made: TestWorld;
  readonly promises: Promises;
  /** Invocations that have not ended, as `status of command`. */
  readonly unfinished: readonly string[];
  /** Outputs that no script of ours can have written, cut between characters. */
  readonly foreignOutputs: readonly string[];
  /** What lives at the very end. */
  readonly living: readonly string[];
}

export function playRestlessWorld(
  seed: string,
  profile: ProfileName,
  controlChannels: ControllerOptions["controlChannels"] = "allowed",
): RestlessRun {
  const agent = withProfile(
    { ...AMAZON_SSM_AGENT, commandWorkers: 2, commandQueue: 3, graceMs: GRACE_MS },
    profile,
  );
  const controller = { ...VIRTUAL_DEFAULTS.controller, controlChannels };
  const options = { ...VIRTUAL_DEFAULTS, agent, controller };
  const made = makeWorld({ seed, count: 2, options, keepsRows: true });
  const play = new Play(made, Prng.seeded(seed).fork("restless"));
  play.restless(RESTLESS_MS);
  play.heal();
  made.world.runUntil(
    made.world.nowMs + (controlChannels === "allowed" ? SETTLE_MS : SETTLE_POLLS_MS),
  );
  play.promises.finish();
  return {
    made,
    promises: play.promises,
    unfinished: play.unfinished(),
    foreignOutputs: play.foreignOutputs(),
    living: made.world.processes().map(({ args }) => args),
  };
}

class Play {
  readonly promises: Promises;
  private readonly made: TestWorld;
  private readonly prng: Prng;
  /** By command; undefined for the document of three steps. */
  private readonly scripts = new Map<string, Script | undefined>();
  /** Jobs that the controller knows nothing of, to be delivered again. */
  private readonly strays: AgentJob[] = [];
  private isRestless = false;
  private isCalling = false;

  constructor(made: TestWorld, prng: Prng) {
    this.made = made;
    this.prng = prng;
    this.promises = new Promises({
      graceMs: GRACE_MS,
      stepsOf: (command) => (this.isOfThreeSteps(command) ? 3 : 1),
      isPolled: (node, command) =>
        made.world.host.node(node)?.store.jobs.get(command)?.service === "ec2messages",
      processes: () => made.world.processes(),
    });
    made.world.readTrace((event) => this.promises.read(event));
    const deaths = prng.fork("deaths");
    made.world.watchBoundaries((boundary) => this.deathAt(boundary, deaths));
    call(made.world, "CreateDocument", {
      Name: "three-steps",
      Content: JSON.stringify(STEPS_DOCUMENT),
      DocumentType: "Command",
    });
  }

  /** Agents, their workers and the controller die now and then between two effects of a step. */
  private deathAt({ process, node, command }: Boundary, deaths: Prng): Death | undefined {
    if (!this.isRestless || !deaths.chance(1, 300)) return undefined;
    // A client whose call is cut off has lost its answer: that is another matter.
    if (process === "controller" && this.isCalling) return undefined;
    if (process === "worker") this.promises.orphaned.add(`${node}/${command}`);
    if (deaths.chance(1, 4)) return { kind: "powerCut" };
    return { kind: "crash", restartMs: deaths.range(0, 6000) };
  }

  restless(lengthMs: number): void {
    const { world } = this.made;
    const untilMs = world.nowMs + lengthMs;
    this.isRestless = true;
    while (world.nowMs < untilMs) {
      this.isCalling = true;
      this.act();
      this.isCalling = false;
      // Now and then nothing happens for a while; mostly things come close together.
      const waitMs =
        this.prng.range(0, 3) === 0 ? this.prng.range(0, 8000) : this.prng.range(0, 400);
      world.runUntil(world.nowMs + waitMs);
      for (const node of world.host.nodes) {
        if (this.prng.range(0, 3) === 0) world.host.startAgent(node);
      }
    }
    this.isRestless = false;
  }

  heal(): void {
    const { world, nodes } = this.made;
    for (const id of nodes) {
      world.heal(id);
      world.slow(id, "toAgent", undefined);
      world.slow(id, "toController", undefined);
    }
    // A node that is on its way down comes to rest first.
    world.runUntil(world.nowMs + 60_000);
    for (const id of nodes) {
      world.order(id, "start");
      const node = world.host.node(id);
      if (node !== undefined) world.host.startAgent(node);
    }
  }

  unfinished(): string[] {
    const { world } = this.made;
    return [...this.scripts.keys()].flatMap((command) => {
      const answer = call<{ CommandInvocations: { Status: string }[] }>(
        world,
        "ListCommandInvocations",
        { CommandId: command },
      );
      const open = answer.CommandInvocations.filter(({ Status }) => !isFinalStatus(Status));
      return open.map(({ Status }) => `${Status} of ${command}`);
    });
  }

  foreignOutputs(): string[] {
    const { world, nodes } = this.made;
    return [...this.scripts].flatMap(([command, script]) => {
      if (script === undefined) return [];
      const outputs = nodes.map((node) => invocation(world, command, node).StandardOutputContent);
      return outputs
        .map((output) => output.replace(/--output truncated--$/, ""))
        .filter((output) => !script.writes.some((text) => text.startsWith(output)))
        .map((output) => `${script.text}: ${JSON.stringify(output.slice(-40))}`);
    });
  }

  private isOfThreeSteps(command: string): boolean {
    return this.scripts.has(command) && this.scripts.get(command) === undefined;
  }

  private act(): void {
    const { world } = this.made;
    const node = nodeId(this.prng.range(0, 1));
    const kind = this.prng.range(0, 32);
    if (kind < 9) this.send();
    else if (kind < 19) this.cancel();
    else if (kind === 19) world.cut(node);
    else if (kind <= 22) world.heal(node);
    else if (kind === 23) world.restartAgent(node);
    else if (kind === 24) this.crash(node);
    else if (kind === 25) this.slow(node);
    else if (kind === 26) world.order(node, "stop");
    else if (kind <= 28) world.order(node, "start");
    else if (kind === 29) this.killWorker(node);
    else this.stray(node);
  }

  /**
   * What no link of ours does but a service might: a cancel before its send, and both again later.
   * They are handed to the agent itself.
   */
  private stray(id: string): void {
    const { host } = this.made.world;
    const node = host.node(id);
    const agent = node?.agent;
    if (node === undefined || agent === undefined || agent.epoch <= 0) return;
    const known = this.strays.filter(({ jobId }) => jobId.endsWith(id));
    const jobs = this.prng.range(0, 1) === 0 ? known : this.makeStrays(id);
    for (const message of jobs) {
      const { epoch } = agent;
      const delayMs = this.prng.range(0, 500);
      host.postToAgent(node, { type: "frame.received", epoch, message }, delayMs);
    }
  }

  private makeStrays(node: string): AgentJob[] {
    const commandId = drawUuid(this.prng);
    const jobId = makeJobId({ commandId, nodeId: node });
    const jobs = [
      strayJob(node, commandId, "aws.ssm.sendCommand", sendContent(commandId)),
      strayJob(node, drawUuid(this.prng), "aws.ssm.cancelCommand", {
        kind: "cancelCommand",
        cancelMessageId: jobId,
      }),
    ];
    this.strays.push(...jobs);
    return jobs;
  }

  private send(): void {
    const { world, nodes } = this.made;
    if (!world.service.isAlive) return;
    const index = this.prng.range(0, SCRIPTS.length);
    const script = SCRIPTS[index];
    if (script === undefined) {
      const input = { DocumentName: "three-steps", InstanceIds: nodes };
      const answer = call<{ Command: { CommandId: string } }>(world, "SendCommand", input);
      this.scripts.set(answer.Command.CommandId, undefined);
      return;
    }
    const id = send(world, script.text, {
      InstanceIds: nodes,
      executionTimeout: String(this.prng.range(5, 40)),
    });
    this.scripts.set(id, script);
  }

  private cancel(): void {
    const { world, nodes } = this.made;
    const ids = [...this.scripts.keys()];
    // The latest ones are of interest: they wait, start or run.
    const id = ids[ids.length - 1 - this.prng.range(0, Math.min(4, ids.length))];
    if (id === undefined || !world.service.isAlive) return;
    const some = this.prng.range(0, 2) === 0 ? { InstanceIds: [nodes[this.prng.range(0, 1)]] } : {};
    tryCall(world, "CancelCommand", { CommandId: id, ...some });
  }

  /** Down for a while; whoever heals the world starts it again, if nobody has before. */
  private crash(id: string): void {
    const { world } = this.made;
    const node = world.host.node(id);
    if (node === undefined) return;
    this.isCalling = false;
    world.host.crashAgent(node);
    world.runUntil(world.nowMs + this.prng.range(0, 6000));
    world.host.startAgent(node);
  }

  private slow(id: string): void {
    const range = { minMs: 0, maxMs: this.prng.range(100, 4000) };
    const direction = this.prng.range(0, 1) === 0 ? "toAgent" : "toController";
    this.made.world.slow(id, direction, this.prng.range(0, 2) === 0 ? undefined : range);
  }

  private killWorker(id: string): void {
    const { host } = this.made.world;
    const node = host.node(id);
    const command = [...(node?.workers.keys() ?? [])][0];
    if (node === undefined || command === undefined) return;
    this.promises.orphaned.add(`${id}/${command}`);
    host.crashWorker(node, command);
  }
}

function strayJob(nodeId: string, id: string, topic: JobTopic, content: JobContent): AgentJob {
  const jobId = makeJobId({ commandId: id, nodeId });
  const messageId = `message-${id}`;
  return { type: "agent_job", messageId, createdMs: 0, jobId, topic, content };
}

function sendContent(commandId: string): JobContent {
  const { mainSteps, ...rest } = STEPS_DOCUMENT;
  return {
    kind: "sendCommand",
    commandId,
    documentName: "one-step",
    document: { ...rest, mainSteps: mainSteps.slice(0, 1) },
    parameters: {},
    outputS3BucketName: "",
    outputS3KeyPrefix: "",
    cloudWatchLogGroupName: "",
    cloudWatchOutputEnabled: false,
  };
}
