/**
 * Ends what this host leaves behind, when it is killed: a shell that waits for the end of the host.
 *
 * It holds the reading end of a pipe whose other end only this host has. When that ends, it becomes
 * the program that sweeps (guard-main.ts). Until then it costs a shell's memory, and no time. It has
 * a session of its own: a signal to the host's group does not meet it.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** From sources as well as from the built package: its own file has the same ending as this one. */
const MAIN = fileURLToPath(import.meta.url).replace(/host-guard(\.[jt]s)$/, "guard-main$1");
const SCRIPT = 'read -r _; exec "$@"';

export interface Guarded {
  /** Absolute; the ledger is in it. */
  readonly directory: string;
  /** The directory goes with the processes. */
  readonly isTemporary: boolean;
}

export class HostGuard {
  readonly #shell: ChildProcess;

  constructor({ directory, isTemporary }: Guarded) {
    const sweep = [process.execPath, MAIN, directory, isTemporary ? "remove" : "keep"];
    this.#shell = spawn("/bin/sh", ["-c", SCRIPT, "fleetsim-guard", ...sweep], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      cwd: "/",
      env: { PATH: "/usr/bin:/bin" },
    });
    // Without a guard everything works, but for the end of what a killed host leaves behind.
    this.#shell.on("error", () => {});
    const pipe = this.#shell.stdin as Socket | undefined;
    pipe?.on("error", () => {});
    // Nobody waits for it.
    this.#shell.unref();
    pipe?.unref();
  }

  /** Nothing is left to guard. */
  end(): void {
    this.#shell.kill("SIGKILL");
  }
}
