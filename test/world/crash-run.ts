/**
 * One run of a three-step document in which a process dies at boundaries between effects, and what
 * came of it: what the controller says in the end, beside what the processes really did.
 *
 * Boundaries are counted from the send on, those of one kind of process alone.
 */
import type { AgentStore } from "../../src/agent/agent-store.ts";
import type { Boundary, Death, Mortal } from "../../src/kernel/boundary.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { call, makeOnlineWorld, nodeId, tryCall } from "./fixture.ts";
import type { TestWorld } from "./fixture.ts";

export const STEPS = ["one", "two", "three"] as const;
/** The kill came in the very instant of the end, before the worker had waited for its script. */
export const KILLED_AT_ITS_END = "exited as the kill came";
const NODE = nodeId(0);
const DOCUMENT = "three-steps";
const TIMEOUT_SECONDS = 60;
/** By then the command is over, if need be by its expiry. */
const END_MS = 2 * 3_600_000;
/** How long after the send boundaries are counted; the other steps take a second each. */
const WATCHED_MS = 12_000;

export interface CrashPlan {
  readonly seed?: string;
  readonly process: Mortal;
  /** When the cancel is sent, in milliseconds after the send; undefined for none. */
  readonly cancelMs?: number | undefined;
  /** How long the script of the last step takes. */
  readonly lastStepSeconds?: number;
  /** At which boundaries the process dies, from 0. */
  readonly at?: readonly number[];
  readonly death?: Death;
}

export interface CrashOutcome {
  readonly plan: CrashPlan;
  /** How many boundaries there were. */
  readonly count: number;
  /** Where the process died, in order. */
  readonly deaths: readonly Boundary[];
  /** Whether the agent's store held the job at every death. */
  readonly jobWasStored: boolean;
  /** Whether the calls were answered; one that was not may have had its effect all the same. */
  readonly sendAnswered: boolean;
  readonly cancelAnswered: boolean;
  /** `Status/StatusDetails` in the end; undefined when the controller knows no command. */
  readonly status: string | undefined;
  /** What the controller says of each step: status and code. */
  readonly told: Readonly<Record<string, string>>;
  /** How the script of each step that was started ended, once for each start. */
  readonly scripts: Readonly<Record<string, readonly string[]>>;
  readonly events: readonly TraceEvent[];
  readonly made: TestWorld;
}

/** Plays a plan to its end. */
export function crashRun(plan: CrashPlan): CrashOutcome {
  const made = makeOnlineWorld({ seed: plan.seed ?? "1", keepsRows: true });
  const { world } = made;
  createDocument(made, plan.lastStepSeconds ?? 1);
  const watch = new Watch(made, plan);
  const startMs = world.nowMs;
  const first = made.events.length;
  const sent = send(made);
  let cancelAnswered = false;
  if (plan.cancelMs !== undefined) {
    world.runUntil(startMs + plan.cancelMs);
    const id = sent ?? commandOf(made);
    cancelAnswered = id !== undefined && cancel(made, id);
  }
  world.runUntil(startMs + END_MS);
  const events = made.events.slice(first);
  const { count, deaths, jobWasStored } = watch;
  return {
    ...{ plan, count, deaths, jobWasStored, cancelAnswered, events, made },
    sendAnswered: sent !== undefined,
    ...tellOf(made, sent ?? commandOf(made)),
    scripts: scriptsOf(events),
  };
}

/** A run for each boundary of a plan, with the death there; the first is one without a death. */
export function* crashRuns(plan: CrashPlan, death: Death): Iterable<CrashOutcome> {
  const undisturbed = crashRun(plan);
  yield undisturbed;
  for (let at = 0; at < undisturbed.count; at += 1) yield crashRun({ ...plan, at: [at], death });
}

/** Counts boundaries, and lets the process die at those of its plan. */
class Watch {
  count = 0;
  readonly deaths: Boundary[] = [];
  jobWasStored = true;

  constructor({ world }: TestWorld, { process, at = [], death }: CrashPlan) {
    const untilMs = world.nowMs + WATCHED_MS;
    world.watchBoundaries((boundary) => {
      if (boundary.process !== process || world.nowMs > untilMs) return undefined;
      this.count += 1;
      if (death === undefined || !at.includes(this.count - 1)) return undefined;
      this.deaths.push(boundary);
      this.jobWasStored &&= storesCommand(world.host.node(NODE)?.store);
      return death;
    });
  }
}

function storesCommand(store: AgentStore | undefined): boolean {
  const jobs = [...(store?.jobs.values() ?? [])];
  return jobs.some(({ message }) => message.content.kind === "sendCommand");
}

function createDocument({ world }: TestWorld, lastStepSeconds: number): void {
  const mainSteps = STEPS.map((name) => ({
    action: "aws:runShellScript",
    name,
    inputs: { runCommand: [`sleep ${name === "three" ? lastStepSeconds : 1}`] },
  }));
  call(world, "CreateDocument", {
    Name: DOCUMENT,
    DocumentType: "Command",
    Content: JSON.stringify({ schemaVersion: "2.2", mainSteps }),
  });
}

function send({ world }: TestWorld): string | undefined {
  const input = {
    DocumentName: DOCUMENT,
    InstanceIds: [NODE],
    TimeoutSeconds: TIMEOUT_SECONDS,
  };
  const target = "AmazonSSM.SendCommand";
  const answer = world.tryCall({ target, body: JSON.stringify(input) });
  if (answer === undefined) return undefined;
  if (answer.status !== 200) throw new Error(answer.body);
  return (JSON.parse(answer.body) as { Command: { CommandId: string } }).Command.CommandId;
}

function cancel({ world }: TestWorld, id: string): boolean {
  const target = "AmazonSSM.CancelCommand";
  return world.tryCall({ target, body: JSON.stringify({ CommandId: id }) })?.status === 200;
}

/** The command that a lost answer was about; undefined while nobody can say, or there is none. */
function commandOf({ world }: TestWorld): string | undefined {
  if (!world.service.isAlive) return undefined;
  const { body } = tryCall(world, "ListCommands", {});
  return (body as { Commands: { CommandId: string }[] }).Commands[0]?.CommandId;
}

interface Listed {
  readonly Status: string;
  readonly StatusDetails: string;
  readonly CommandPlugins: readonly {
    readonly Name: string;
    readonly Status: string;
    readonly ResponseCode: number;
  }[];
}

function tellOf({ world }: TestWorld, id: string | undefined) {
  const input = { CommandId: id, Details: true };
  const { CommandInvocations } =
    id === undefined
      ? { CommandInvocations: [] }
      : call<{ CommandInvocations: Listed[] }>(world, "ListCommandInvocations", input);
  const [found] = CommandInvocations;
  const told = (found?.CommandPlugins ?? []).map(({ Name, Status, ResponseCode }) => [
    Name,
    `${Status} ${ResponseCode}`,
  ]);
  return {
    status: found === undefined ? undefined : `${found.Status}/${found.StatusDetails}`,
    told: Object.fromEntries(told) as Readonly<Record<string, string>>,
  };
}

/** A script of whose end nobody tells has lost its power. */
function scriptsOf(events: readonly TraceEvent[]): Record<string, string[]> {
  const scripts: Record<string, string[]> = {};
  const endedMs = new Map<string, number>();
  for (const event of events) {
    const step = String(event["step"]);
    const ends = (scripts[step] ??= []);
    if (event.event === "process.started") ends.push("lost its power");
    else if (event.event === "process.exited") {
      ends[ends.length - 1] = `exited ${String(event["code"] ?? event["signal"])}`;
      endedMs.set(step, event.atMs);
    } else if (event["delivered"] === false && endedMs.get(step) === event.atMs) {
      ends[ends.length - 1] = KILLED_AT_ITS_END;
    }
  }
  return scripts;
}
