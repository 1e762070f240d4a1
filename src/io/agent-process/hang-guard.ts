/**
 * Sees to it that an agent that hangs does not outlive its host.
 *
 * A process that was stopped by SIGSTOP notices nothing, not even that its host is gone. So while
 * it hangs a shell waits for the end of the host's pipe, and kills it then.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

const SCRIPT = 'read -r _; kill -KILL "$1"';

export class HangGuard {
  readonly #shell: ChildProcess;

  constructor(pid: number) {
    this.#shell = spawn("/bin/sh", ["-c", SCRIPT, "fleetsim-hang-guard", String(pid)], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    // Without a guard the agent hangs all the same.
    this.#shell.on("error", () => {});
    this.#shell.stdin?.on("error", () => {});
  }

  /** It is not needed any more. */
  end(): void {
    this.#shell.kill("SIGKILL");
  }
}
