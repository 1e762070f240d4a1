/**
 * Every option of a fleet in one table: its name, its default, what a value looks like.
 *
 * The records of agents, controller and nodes say what each option is for; this is the face that a
 * user sees (`--set NAME=VALUE`, docs/defaults.md). An option that two records share is set in both.
 */
import { AMAZON_SSM_AGENT } from "../agent/options.ts";
import type { AgentOptions } from "../agent/options.ts";
import { CONTROLLER_DEFAULTS } from "../controller/options.ts";
import type { ControllerOptions } from "../controller/options.ts";
import { nearest } from "./nearest.ts";
import type { MsRange } from "./link.ts";
import type { LifeOptions } from "./managed-node.ts";
import { formText, readValue } from "./option-form.ts";
import type { OptionForm, OptionValue } from "./option-form.ts";

export { formText } from "./option-form.ts";

export interface FleetOptions {
  readonly agent: AgentOptions;
  readonly controller: ControllerOptions;
  readonly life: LifeOptions;
  /** Of each trip of a message between an agent and the controller, in virtual time. */
  readonly latencyMs: MsRange;
}

/** Virtual times of a node's life; live ones are a tenth. Source: our choice. */
const VIRTUAL_LIFE: LifeOptions = {
  pendingMs: 10_000,
  stoppingMs: 5_000,
  shuttingDownMs: 5_000,
  rebootDelayMs: 60_000,
  rebootMs: 20_000,
};

export const VIRTUAL_DEFAULTS: FleetOptions = {
  agent: AMAZON_SSM_AGENT,
  controller: CONTROLLER_DEFAULTS,
  life: VIRTUAL_LIFE,
  latencyMs: { minMs: 5, maxMs: 20 },
};

/** In a live fleet nodes change their state ten times as fast, and the network is the real one. */
export const LIVE_DEFAULTS: FleetOptions = {
  ...VIRTUAL_DEFAULTS,
  life: {
    pendingMs: VIRTUAL_LIFE.pendingMs / 10,
    stoppingMs: VIRTUAL_LIFE.stoppingMs / 10,
    shuttingDownMs: VIRTUAL_LIFE.shuttingDownMs / 10,
    rebootDelayMs: VIRTUAL_LIFE.rebootDelayMs / 10,
    rebootMs: VIRTUAL_LIFE.rebootMs / 10,
  },
};

type Section = "agent" | "controller" | "life" | "link";

export interface OptionRow {
  readonly sections: readonly Section[];
  readonly form: OptionForm;
  /** For people: one phrase. */
  readonly about: string;
}

const DAY_MS = 86_400_000;
const MS: OptionForm = { kind: "number", min: 0, max: 30 * DAY_MS };
const RANGE: OptionForm = { kind: "range", max: DAY_MS };
const FLAG: OptionForm = { kind: "flag" };

function count(min: number, max: number): OptionForm {
  return { kind: "number", min, max };
}

/** Every option by its name, in the order of docs/defaults.md. */
export const FLEET_OPTIONS: Readonly<Record<string, OptionRow>> = {
  latencyMs: {
    sections: ["link"],
    form: RANGE,
    about: "one trip of a message, each way (virtual time only)",
  },
  pendingMs: { sections: ["life"], form: MS, about: "node: Pending to Running" },
  stoppingMs: { sections: ["life"], form: MS, about: "node: Stopping to Stopped" },
  shuttingDownMs: { sections: ["life"], form: MS, about: "node: Shutting-down to Terminated" },
  rebootDelayMs: {
    sections: ["life"],
    form: MS,
    about: "node: from an agent's wish for a reboot (exit code 194) to the reboot",
  },
  rebootMs: { sections: ["life"], form: MS, about: "node: a reboot, while it stays Running" },
  healthReportMs: {
    sections: ["agent", "controller"],
    form: { kind: "number", min: 100, max: DAY_MS },
    about: "between two health reports of an agent",
  },
  connectionLostGraceMs: {
    sections: ["controller"],
    form: MS,
    about: "after two missed health reports, until PingStatus is ConnectionLost",
  },
  offerRetryMs: {
    sections: ["controller"],
    form: { kind: "number", min: 10, max: DAY_MS },
    about: "until a job that an agent refused with 51402 is offered again",
  },
  ackWaitMs: {
    sections: ["controller"],
    form: { kind: "number", min: 1_000, max: DAY_MS },
    about: "until a job that is not acknowledged is handed over again; doubles",
  },
  retentionMs: { sections: ["controller"], form: MS, about: "how long a command is kept" },
  listCommandsUnknownId: {
    sections: ["controller"],
    form: { kind: "word", words: ["empty", "InvalidCommandId"] },
    about: "what ListCommands answers to an unknown CommandId",
  },
  connectionLostNodes: {
    sections: ["controller"],
    form: { kind: "word", words: ["wait", "Undeliverable"] },
    about: "a command for a node that is ConnectionLost waits, or fails at once",
  },
  failFast: {
    sections: ["controller"],
    form: FLAG,
    about: "what runs on a node that is Terminated ends at once, not at ExpiresAfter",
  },
  admitUnknownAgents: {
    sections: ["controller"],
    form: FLAG,
    about: "an agent that no host announced becomes a node by its first health report",
  },
  controlChannels: {
    sections: ["controller"],
    form: { kind: "word", words: ["allowed", "denied"] },
    about: "denied: CreateControlChannel is refused to every agent, which polls instead",
  },
  commandWorkers: { sections: ["agent"], form: count(1, 100), about: "commands that run at once" },
  commandQueue: { sections: ["agent"], form: count(1, 100), about: "commands that wait" },
  cancelWorkers: { sections: ["agent"], form: count(1, 100), about: "cancels that run at once" },
  cancelQueue: { sections: ["agent"], form: count(1, 100), about: "cancels that wait" },
  cancelWorkMs: { sections: ["agent"], form: RANGE, about: "how long a cancel keeps its worker" },
  spawnMs: {
    sections: ["agent"],
    form: RANGE,
    about: "from the start of a document worker to its first step",
  },
  workerIpcMs: { sections: ["agent"], form: RANGE, about: "a message between agent and worker" },
  replyAckMs: { sections: ["agent"], form: MS, about: "how long a reply waits for its ack" },
  replyWorkers: { sections: ["agent"], form: count(1, 100), about: "replies that wait at once" },
  replyQueue: {
    sections: ["agent"],
    form: count(1, 10_000),
    about: "replies that wait their turn",
  },
  resendMs: { sections: ["agent"], form: MS, about: "between two goes at the stored replies" },
  resendFirstMs: { sections: ["agent"], form: RANGE, about: "from the agent's start to the first" },
  resendBatch: { sections: ["agent"], form: count(1, 1000), about: "stored replies in one go" },
  replyKeepMs: { sections: ["agent"], form: MS, about: "age at which a stored reply is dropped" },
  storedReplies: { sections: ["agent"], form: count(1, 100_000), about: "replies that are stored" },
  abandonMs: { sections: ["agent"], form: MS, about: "how long a cancelled job keeps its slot" },
  jobTable: {
    sections: ["agent"],
    form: count(1, 10_000),
    about: "jobs that an agent knows at once",
  },
  graceMs: { sections: ["agent"], form: MS, about: "profile ideal: from SIGTERM to SIGKILL" },
  killMs: {
    sections: ["agent"],
    form: MS,
    about: "profile ideal: how long the end of a step is waited for after SIGKILL",
  },
  lookMs: {
    sections: ["agent"],
    form: { kind: "number", min: 10, max: DAY_MS },
    about: "profile ideal: between two looks for what is left of a step",
  },
  workerLostMs: { sections: ["agent"], form: MS, about: "from a lost worker to Failed" },
  reattachedMs: {
    sections: ["agent"],
    form: MS,
    about: "how long a worker of an earlier life of its agent may go on",
  },
  commandRetryLimit: { sections: ["agent"], form: count(1, 100), about: "starts over one job" },
  idempotencyMs: { sections: ["agent"], form: MS, about: "how long accepted job ids are known" },
  knownIds: {
    sections: ["agent"],
    form: count(10, 1_000_000),
    about: "profile ideal: accepted job ids that are known",
  },
  idempotencySweepMs: { sections: ["agent"], form: MS, about: "how often older ids are removed" },
  reconnectMs: { sections: ["agent"], form: RANGE, about: "before the first try to reconnect" },
  retryMs: { sections: ["agent"], form: RANGE, about: "before the second try; doubles" },
  retryMsMax: { sections: ["agent"], form: MS, about: "the longest wait between two tries" },
  pollLingerMs: {
    sections: ["agent"],
    form: MS,
    about: "polls (ec2messages): how long they go on beside a new control channel",
  },
  pollQuickMs: { sections: ["agent"], form: MS, about: "polls: answered sooner, a rest follows" },
  pollRestMs: { sections: ["agent"], form: RANGE, about: "polls: that rest" },
  pollErrorMs: { sections: ["agent"], form: MS, about: "polls: failed sooner, it counts" },
  pollErrors: {
    sections: ["agent"],
    form: count(1, 1000),
    about: "polls: so many such failures in a row suspend them",
  },
  pollSuspendMs: { sections: ["agent"], form: MS, about: "polls: how long they are suspended" },
  pollBlockedMs: {
    sections: ["agent"],
    form: { kind: "number", min: 10, max: DAY_MS },
    about: "polls: until a message that met a full queue is tried again",
  },
  documentKeepMs: {
    sections: ["agent"],
    form: MS,
    about: "age past which a polled document is not taken up after a start",
  },
};

/** A wrong `--set`: what was expected, what was found. */
export interface OptionProblem {
  readonly problem: string;
}

/**
 * The options with one of them set from text.
 *
 * Shape:  `spawnMs=50..270` sets a range, `spawnMs=100` both its ends; `failFast=true` a flag.
 * Errors: an unknown name (with the nearest one), and a value of another form or out of bounds.
 */
export function setOption(
  options: FleetOptions,
  name: string,
  text: string,
): FleetOptions | OptionProblem {
  const row = Object.hasOwn(FLEET_OPTIONS, name) ? FLEET_OPTIONS[name] : undefined;
  if (row === undefined) {
    const near = nearest(name, Object.keys(FLEET_OPTIONS));
    return { problem: `unknown option ${name}; the nearest one is ${near}` };
  }
  const value = readValue(row.form, text);
  if (value === undefined) {
    return { problem: `option ${name}: expected ${formText(row.form)}, found "${text}"` };
  }
  return row.sections.reduce((set, section) => withValue(set, section, name, value), options);
}

/** The options with several of them set, by name. Errors: throws for what `setOption` refuses. */
export function setOptions(
  options: FleetOptions,
  given: Readonly<Record<string, string>>,
): FleetOptions {
  return Object.entries(given).reduce((before, [name, text]) => {
    const set = setOption(before, name, text);
    if ("problem" in set) throw new Error(set.problem);
    return set;
  }, options);
}

/** An option's value as it would be written behind `NAME=`. */
export function optionText(options: FleetOptions, name: string): string {
  const section = FLEET_OPTIONS[name]?.sections[0];
  const record = section === "link" ? options : section === undefined ? {} : options[section];
  const value = (record as Readonly<Record<string, unknown>>)[name];
  if (typeof value === "object" && value !== null && "minMs" in value && "maxMs" in value) {
    return `${String(value.minMs)}..${String(value.maxMs)}`;
  }
  return String(value);
}

function withValue(
  options: FleetOptions,
  section: Section,
  name: string,
  value: OptionValue,
): FleetOptions {
  if (section === "link") return { ...options, [name]: value };
  return { ...options, [section]: { ...options[section], [name]: value } };
}
