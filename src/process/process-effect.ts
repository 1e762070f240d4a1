/** What the processes of a node ask their world for: timers, and news for the worker of a run. */
import type { StartTimer, StopTimer } from "../kernel/effect.ts";
import type { ProcessEvent } from "./process-event.ts";

/** Tells whoever started `run` what has become of it. */
export interface ReportProcess {
  readonly type: "reportProcess";
  readonly run: number;
  readonly event: ProcessEvent;
}

/** A timer's subject is a pid; its owner is the node's process table. */
export type ProcessTableEffect = StartTimer | StopTimer | ReportProcess;
