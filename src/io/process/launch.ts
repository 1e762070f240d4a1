/**
 * Starts one run and reports what becomes of it, from the script's file to its closed output.
 *
 * Order of work: script, container, pipes, gate; the gate waits while the containment takes it in
 * and writes the ledger; then `process.started` is reported and the gate becomes the script.
 * `process.closed` is held back until after `process.exited`.
 */
import { statSync } from "node:fs";
import path from "node:path";
import { getSystemErrorMessage } from "node:util";
import type { ProcessEvent, ProcessSpec } from "../../process/process-event.ts";
import type { Containment } from "./containment.ts";
import { runEnvironment } from "./environment.ts";
import { startGate, type Gate } from "./gate.ts";
import type { PipeMaker } from "./output-pipe.ts";
import { nowTicks, readProcess } from "./process-table.ts";
import { wakeWrapper, type Run } from "./run.ts";
import { writeScript } from "./scratch.ts";

export interface LaunchOptions {
  readonly containment: Containment;
  /** Absolute; scripts go below it. */
  readonly directory: string;
  /** Undefined: that of this process. */
  readonly path: string | undefined;
  readonly pipes: PipeMaker;
  readonly outputBytesMax: number;
  readonly report: (event: ProcessEvent) => void;
  readonly dropped: (bytes: number) => void;
}

/** Errors: throws when the script never began; then nothing was reported and nothing lives. */
export async function launchRun(run: Run, options: LaunchOptions): Promise<void> {
  const scratch = writeScript(options.directory, run);
  const folder = findWorkingDirectory(run.spec, scratch.folder);
  const { path: PATH = process.env["PATH"] } = options;
  const gate = await startContained(run, options, {
    folder,
    command: ["/bin/sh", "-c", shellCommand(run.spec, scratch.script)],
    environment: runEnvironment(run, { host: { ...process.env, PATH }, home: scratch.folder }),
  });
  try {
    if (!(await gate.ready)) throw new Error("the process ended before it began");
    const leader = readProcess(options.containment.admit(run, gate.wrapperPid));
    if (leader === undefined) throw new Error("the process ended before it began");
    if (run.isStopped) throw new Error("the node was stopped");
    run.leader = { pid: leader.pid, startTicks: leader.startTicks };
    run.isStarted = true;
    options.report({ type: "process.started", pid: leader.pid });
    gate.open();
  } catch (error) {
    gate.refuse();
    gate.wrapper.kill("SIGKILL");
    throw error;
  }
}

/** Why a run did not start, in the words of the agent's runtime. */
export function failureText(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return `fork/exec /bin/sh: ${errno === undefined ? message : getSystemErrorMessage(errno)}`;
}

/** Errors: the system's error (ENOENT, ENOTDIR, EACCES, ...) when it can not be used. */
function findWorkingDirectory(spec: ProcessSpec, scratch: string): string {
  const folder = path.resolve(scratch, spec.workingDirectory);
  // The slash makes the system itself say that a file is no directory.
  statSync(`${folder}/`);
  return folder;
}

type Command = Pick<Parameters<typeof startGate>[0], "folder" | "command" | "environment">;

async function startContained(run: Run, options: LaunchOptions, command: Command): Promise<Gate> {
  const prefix = await options.containment.enter(run);
  const pipes = await options.pipes.make(run.mark);
  try {
    const gate = await startGate({ ...command, prefix, output: pipes.writers });
    run.wrapper = gate.wrapper;
    gate.wrapper.on("exit", (code, signal) => {
      run.leaderEndTicks = nowTicks();
      run.isExited = true;
      if (run.isStarted) options.report({ type: "process.exited", code, signal });
      reportClosed(run, options);
    });
    return gate;
  } finally {
    pipes.release();
    // Also after a failure: it ends by itself, as nobody holds the writing ends.
    run.dropOutput = pipes.read({
      bytesMax: options.outputBytesMax,
      output: (stream, bytes) => {
        // Before the start only the gate can have written.
        if (run.isStarted) options.report({ type: "process.output", stream, bytes });
      },
      closed: (droppedBytes) => {
        run.isDrained = true;
        if (droppedBytes > 0) options.dropped(droppedBytes);
        wakeWrapper(run);
        reportClosed(run, options);
      },
    });
  }
}

function reportClosed(run: Run, options: LaunchOptions): void {
  if (!run.isStarted || !run.isExited || !run.isDrained || run.isClosed) return;
  run.isClosed = true;
  options.report({ type: "process.closed" });
  run.end();
}

function shellCommand({ exec }: ProcessSpec, script: string): string {
  const word = quoteForShell(script);
  // A file without a first line of its own can't be executed: the shell has to be named.
  return exec === true ? `exec /bin/sh ${word}` : word;
}

/** The path as one word of a shell's command; ordinary paths stay as they are. */
function quoteForShell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
