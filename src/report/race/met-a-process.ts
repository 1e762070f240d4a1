/** Races of a cancel and a process that runs: the kill, its own end, its time limit. */
import type { TraceEvent } from "../../kernel/trace.ts";
import { isDying, textOf } from "../../scenario/property/fact.ts";
import type { CancelFacts } from "./cancel-facts.ts";
import { isBefore, raceOf } from "./race.ts";
import type { Rule } from "./race.ts";

const KILLED_THEN = "the process would have been killed: Cancelled";
const OWN_END_THEN = "had it ended before the cancel came, its own exit code would count";

/** The agent had no room for the cancel, and none came through before the end. */
export const cancelRefused: Rule = (facts) => {
  const { cancelRefused: refused, cancelTaken } = facts;
  const exited = ownExit(facts);
  if (refused === undefined || exited === undefined || !isBefore(exited, cancelTaken))
    return undefined;
  const otherwise = `had there been room in the agent's cancel queue, ${KILLED_THEN}`;
  return raceOf(facts, "cancelRefused", [refused, exited], otherwise);
};

/** The process ended while the cancel waited for a channel to leave by. */
export const cancelUnsent: Rule = (facts) => {
  const { cancel, cancelSent, report, end } = facts;
  const exited = ownExit(facts);
  if (cancel === undefined || exited === undefined) return undefined;
  if (isBefore(cancelSent, exited) || !isBefore(cancel, exited)) return undefined;
  const other = cancelSent ?? report ?? end;
  const otherwise = `the node could not be reached; had the cancel been sent first, ${KILLED_THEN}`;
  return other && raceOf(facts, "cancelUnsent", [exited, other], otherwise);
};

/** The process was over when the cancel came to the agent. */
export const exitBeforeCancel: Rule = (facts) => {
  const { cancel, cancelTaken, end } = facts;
  const exited = ownExit(facts);
  if (cancel === undefined || exited === undefined || end === undefined) return undefined;
  if (textOf(end, "to") === "Cancelled") return undefined;
  if (cancelTaken !== undefined && !isBefore(exited, cancelTaken)) return undefined;
  const arrival = cancelTaken ?? facts.cancelLost ?? facts.cancelSent ?? cancel;
  const otherwise = `had the cancel come first, ${KILLED_THEN}`;
  return raceOf(facts, "exitBeforeCancel", [exited, arrival], otherwise);
};

/** The final report and the cancel were on the wire together: the same race, seen from its ends. */
export const cancelCrossesReport: Rule = (facts) => {
  const { cancelSent, cancelTaken, report, end } = facts;
  const race = exitBeforeCancel(facts);
  if (race === undefined || cancelSent === undefined || report === undefined) return undefined;
  if (!isBefore(report, cancelTaken) || !isBefore(cancelSent, end)) return undefined;
  const otherwise = `report and cancel crossed on the wire; ${race.otherwise}`;
  return { ...race, kind: "cancelCrossesReport", otherwise };
};

/** It ended by itself after the cancel had been taken: the kill came too late to count. */
export const exitBeforeSignal: Rule = (facts) => {
  const { matched, signalled, end } = facts;
  const exited = ownExit(facts);
  if (matched === undefined || exited === undefined || end === undefined) return undefined;
  if (!isBefore(matched, exited)) return undefined;
  const isCancelled = textOf(end, "to") === "Cancelled";
  const otherwise = isCancelled
    ? `nobody was killed, and it is called Cancelled all the same; ${OWN_END_THEN}`
    : `had the signal come first, ${KILLED_THEN}`;
  return raceOf(
    facts,
    "exitBeforeSignal",
    [isCancelled ? matched : exited, isCancelled ? exited : (signalled ?? end)],
    otherwise,
  );
};

export const timeoutBeforeCancel: Rule = (facts) => {
  const { cancel, cancelTaken, signalled, end } = facts;
  if (cancel === undefined || signalled === undefined || end === undefined) return undefined;
  if (textOf(end, "details") !== "ExecutionTimedOut") return undefined;
  const other = cancelTaken ?? facts.cancelLost ?? facts.cancelSent ?? cancel;
  const otherwise = "the time limit's kill was first; had the cancel come first: Cancelled";
  return raceOf(facts, "timeoutBeforeCancel", [signalled, other], otherwise);
};

export const survivorEscapes: Rule = (facts) => {
  const { matched, signalled, escaped } = facts;
  if (matched === undefined || signalled === undefined || escaped === undefined) return undefined;
  // What was met and can't die would have lived in any order.
  if (isDying(escaped)) return undefined;
  const otherwise = "a kill before the survivor left its group would have ended it, too";
  return raceOf(facts, "survivorEscapes", [signalled, escaped], otherwise);
};

export const cancelBeforeExit: Rule = (facts) => {
  const { cancelTaken, exited, signalled, end } = facts;
  if (cancelTaken === undefined || exited === undefined || signalled === undefined)
    return undefined;
  if (end === undefined || textOf(end, "to") !== "Cancelled") return undefined;
  if (!isBefore(cancelTaken, exited)) return undefined;
  const otherwise = `when it would have ended by itself is not known; ${OWN_END_THEN}`;
  return raceOf(facts, "cancelBeforeExit", [cancelTaken, exited], otherwise);
};

/** The end of the process by itself: nobody's signal ended it. */
function ownExit({ exited }: CancelFacts): TraceEvent | undefined {
  return exited !== undefined && textOf(exited, "signal") === "" ? exited : undefined;
}
