/**
 * What the end of a step's leading process means.
 */
import { signalNumber } from "../process/signals.ts";
import type { SignalName } from "../process/signals.ts";
import type { AgentStatus } from "../wire/message.ts";

export interface ExitOutcome {
  readonly status: AgentStatus;
  readonly code: number;
  /** What the agent adds to stderr, after `failed to run commands: `. */
  readonly reason: string | undefined;
}

/**
 * The outcome of an exit that nobody asked for.
 *
 * Shape:  (code, null) of an exit, or (null, signal name) of a death by signal.
 * Source: amazon-ssm-agent 3.3, measured: 137 is taken for a kill at the time limit, whoever did
 *         it. Death of the leader itself by a signal: agent/executers/executers.go, not measured.
 */
export function exitOutcome(code: number | null, signal: string | null): ExitOutcome {
  if (code === null) {
    const reason = `signal: ${SIGNAL_WORDS[signal ?? ""] ?? signal ?? "unknown"}`;
    return { status: "Failed", code: -1, reason };
  }
  switch (code) {
    case 0:
      return { status: "Success", code, reason: undefined };
    case 137:
      return { status: "TimedOut", code, reason: undefined };
    case 194:
      return { status: "SuccessAndReboot", code, reason: undefined };
    default:
      return { status: "Failed", code, reason: `exit status ${code}` };
  }
}

/** The same, of an agent that tells its own kills from those of others. */
export function ownOutcome(code: number | null, signal: string | null): ExitOutcome {
  const outcome = exitOutcome(code, signal);
  if (code === null) return { ...outcome, code: signalCode(signal) };
  if (code !== KILLED_CODE) return outcome;
  return { status: "Failed", code, reason: `exit status ${code}` };
}

/** The code by which a shell tells of a death by signal. */
export function signalCode(signal: string | null): number {
  return 128 + signalNumber(signal as SignalName);
}

const KILLED_CODE = 137;

/** Go's words for signals. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGQUIT: "quit",
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGPIPE: "broken pipe",
  SIGALRM: "alarm clock",
  SIGTERM: "terminated",
  SIGUSR1: "user defined signal 1",
  SIGUSR2: "user defined signal 2",
};
