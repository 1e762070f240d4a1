/**
 * The gate: a shell that stands where the script will run and waits for leave to become it.
 *
 * Between being started and running the script, a process must be put into its container and
 * written into the ledger. The gate says `ready` over descriptor 3, waits for `go`, and then
 * *becomes* the given command; if this host dies first, descriptor 3 ends and so does the gate,
 * without having run anything. Used for scripts and for the init of a PID namespace alike. The
 * init keeps descriptor 3: its end tells it later that this host is gone.
 */
import { execa, type Options } from "execa";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

const READY_MS_MAX = 10_000;
const COMPLAINT_LENGTH_MAX = 200;

/** $1 is the directory, $2 and what follows the command. */
const GATE_SCRIPT = [
  'cd -- "$1" || exit 1; shift',
  "echo ready >&3; read -r word <&3 || exit 1",
  'case "$word" in go) exec "$@" 3>&- ;; stay) exec "$@" ;; esac; exit 1',
].join("; ");

export interface GateOptions {
  /** Words of a command that lead to where the gate shall stand; may be none. */
  readonly prefix: readonly string[];
  readonly folder: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Descriptors; with "pipe" what is said before the command runs is found in `complaint`. */
  readonly output: { readonly stdout: number | "ignore"; readonly stderr: number | "pipe" };
  /** The command keeps descriptor 3, which ends when this host does. */
  readonly isTethered?: boolean;
}

export interface Gate {
  readonly wrapper: ChildProcess;
  readonly wrapperPid: number;
  /** True when it stands and waits; false when it ended before or took too long. */
  readonly ready: Promise<boolean>;
  /** The end of what was said on a piped stderr so far, in one line. */
  complaint(): string;
  open(): void;
  /** Ends it without the command having run. */
  refuse(): void;
}

/**
 * Starts a gate as the leader of a session of its own.
 *
 * Errors: throws the system's error when the first word can not be started.
 */
export async function startGate(options: GateOptions): Promise<Gate> {
  const shell = ["/bin/sh", "-c", GATE_SCRIPT, "fleetsim-gate", options.folder];
  const [file = "", ...words] = [...options.prefix, ...shell, ...options.command];
  // Any descriptor is taken, but execa's types know the standard ones only.
  const [stdout, stderr] = [options.output.stdout as 1, options.output.stderr as 2];
  const execaOptions: Options = {
    stdio: ["ignore", stdout, stderr, "pipe"],
    env: options.environment,
    extendEnv: false,
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
  };
  const subprocess = execa(file, words, execaOptions);
  const { pid, nodeChildProcess } = subprocess;
  if (pid === undefined) {
    const { cause } = await subprocess;
    throw cause instanceof Error ? cause : new Error("the process could not be started");
  }
  const control = nodeChildProcess.stdio[3] as Socket;
  // Expected: EPIPE and ECONNRESET when the gate is gone; its end is told by the exit.
  control.on("error", () => undefined);
  let said = "";
  nodeChildProcess.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-COMPLAINT_LENGTH_MAX);
  });
  return {
    complaint: () => said.trim().replaceAll("\n", " "),
    wrapper: nodeChildProcess,
    wrapperPid: pid,
    ready: waitUntilReady(control),
    open: () => {
      control.resume();
      if (options.isTethered === true) control.write("stay\n");
      else control.end("go\n");
    },
    refuse: () => control.destroy(),
  };
}

async function waitUntilReady(control: Socket): Promise<boolean> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    return await Promise.race([
      once(control, "data", { signal }).then(() => true),
      once(control, "close", { signal }).then(() => false),
      delay(READY_MS_MAX, false, { signal }),
    ]);
  } finally {
    stop.abort();
  }
}
