/**
 * One agent's process, as its host holds it: started, told things, heard, stopped and killed.
 *
 * It has a session of its own, so that a signal from a terminal reaches the host alone, which ends
 * it. It is gone when its process is and its pipe has been read to the end.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { HangGuard } from "./hang-guard.ts";
import { Lines } from "./lines.ts";
import { LINE_BYTES_MAX, encodeLine, HEAR_FD, SAY_FD } from "./pipe.ts";
import type { BoundaryAnswer, FromAgent, ToAgent } from "./pipe.ts";

/** From sources as well as from the built package: its own file has the same ending as this one. */
const MAIN = fileURLToPath(import.meta.url).replace(/agent-child(\.[jt]s)$/, "main$1");

/** What may wait for an agent that takes nothing in; past it the agent is killed. */
const UNTAKEN_BYTES_MAX = LINE_BYTES_MAX;
const STDERR_FD = 2;
/** Of what a process writes to its stderr, in one life; the rest is dropped. */
const STDERR_CHARACTERS_MAX = 64_000;

export interface AgentChildParts {
  readonly node: string;
  readonly log: {
    debug(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  readonly hear: (messages: readonly FromAgent[]) => void;
  /** Called once, after the last message. */
  readonly gone: () => void;
}

export class AgentChild {
  /** Resolves when it is gone. */
  readonly ended: Promise<void>;
  readonly #parts: AgentChildParts;
  readonly #process: ChildProcess;
  /** Undefined when it could not be started for want of files. */
  readonly #fromAgent: Duplex | undefined;
  readonly #toAgent: Duplex | undefined;
  readonly #lines = new Lines();
  #guard: HangGuard | undefined;
  #isKilled = false;
  /** One for each `watch` that it has not confirmed, oldest first. */
  readonly #unconfirmed: (() => void)[] = [];
  #confirmed: Promise<void> = Promise.resolve();

  constructor(parts: AgentChildParts) {
    this.#parts = parts;
    this.#process = spawn(process.execPath, [MAIN, parts.node], {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
      detached: true,
    });
    const stdio = this.#process.stdio as readonly unknown[] | undefined;
    this.#fromAgent = stdio?.[SAY_FD] as Duplex | undefined;
    this.#toAgent = stdio?.[HEAR_FD] as Duplex | undefined;
    this.#readStderr(stdio?.[STDERR_FD] as Readable | undefined);
    this.#toAgent?.resume();
    this.#fromAgent?.on("data", (chunk: Buffer) => this.#read(chunk));
    this.ended = this.#untilGone().then(() => this.#end());
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** It is dead, or will be in a moment. */
  get isKilled(): boolean {
    return this.#isKilled;
  }

  tell(message: ToAgent): void {
    const pipe = this.#toAgent;
    pipe?.write(encodeLine(message));
    if ((pipe?.writableLength ?? 0) > UNTAKEN_BYTES_MAX) this.#giveUp("takes nothing in");
  }

  /** Answers the boundary at which it stands. */
  answer(answer: BoundaryAnswer): void {
    this.#fromAgent?.write(encodeLine(answer));
  }

  /** Whether it is to ask at boundaries. */
  watch(isWatched: boolean): void {
    this.#confirmed = new Promise<void>((resolve) => this.#unconfirmed.push(resolve));
    this.tell({ type: "watch", isWatched });
  }

  /** It has heard the oldest such word that it had not confirmed. */
  watched(): void {
    this.#unconfirmed.shift()?.();
  }

  /** Resolves when it has heard the latest such word, or is gone. */
  async settled(): Promise<void> {
    await Promise.race([this.#confirmed, this.ended]);
  }

  kill(): void {
    this.#isKilled = true;
    this.#process.kill("SIGKILL");
  }

  /** Stops it where it stands, until `wake`. */
  hang(): void {
    if (this.pid === undefined) return;
    this.#guard ??= new HangGuard(this.pid);
    this.#process.kill("SIGSTOP");
  }

  wake(): void {
    this.#process.kill("SIGCONT");
    this.#guard?.end();
    this.#guard = undefined;
  }

  #read(chunk: Buffer): void {
    const lines = this.#lines.take(chunk);
    if (lines === undefined) {
      this.#giveUp(`says more than ${LINE_BYTES_MAX} bytes in one line`);
      return;
    }
    const messages = lines.map(parse);
    this.#parts.hear(messages.filter((message) => message !== undefined));
    if (messages.includes(undefined)) this.#giveUp("says what is no JSON");
  }

  #giveUp(what: string): void {
    const { node, log } = this.#parts;
    if (!this.#isKilled) log.error({ node, agentPid: this.pid }, `the process of an agent ${what}`);
    this.kill();
  }

  #readStderr(stderr: Readable | undefined): void {
    const { node, log } = this.#parts;
    let left = STDERR_CHARACTERS_MAX;
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      const facts = { node, agentPid: this.pid, text: text.slice(0, left) };
      if (left > 0) log.warn(facts, "an agent's stderr");
      left = Math.max(0, left - text.length);
    });
  }

  async #untilGone(): Promise<void> {
    const { node, log } = this.#parts;
    // A pipe whose other end is gone says so as an error; that the process is gone is known anyway.
    for (const pipe of [this.#fromAgent, this.#toAgent]) pipe?.on("error", () => {});
    const isRead = new Promise<void>((resolve) => {
      if (this.#fromAgent === undefined) resolve();
      else this.#fromAgent.once("close", resolve);
    });
    const hasExited = new Promise<void>((resolve) => {
      this.#process.once("error", (error) => {
        log.error({ node, err: error }, "an agent's process could not be started");
        resolve();
      });
      this.#process.once("exit", (code, signal) => {
        const facts = { node, agentPid: this.pid, code, signal };
        if (!this.#isKilled) log.warn(facts, "an agent's process has ended without an order");
        resolve();
      });
    });
    await Promise.all([isRead, hasExited]);
  }

  #end(): void {
    this.#guard?.end();
    this.#toAgent?.destroy();
    this.#parts.gone();
  }
}

function parse(line: string): FromAgent | undefined {
  try {
    return JSON.parse(line) as FromAgent;
  } catch {
    // No line of ours; whoever reads it sees to that.
    return undefined;
  }
}
