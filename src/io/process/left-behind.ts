/**
 * The property simulatorStopsItself: when a fleet has ended, nothing of it is alive.
 *
 * No trace can tell that, so the operating system is asked. A process is of a fleet when it was
 * marked as one of its scripts and has its home in the fleet's directory, works there, or holds a
 * file there open. One that shows none of this (it has cleared its environment, closed its output
 * and gone elsewhere) is not found; where there are PID namespaces it can't have got away.
 */
import { readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listProcesses, openPathsOf, readArguments, readVariable } from "./process-table.ts";
import { MARK_VARIABLE } from "./run.ts";

export interface LeftBehind {
  readonly pid: number;
  readonly args: string;
  /** By what it is known to belong to the fleet. */
  readonly by: "mark" | "working directory" | "open file";
}

/** How long a fleet may take to end its processes, in milliseconds. Source: our promise. */
export const STOPS_WITHIN_MS = 2000;
const LOOK_AGAIN_MS = 20;

/** What is still alive of the fleet of a directory, without this process itself. */
export function findLeftBehind(directory: string): readonly LeftBehind[] {
  const inside = `${path.resolve(directory)}${path.sep}`;
  return listProcesses().flatMap(({ pid }) => {
    const by = pid === process.pid ? undefined : clueOf(pid, inside);
    return by === undefined ? [] : [{ pid, args: readArguments(pid), by }];
  });
}

/** What is still alive when the time for it is over; answers at once when there is nothing. */
export async function whatOutlivesTheEnd(directory: string): Promise<readonly LeftBehind[]> {
  const endMs = performance.now() + STOPS_WITHIN_MS;
  for (;;) {
    const found = findLeftBehind(directory);
    if (found.length === 0 || performance.now() >= endMs) return found;
    await delay(LOOK_AGAIN_MS);
  }
}

function clueOf(pid: number, inside: string): LeftBehind["by"] | undefined {
  const isInside = (place = "") => `${place}${path.sep}`.startsWith(inside);
  const isMarked = readVariable(pid, MARK_VARIABLE) !== undefined;
  if (isMarked && isInside(readVariable(pid, "HOME"))) return "mark";
  if (isInside(workingDirectoryOf(pid))) return "working directory";
  return openPathsOf(pid).some(isInside) ? "open file" : undefined;
}

function workingDirectoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // Expected: the process is gone, or belongs to another user.
  }
}
