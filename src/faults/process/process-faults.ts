/**
 * The faults of processes, in the order of the docs.
 */
import type { Fault } from "../fault.ts";
import { brokenUtf8 } from "./broken-utf8.ts";
import { doubleForks } from "./double-forks.ts";
import { escapesBySetsid } from "./escapes-by-setsid.ts";
import { exitsLate } from "./exits-late.ts";
import { exitsWhileKilled } from "./exits-while-killed.ts";
import { floodsOutput } from "./floods-output.ts";
import { forksWhenSignalled } from "./forks-when-signalled.ts";
import { holdsPipe } from "./holds-pipe.ts";
import { ignoresSignals } from "./ignores-signals.ts";
import { killProcesses } from "./kill-processes.ts";
import { outOfMemory } from "./out-of-memory.ts";
import { spawnError } from "./spawn-error.ts";
import { stopProcesses } from "./stop-processes.ts";
import { stopped } from "./stopped.ts";
import { trapsSignal } from "./traps-signal.ts";
import { uninterruptible } from "./uninterruptible.ts";

export const PROCESS_FAULTS: readonly Fault[] = [
  ignoresSignals,
  trapsSignal,
  exitsLate,
  exitsWhileKilled,
  outOfMemory,
  stopped,
  uninterruptible,
  escapesBySetsid,
  doubleForks,
  holdsPipe,
  floodsOutput,
  brokenUtf8,
  spawnError,
  forksWhenSignalled,
  killProcesses,
  stopProcesses,
];
