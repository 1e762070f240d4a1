/**
 * Runs `fleetsim` as a user would, as a process of its own, and waits for what it says.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Far more than a start takes, so that a busy machine does not fail a test. */
const PATIENCE_MS = 60_000;
const STOP_MS = 15_000;

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Fleetsim {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  stdout = "";
  stderr = "";
  private readonly watchers = new Set<() => void>();

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      this.wake();
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
      this.wake();
    });
    this.finished = new Promise((resolve) => {
      this.child.on("close", (code, signal) => {
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
        this.wake();
      });
    });
  }

  /** Waits until stdout matches; answers the match. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const found = await waitFor(
      () => pattern.exec(this.stdout),
      this.watchers,
      () => (this.child.exitCode === null ? undefined : `it ended with ${this.child.exitCode}`),
    );
    if (typeof found === "object") return found;
    throw new Error(
      `expected stdout to match ${String(pattern)}; ${found}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`,
    );
  }

  /** Waits for the ready line; answers the URL. */
  async ready(): Promise<string> {
    const [, url = ""] = await this.says(/^ready (http:\/\/127\.0\.0\.1:\d+)$/m);
    return url;
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<Finished> {
    this.child.kill(signal);
    return this.finished;
  }

  /** Ends it in good order, so that nothing of its nodes is left behind; by force if it hangs. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
    await this.end();
    clearTimeout(force);
  }

  private wake(): void {
    for (const watcher of this.watchers) watcher();
  }
}

/** Runs a command to its end. */
export function fleetsim(args: readonly string[]): Promise<Finished> {
  return new Fleetsim(args).finished;
}

/** Runs work beside a command, and ends the command whatever becomes of the work. */
export async function withFleetsim(
  args: readonly string[],
  work: (running: Fleetsim) => Promise<void>,
): Promise<void> {
  const running = new Fleetsim(args);
  try {
    await work(running);
  } finally {
    await running.stop();
  }
}

/** Asks again every few milliseconds until an answer is not undefined; fails after a long while. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`expected ${what} within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function waitFor<Answer extends object>(
  ask: () => Answer | null,
  watchers: Set<() => void>,
  isOver: () => string | undefined,
): Promise<Answer | string> {
  return new Promise((resolve) => {
    const timeout = setTimeout(() => finish(`it did not within ${PATIENCE_MS} ms`), PATIENCE_MS);
    const finish = (answer: Answer | string): void => {
      clearTimeout(timeout);
      watchers.delete(look);
      resolve(answer);
    };
    const look = (): void => {
      const answer = ask() ?? isOver();
      if (answer !== undefined) finish(answer);
    };
    watchers.add(look);
    look();
  });
}
