/**
 * What a step's process is asked for and what it answers, the same for simulated and real ones.
 *
 * A *run* is one start of one step's script; its number is unique on its host. Output travels as
 * byte strings (one character U+0000..U+00FF a byte). Order for one run: `process.started`, then
 * output, `process.exited` (the leading process ended), `process.closed` (every holder of its
 * output pipes is gone; no output can follow); or `process.failed` alone.
 */

/** What to start: the script of one step, as the agent writes it into a file. */
export interface ProcessSpec {
  readonly node: string;
  readonly commandId: string;
  readonly stepName: string;
  /** The script's text, UTF-16; run as `sh -c <path of a file with this text>`. */
  readonly script: string;
  /** "" is the run's own scratch directory. */
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The script itself leads the group: `sh -c 'exec <path>'`, with no second shell below. */
  readonly exec?: true;
}

export type OutputStream = "stdout" | "stderr";

export type ProcessEvent =
  | { readonly type: "process.started"; readonly pid: number }
  /** It never ran; `message` is the system's text. */
  | { readonly type: "process.failed"; readonly message: string }
  | { readonly type: "process.output"; readonly stream: OutputStream; readonly bytes: string }
  /** The leader ended: with a code, or by a signal (then code is null). */
  | {
      readonly type: "process.exited";
      readonly code: number | null;
      readonly signal: string | null;
    }
  | { readonly type: "process.closed" }
  /**
   * Answer to a signal; false is ESRCH: nobody was there. One with the reach of a tree went to each
   * live process by itself, and where there was none to nobody.
   */
  | {
      readonly type: "process.signalled";
      readonly signal: string;
      readonly delivered: boolean;
      readonly reach?: "tree";
    }
  /** Answer to a look for what lives of the command's runs. */
  | { readonly type: "process.survivors"; readonly pids: readonly number[] };

/** A live process as `/_fleetsim/processes` lists it. */
export interface ProcessListing {
  readonly node: string;
  readonly command: string;
  readonly pid: number;
  readonly args: string;
  /** Milliseconds since the run's start. */
  readonly startedMs: number;
  /** True when its invocation is over and it lives on. */
  readonly escaped: boolean;
  /** How it is known to belong here: `simulated`, `pid-namespace`, `cgroup` or `marker`. */
  readonly containment: string;
}
