/**
 * The two profiles of an agent, and every decision in which they differ: one row each.
 *
 * `amazon-ssm-agent` does as the real agent 3.3 was measured to; `ideal` keeps every promise that a
 * reader of AWS's documentation would take for given. The code asks `keeps(options, decision)` where
 * the decision falls. Where the whole life of a job or of a step differs, `machine` names the state
 * machine that is taken instead. docs/profiles.md is held equal to this table by a test.
 */
export const PROFILES = ["amazon-ssm-agent", "ideal"] as const;

export type ProfileName = (typeof PROFILES)[number];

/** What is decided, what each profile does, and why. */
export interface Decision {
  readonly about: string;
  readonly amazonSsmAgent: string;
  readonly ideal: string;
  /** Where the real agent's way is known from: its source, or a measurement. */
  readonly source: string;
  readonly machine?: "ideal-job" | "ideal-worker";
}

export const DECISIONS = {
  earlyCancel: {
    about: "a cancel that finds no command",
    amazonSsmAgent: "is forgotten; a send that comes later runs",
    ideal: "is remembered over restarts; a send that comes later ends Cancelled and never runs",
    source: "measured",
  },
  cancelAnswer: {
    about: "the answer to a cancel job",
    amazonSsmAgent: "InProgress, and nothing after it",
    ideal:
      "a final reply after the command's own: Success when the command was stopped, waiting or " +
      "running; Failed, and why, when there was nothing to stop",
    source: "measured",
  },
  cancelTurn: {
    about: "when a cancel takes effect",
    amazonSsmAgent: "when a cancel worker is free, and its word has reached the document worker",
    ideal:
      "before its ack leaves: nothing of the command starts after that, and what has not exited " +
      "by then does not end in Success",
    source: "measured",
  },
  queuedCancel: {
    about: "a command that is cancelled while it waits",
    amazonSsmAgent: "is never answered for, keeps its file, and runs after the next restart",
    ideal: "ends at once: final reply Cancelled, its place and its file are free, it never runs",
    source: "measured; agent/task/pool.go",
    machine: "ideal-job",
  },
  killLadder: {
    about: "how a step is ended, by a cancel or at its time limit",
    amazonSsmAgent: "SIGKILL to its process group at once; what left the group lives on",
    ideal: "SIGTERM to all that the command has started; SIGKILL to what lives after `graceMs`",
    source: "measured; agent/executers/executers_unix.go",
    machine: "ideal-worker",
  },
  waitForEnd: {
    about: "the end of a step that was killed",
    amazonSsmAgent: "is told when the signal was sent",
    ideal: "is told when nothing of it lives and its output is closed, or `killMs` after SIGKILL",
    source: "measured",
    machine: "ideal-worker",
  },
  missedSignal: {
    about: "a kill that meets nobody (ESRCH)",
    amazonSsmAgent: "makes the step Failed, code 1",
    ideal: "changes nothing: the step ends as it had ended by itself",
    source: "measured",
    machine: "ideal-worker",
  },
  leadingShell: {
    about: "what leads a step's processes",
    amazonSsmAgent: "`sh -c <script>`; a second shell below it runs the script",
    ideal: "the script itself, so that its own exit code is known also when all get a signal",
    source: "measured",
  },
  exitCode: {
    about: "the code of a step that was ended",
    amazonSsmAgent: "137 whatever it was, Cancelled or TimedOut",
    ideal: "its own, or 128 and the number of the signal that it died of",
    source: "measured; agent/executers/executers.go",
  },
  ownDeath: {
    about: "a script that is killed by others than the agent",
    amazonSsmAgent:
      "137 is taken for the time limit: TimedOut; a leader's death is Failed, code -1",
    ideal: "Failed, code 128 and the number of the signal",
    source: "measured; agent/executers/executers.go",
  },
  escape: {
    about: "a process that outlives SIGKILL",
    amazonSsmAgent: "is not spoken of",
    ideal: "is named by its pid in the final reply's documentTraceOutput (TraceOutput)",
    source: "measured",
  },
  replyOrder: {
    about: "the order of the replies about one job",
    amazonSsmAgent: "step reply and final reply leave together, and may overtake each other",
    ideal: "one after another: the next one leaves when the one before it is acknowledged",
    source: "measured",
  },
  firstReply: {
    about: "the first reply, InProgress",
    amazonSsmAgent: "is sent once, acknowledged or not",
    ideal: "is sent until it is acknowledged, as all others",
    source: "measured",
  },
  replyKept: {
    about: "a reply that is not acknowledged",
    amazonSsmAgent:
      "is stored once its ack is late, sent again every `resendMs`, dropped after `replyKeepMs`; " +
      "a crash before that loses it",
    ideal:
      "is stored before its job's file goes, sent again at once on a new channel, `resendFirstMs` " +
      "after a late ack on the same one, and never dropped; past `replyQueue` no command is taken",
    source: "measured",
  },
  startOnline: {
    about: "a job that waits while the channel is closed",
    amazonSsmAgent: "starts as soon as a worker is free",
    ideal:
      "starts when a reply about it was acknowledged on the open channel, so that a cancel that " +
      "waits at the controller comes first (over ec2messages: since a poll has last failed)",
    source: "measured",
  },
  wholeCharacters: {
    about: "output past its limit",
    amazonSsmAgent: "is cut at a byte, also inside a character",
    ideal: "is cut between two characters of UTF-8",
    source: "measured; agent/framework/processor/executer/iohandler",
  },
  workerLost: {
    about: "a command whose document worker is gone, also after a node stop",
    amazonSsmAgent: "Failed, code 1, `workerLostMs` later; what it has started goes on",
    ideal: "Failed, code 1, at once, with the reason; what it has started gets SIGKILL",
    source: "measured; agent/framework/processor/executer/outofproc/master.go",
    machine: "ideal-job",
  },
  slotKept: {
    about: "the place of a cancelled command that does not end",
    amazonSsmAgent: "is given to the next one after `abandonMs`",
    ideal: "stays taken until the command has ended, which the kill ladder bounds",
    source: "agent/task/pool.go",
    machine: "ideal-job",
  },
  takenUp: {
    about:
      "a command that the agent has been started over `commandRetryLimit` times, or that came by " +
      "a poll `documentKeepMs` before the agent's start",
    amazonSsmAgent: "is given up, with no reply",
    ideal: "is taken up again like any other",
    source: "Mds.CommandRetryLimit",
  },
  fullDisk: {
    about: "a record that the disk does not take, because it is full",
    amazonSsmAgent:
      "is logged, and the agent goes on without it: a crash loses what was acknowledged",
    ideal:
      "is waited for: until it is stored nothing of that step leaves, and nothing else is done",
    source: "agent/framework/docmanager, agent/messageservice/messagehandler/processorwrappers",
  },
  fetchedMessages: {
    about: "messages that a poll has fetched when the control channel opens",
    amazonSsmAgent:
      "are taken one after another all the same, and their jobs that come by the channel meanwhile " +
      "are duplicates, or refused",
    ideal: "are dropped: all that it has not answered comes by the channel",
    source: "agent/messageservice/interactor/mdsinteractor",
  },
  idsKept: {
    about: "how long an accepted job id is known",
    amazonSsmAgent: "`idempotencyMs`; after that a second delivery would run again",
    ideal: "for good, with `knownIds` as the bound: past it the oldest goes",
    source: "measured; agent/messageservice/idempotency",
  },
} as const satisfies Readonly<Record<string, Decision>>;

export type DecisionName = keyof typeof DECISIONS;

/** Whether an agent with these options decides as `ideal` does. */
export function keeps(options: { readonly profile: ProfileName }, decision: DecisionName): boolean {
  return KEPT[options.profile].has(decision);
}

const KEPT: Readonly<Record<ProfileName, ReadonlySet<DecisionName>>> = {
  "amazon-ssm-agent": new Set(),
  ideal: new Set(Object.keys(DECISIONS) as DecisionName[]),
};
