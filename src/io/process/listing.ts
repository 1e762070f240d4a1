/**
 * A live process as it is shown to people.
 */
import type { ProcessListing } from "../../process/process-event.ts";
import { nowTicks, readArguments, TICKS_PER_SECOND, type ProcessStat } from "./process-table.ts";
import type { Run } from "./run.ts";

/**
 * Describes a process of a run.
 *
 * Units: `nowMs` and `startedMs` count from the same zero; /proc tells 1/100 s.
 */
export function describeProcess(
  process: ProcessStat,
  { run, nowMs, containment }: { run: Run; nowMs: number; containment: string },
): ProcessListing {
  const ageMs = ((nowTicks() - process.startTicks) * 1_000) / TICKS_PER_SECOND;
  return {
    node: run.spec.node,
    command: run.spec.commandId,
    pid: process.pid,
    args: readArguments(process.pid),
    startedMs: Math.max(0, nowMs - ageMs),
    escaped: run.isOver,
    containment,
  };
}
