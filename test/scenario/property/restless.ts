/**
 * A virtual run full of mishaps, all from one seed: commands of several kinds on five nodes, with
 * cancels, cuts, restarts of agents and of the controller, stops and starts, and a quiet end.
 */
import { withProfile } from "../../../src/agent/options.ts";
import type { ProfileName } from "../../../src/agent/profile.ts";
import { Prng } from "../../../src/kernel/prng.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { VIRTUAL_DEFAULTS } from "../../../src/world/fleet-options.ts";
import { makeOnlineWorld, tryCall } from "../../world/fixture.ts";
import type { TestWorld } from "../../world/fixture.ts";

const SCRIPTS = [
  "echo a; sleep 2",
  "sleep 30",
  "exit 3",
  "setsid sleep 90 & sleep 40",
  "trap '' TERM; sleep 20; echo b",
  "kill -9 $$",
  "i=0; while [ $i -lt 30 ]; do echo line $i; i=$((i+1)); sleep 0.3; done; echo no >&2; exit 1",
  `echo ${"flood ".repeat(5000)}; sleep 5`,
  `w="${"last words ".repeat(700)}"; trap 'echo $w $w $w $w; exit 7' TERM; while :; do sleep 0.2; done`,
];

const TWO_STEPS = {
  schemaVersion: "2.2",
  parameters: { commands: { type: "StringList" }, executionTimeout: { type: "String" } },
  mainSteps: ["one", "two"].map((name) => ({
    action: "aws:runShellScript",
    name,
    inputs: { runCommand: "{{ commands }}", timeoutSeconds: "{{ executionTimeout }}" },
  })),
};

const VIEWS = ["ListCommands", "ListCommandInvocations"];

const NODES = 5;
const STEPS = 60;

/** The whole trace of one such run, quiet at its end. */
export function restlessRun(
  seed: string,
  profile: ProfileName = "amazon-ssm-agent",
): readonly TraceEvent[] {
  const options = { ...VIRTUAL_DEFAULTS, agent: withProfile(VIRTUAL_DEFAULTS.agent, profile) };
  const made = makeOnlineWorld({ seed, count: NODES, keepsRows: true, options });
  const prng = Prng.seeded(`${seed}/mishaps`);
  const commands: string[] = [];
  const Content = JSON.stringify(TWO_STEPS);
  tryCallUp(made.world, "CreateDocument", { Name: "TwoSteps", Content, DocumentType: "Command" });
  for (let step = 0; step < STEPS; step += 1) {
    mishap(made, prng, commands);
    look(made, prng, commands);
    made.world.runUntil(made.world.nowMs + prng.range(1, 4000));
  }
  for (const node of made.nodes) {
    made.world.heal(node);
    made.world.order(node, "start");
  }
  made.world.runUntil(made.world.nowMs + 1_200_000);
  made.world.takeInventory();
  return made.events;
}

function mishap({ world, nodes }: TestWorld, prng: Prng, commands: string[]): void {
  const node = nodes[prng.range(0, NODES - 1)] ?? "";
  const kind = prng.range(0, 15);
  if (kind <= 5) send({ world, nodes }, prng, commands);
  else if (kind <= 9) cancel({ world }, node, prng, commands);
  else if (kind === 10) world.cut(node);
  else if (kind === 11) for (const one of nodes) world.heal(one);
  else if (kind === 12) world.restartAgent(node);
  else if (kind === 13) world.order(node, prng.range(0, 1) === 0 ? "stop" : "reboot");
  else if (kind === 14) for (const one of nodes) world.order(one, "start");
  else if (prng.range(0, 2) === 0) world.crashController(2000);
}

function send({ world, nodes }: Pick<TestWorld, "world" | "nodes">, prng: Prng, sent: string[]) {
  const script = SCRIPTS[prng.range(0, SCRIPTS.length - 1)] ?? "";
  const answer = tryCallUp(world, "SendCommand", {
    DocumentName: prng.range(0, 3) === 0 ? "TwoSteps" : "AWS-RunShellScript",
    Parameters: { commands: [script], executionTimeout: ["60"] },
    InstanceIds: nodes.slice(prng.range(0, 3)),
    TimeoutSeconds: 60,
    MaxConcurrency: String(prng.range(1, 5)),
    MaxErrors: String(prng.range(0, 2)),
  });
  const { Command } = (answer ?? {}) as { Command?: { CommandId: string } };
  if (Command !== undefined) sent.push(Command.CommandId);
}

function look({ world, nodes }: TestWorld, prng: Prng, sent: string[]): void {
  const CommandId = sent.at(-1);
  if (CommandId === undefined) return;
  const InstanceId = nodes[prng.range(0, NODES - 1)] ?? "";
  tryCallUp(world, VIEWS[prng.range(0, 1)] ?? "", { CommandId });
  tryCallUp(world, "GetCommandInvocation", { CommandId, InstanceId });
}

function cancel({ world }: Pick<TestWorld, "world">, node: string, prng: Prng, sent: string[]) {
  const CommandId = sent[sent.length - 1 - prng.range(0, 2)] ?? sent.at(-1);
  if (CommandId === undefined) return;
  const InstanceIds = prng.range(0, 1) === 0 ? [] : [node];
  tryCallUp(world, "CancelCommand", { CommandId, InstanceIds });
}

/** The body of an answer; undefined while the controller is away. */
function tryCallUp(world: TestWorld["world"], operation: string, input: unknown): unknown {
  if (!world.service.isAlive) return undefined;
  return tryCall(world, operation, input).body;
}
