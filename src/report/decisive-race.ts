/**
 * The race that decided: of each cancelled invocation the two events whose order made it end as it
 * did, how far apart they were, and what the other order would have given.
 *
 * Pure, from the trace alone. Where no order of two events decided, it says so.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import { textOf } from "../scenario/property/fact.ts";
import type { CancelFacts } from "./race/cancel-facts.ts";
import { findCancelFacts } from "./race/find-cancel-facts.ts";
import {
  cancelBeforeExit,
  cancelCrossesReport,
  cancelRefused,
  cancelUnsent,
  exitBeforeCancel,
  exitBeforeSignal,
  survivorEscapes,
  timeoutBeforeCancel,
} from "./race/met-a-process.ts";
import {
  cancelAfterEnd,
  cancelBeforeCommand,
  cancelBeforeDelivery,
  cancelBeforeStart,
  cancelDuringSpawn,
  cancelForgottenInQueue,
} from "./race/never-ran.ts";
import type { NoRace, Race, Rule } from "./race/race.ts";
import {
  agentDiesBeforeReport,
  controllerDiesBeforeSend,
  nodeStops,
} from "./race/somebody-died.ts";

/** Of every cancelled invocation, in the order of the trace. */
export function decisiveRaces(events: readonly TraceEvent[]): readonly (Race | NoRace)[] {
  return findCancelFacts(events).map(judge);
}

/** The first that fits decides: from what happens seldom to what happens always. */
const RULES: readonly Rule[] = [
  cancelAfterEnd,
  cancelForgottenInQueue,
  cancelBeforeCommand,
  nodeStops,
  agentDiesBeforeReport,
  cancelBeforeDelivery,
  cancelBeforeStart,
  cancelDuringSpawn,
  timeoutBeforeCancel,
  controllerDiesBeforeSend,
  cancelRefused,
  cancelUnsent,
  cancelCrossesReport,
  exitBeforeCancel,
  exitBeforeSignal,
  survivorEscapes,
  cancelBeforeExit,
];

function judge(facts: CancelFacts): Race | NoRace {
  for (const rule of RULES) {
    const race = rule(facts);
    if (race !== undefined) return race;
  }
  return { kind: "none", command: facts.command, node: facts.node, says: whatElse(facts) };
}

function whatElse({ end, report, jobTaken }: CancelFacts): string {
  if (end === undefined) return "no race is decided: the command has not ended";
  const status = textOf(end, "details");
  if (jobTaken === undefined) return `no race: no agent had taken the job when it became ${status}`;
  if (report === undefined)
    return `no race: nobody reported an end, and its time was up: ${status}`;
  return `no order of two events decided that it is ${status}`;
}
