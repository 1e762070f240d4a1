/**
 * The signals of Linux that scripts and agents send: names, numbers, what they do by default.
 *
 * A set of signals is a bit mask: bit n is signal n (1..31).
 */

export type SignalName =
  | "SIGHUP"
  | "SIGINT"
  | "SIGQUIT"
  | "SIGABRT"
  | "SIGKILL"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGPIPE"
  | "SIGALRM"
  | "SIGTERM"
  | "SIGCHLD"
  | "SIGCONT"
  | "SIGSTOP"
  | "SIGTSTP"
  | "SIGTTIN"
  | "SIGTTOU";

type DefaultAction = "kill" | "stop" | "cont" | "none";

interface Signal {
  readonly name: SignalName;
  readonly number: number;
  readonly action: DefaultAction;
  /** What a shell says when a child in the foreground was killed by it; "" is nothing. */
  readonly description: string;
}

/** Source: signal(7) for x86-64 and arm64, strsignal(3). */
const SIGNALS: readonly Signal[] = [
  { name: "SIGHUP", number: 1, action: "kill", description: "Hangup" },
  { name: "SIGINT", number: 2, action: "kill", description: "" },
  { name: "SIGQUIT", number: 3, action: "kill", description: "Quit" },
  { name: "SIGABRT", number: 6, action: "kill", description: "Aborted" },
  { name: "SIGKILL", number: 9, action: "kill", description: "Killed" },
  { name: "SIGUSR1", number: 10, action: "kill", description: "User defined signal 1" },
  { name: "SIGUSR2", number: 12, action: "kill", description: "User defined signal 2" },
  { name: "SIGPIPE", number: 13, action: "kill", description: "" },
  { name: "SIGALRM", number: 14, action: "kill", description: "Alarm clock" },
  { name: "SIGTERM", number: 15, action: "kill", description: "Terminated" },
  { name: "SIGCHLD", number: 17, action: "none", description: "" },
  { name: "SIGCONT", number: 18, action: "cont", description: "" },
  { name: "SIGSTOP", number: 19, action: "stop", description: "" },
  { name: "SIGTSTP", number: 20, action: "stop", description: "" },
  { name: "SIGTTIN", number: 21, action: "stop", description: "" },
  { name: "SIGTTOU", number: 22, action: "stop", description: "" },
];

const BY_NUMBER: readonly (Signal | undefined)[] = Array.from({ length: 32 }, (_, number) =>
  SIGNALS.find((signal) => signal.number === number),
);

export const SIGHUP = 1;
export const SIGINT = 2;
export const SIGQUIT = 3;
export const SIGKILL = 9;
export const SIGTERM = 15;
export const SIGCHLD = 17;
export const SIGSTOP = 19;
export const SIGCONT = 18;

/** The number of a signal as a script writes it: `TERM`, `term`, `15` (not `SIGTERM`); 0 probes. */
export function parseSignal(text: string): number | undefined {
  if (/^[0-9]{1,2}$/.test(text)) {
    const number = Number(text);
    return number === 0 || BY_NUMBER[number] !== undefined ? number : undefined;
  }
  return SIGNALS.find(({ name }) => name === `SIG${text.toUpperCase()}`)?.number;
}

/** The number of a signal by its full name. */
export function signalNumber(name: SignalName): number {
  return SIGNALS.find((signal) => signal.name === name)?.number ?? 0;
}

/** The full name of a signal that this table knows. */
export function signalName(number: number): SignalName {
  return BY_NUMBER[number]?.name ?? "SIGKILL";
}

/** What a signal does to a process that neither catches nor ignores it. */
export function defaultAction(number: number): DefaultAction {
  return BY_NUMBER[number]?.action ?? "kill";
}

/** strsignal's text; "" for those of which a shell says nothing. */
export function signalDescription(number: number): string {
  return BY_NUMBER[number]?.description ?? "";
}
