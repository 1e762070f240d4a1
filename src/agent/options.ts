/**
 * Every number of an agent, named with its unit, and the profile's defaults.
 *
 * One record is shared by all nodes that do not override anything, so that an idle agent carries a
 * reference and no numbers. What a profile decides otherwise than by a number stands in profile.ts;
 * both profiles have the same numbers.
 */
import type { ProfileName } from "./profile.ts";

/** A random delay, both ends included; the world draws it. */
export interface RangeMs {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface AgentOptions {
  /** By which decisions of profile.ts it goes. */
  readonly profile: ProfileName;
  readonly agentVersion: string;
  readonly region: string;
  readonly platformName: string;
  readonly platformVersion: string;
  /** Commands that run at once. Source: Mds.CommandWorkersLimit. */
  readonly commandWorkers: number;
  /** Commands that wait for a worker. Source: Mds.CommandWorkerBufferLimit. */
  readonly commandQueue: number;
  /** Cancels that are carried out at once. Source: agent 3.3, a constant. */
  readonly cancelWorkers: number;
  /** Cancels that wait for a worker. Source: agent 3.3, a constant. */
  readonly cancelQueue: number;
  /**
   * How long a cancel keeps its worker. Source: measured; bursts of 20 cancels within 16 ms met 10
   * refusals, 5 cancels within 5 ms met one.
   */
  readonly cancelWorkMs: RangeMs;
  /** From the start of a document worker to its first step. Source: measured, p10..p90. */
  readonly spawnMs: RangeMs;
  /** How long a message between agent and worker takes. Source: measured, cancel to kill 10 ms. */
  readonly workerIpcMs: RangeMs;
  /** How long a reply waits for its ack, in milliseconds. Source: agent 3.3. */
  readonly replyAckMs: number;
  /** Replies that wait for their acks at once. Source: agent 3.3, CommandWorkersLimit. */
  readonly replyWorkers: number;
  /** Replies that wait for their turn to be sent; past it they are stored. Source: our bound. */
  readonly replyQueue: number;
  /** How often stored replies are sent again, in milliseconds. Source: agent 3.3. */
  readonly resendMs: number;
  /** From the agent's start to the first such run. Source: agent 3.3, "just after start". */
  readonly resendFirstMs: RangeMs;
  /** Stored replies sent again in one go. Source: agent 3.3. */
  readonly resendBatch: number;
  /** Age at which a stored reply that was tried more than once is dropped. Source: agent 3.3. */
  readonly replyKeepMs: number;
  /** Replies kept in the store; past it new ones are lost. Source: our bound. */
  readonly storedReplies: number;
  /** Step and final reply leave together; the second overtakes so often. Source: 24 of 91. */
  readonly overtakes: { readonly numerator: number; readonly denominator: number };
  /** How long a cancelled job keeps its slot, in milliseconds. Source: agent/task/pool.go. */
  readonly abandonMs: number;
  /** Jobs known at once, the abandoned ones included; past it 51402. Source: our bound. */
  readonly jobTable: number;
  /** From SIGTERM to SIGKILL, in milliseconds; `ideal` only. Source: our choice. */
  readonly graceMs: number;
  /** How long the end of a step is waited for after SIGKILL; `ideal` only. Source: our choice. */
  readonly killMs: number;
  /** Between two looks for what is left of a step; `ideal` only. Source: our choice. */
  readonly lookMs: number;
  /** From a lost worker to its job's failure, in milliseconds. Source: outofproc/master.go. */
  readonly workerLostMs: number;
  /** How long a worker of an earlier life may go on, in milliseconds. Source: outofproc/master.go. */
  readonly reattachedMs: number;
  /** Starts of the agent over one job before it is given up. Source: Mds.CommandRetryLimit. */
  readonly commandRetryLimit: number;
  /** How long accepted job ids are known, in milliseconds. Source: agent 3.3. */
  readonly idempotencyMs: number;
  /** Accepted job ids that are known at once; `ideal` only. Source: our bound. */
  readonly knownIds: number;
  /** How often older ids are removed, in milliseconds. Source: agent 3.3. */
  readonly idempotencySweepMs: number;
  /** Between two health reports, in milliseconds. Source: Ssm.HealthFrequencyMinutes. */
  readonly healthReportMs: number;
  /** Waits between health reports while hibernating; the last goes on. Source: agent/hibernation. */
  readonly hibernateMs: readonly number[];
  /** Before the first try to open a closed channel again. Source: agent 3.3, 5000 ms * 0..0.5. */
  readonly reconnectMs: RangeMs;
  /** Before the second try, without jitter; doubles from try to try. Source: agent 3.3. */
  readonly retryMs: RangeMs;
  /** The longest of those waits, in milliseconds. Source: agent 3.3. */
  readonly retryMsMax: number;
  /** How long polling goes on beside a new control channel. Source: agent 3.3, one minute. */
  readonly pollLingerMs: number;
  /** A poll that is answered sooner is followed by a rest. Source: agent 3.3, one second. */
  readonly pollQuickMs: number;
  readonly pollRestMs: RangeMs;
  /** A poll that fails sooner counts; so many in a row suspend polling. Source: agent 3.3. */
  readonly pollErrorMs: number;
  readonly pollErrors: number;
  readonly pollSuspendMs: number;
  /** Until a polled message that met a full queue is tried again. Source: agent 3.3. */
  readonly pollBlockedMs: number;
  /** Age past which a polled document is not taken up after a start. Source: agent 3.3, 48 h. */
  readonly documentKeepMs: number;
  /** Bounds of one document: UTF-16 units of a step's script, and steps. Source: our bounds. */
  readonly scriptLengthMax: number;
  readonly stepsMax: number;
}

/** The profile of the real agent, as version 3.3 was measured. */
export const AMAZON_SSM_AGENT: AgentOptions = {
  profile: "amazon-ssm-agent",
  agentVersion: "3.3.0.0",
  region: "us-east-1",
  platformName: "Amazon Linux",
  platformVersion: "2023",
  commandWorkers: 5,
  commandQueue: 5,
  cancelWorkers: 3,
  cancelQueue: 1,
  cancelWorkMs: { minMs: 4, maxMs: 12 },
  spawnMs: { minMs: 50, maxMs: 270 },
  workerIpcMs: { minMs: 1, maxMs: 10 },
  replyAckMs: 1000,
  replyWorkers: 5,
  replyQueue: 100,
  resendMs: 300_000,
  resendFirstMs: { minMs: 1000, maxMs: 3000 },
  resendBatch: 50,
  replyKeepMs: 7_200_000,
  storedReplies: 1000,
  overtakes: { numerator: 26, denominator: 100 },
  abandonMs: 10_000,
  jobTable: 100,
  graceMs: 5000,
  killMs: 2000,
  lookMs: 100,
  workerLostMs: 60_000,
  reattachedMs: 172_800_000,
  commandRetryLimit: 15,
  idempotencyMs: 1_800_000,
  knownIds: 10_000,
  idempotencySweepMs: 600_000,
  healthReportMs: 300_000,
  hibernateMs: [5, 10, 10, 10, 20, 20, 20, 40, 40, 40, 60].map((minutes) => minutes * 60_000),
  reconnectMs: { minMs: 0, maxMs: 2500 },
  retryMs: { minMs: 5000, maxMs: 10_000 },
  retryMsMax: 2_400_000,
  pollLingerMs: 60_000,
  pollQuickMs: 1000,
  pollRestMs: { minMs: 2000, maxMs: 2500 },
  pollErrorMs: 10_000,
  pollErrors: 10,
  pollSuspendMs: 900_000,
  pollBlockedMs: 10_000,
  documentKeepMs: 172_800_000,
  scriptLengthMax: 262_144,
  stepsMax: 100,
};

/** The profile that keeps every promise. */
export const IDEAL_AGENT: AgentOptions = { ...AMAZON_SSM_AGENT, profile: "ideal" };

/** The same numbers under another profile. */
export function withProfile(options: AgentOptions, profile: ProfileName): AgentOptions {
  return options.profile === profile ? options : { ...options, profile };
}
