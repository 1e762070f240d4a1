/**
 * What a trace tells of a cancelled invocation: the first event of each kind that can have decided
 * how it ended. Up to its end, but for what came too late.
 */
import type { TraceEvent } from "../../kernel/trace.ts";

export interface CancelFacts {
  readonly command: string;
  readonly node: string;
  /** CancelCommand, while the invocation was open. */
  cancel?: TraceEvent;
  /** CancelCommand, after its end; kept where there was none before. */
  lateCancel?: TraceEvent;
  /** The controller died with the cancel accepted and not sent. */
  controllerDied?: TraceEvent;
  cancelSent?: TraceEvent;
  cancelLost?: TraceEvent;
  cancelRefused?: TraceEvent;
  cancelTaken?: TraceEvent;
  matched?: TraceEvent;
  missed?: TraceEvent;
  jobSent?: TraceEvent;
  jobTaken?: TraceEvent;
  queued?: TraceEvent;
  /** A worker took it up; of several times the last. */
  started?: TraceEvent;
  processStarted?: TraceEvent;
  signalled?: TraceEvent;
  /** Of several steps the last. */
  exited?: TraceEvent;
  escaped?: TraceEvent;
  /** The agent died when it had signalled, before its report. */
  agentDied?: TraceEvent;
  /** The node lost its power before the report. */
  nodeDown?: TraceEvent;
  report?: TraceEvent;
  end?: TraceEvent;
  /** The node had a channel again, after the end. */
  nodeBack?: TraceEvent;
  /** It was started when for the controller it was over. */
  startedAfterEnd?: TraceEvent;
}

/** It has ended, and no agent is to come back for its job. */
export function isOver({ end, jobTaken, nodeBack }: CancelFacts): boolean {
  return end !== undefined && (jobTaken !== undefined || nodeBack !== undefined);
}
