/** Races of cancels that met no process: it had ended, or had not begun. */
import { textOf } from "../../scenario/property/fact.ts";
import { isBefore, raceOf } from "./race.ts";
import type { Rule } from "./race.ts";

/** The client cancelled what had ended. */
export const cancelAfterEnd: Rule = (facts) => {
  const { cancel, lateCancel, exited, end } = facts;
  if (cancel !== undefined || lateCancel === undefined || end === undefined) return undefined;
  const otherwise = "had the cancel come first, the process would have been killed: Cancelled";
  return raceOf(facts, "cancelAfterEnd", [exited ?? end, lateCancel], otherwise);
};

/** The agent was away when it was cancelled, and came back for a job that was no more. */
export const cancelBeforeDelivery: Rule = (facts) => {
  const { cancel, jobTaken, end, nodeBack } = facts;
  if (cancel === undefined || nodeBack === undefined || jobTaken !== undefined) return undefined;
  if (end === undefined || textOf(end, "to") !== "Cancelled") return undefined;
  const otherwise = "had the node been back first, it would have taken the job and run it";
  return raceOf(facts, "cancelBeforeDelivery", [cancel, nodeBack], otherwise);
};

/** The cancel overtook the command that it is about. */
export const cancelBeforeCommand: Rule = (facts) => {
  const { missed, jobTaken } = facts;
  if (missed === undefined || jobTaken === undefined || !isBefore(missed, jobTaken))
    return undefined;
  const otherwise =
    missed["remembered"] === true
      ? "had the command come first, the cancel would have found it and ended it"
      : "the agent forgot the cancel; had the command come first, it would be Cancelled";
  return raceOf(facts, "cancelBeforeCommand", [missed, jobTaken], otherwise);
};

/** It was cancelled while it waited for a worker, and ran all the same, in a later life. */
export const cancelForgottenInQueue: Rule = (facts) => {
  const { matched, queued, started, startedAfterEnd } = facts;
  const run = startedAfterEnd ?? started;
  if (matched === undefined || queued === undefined || run === undefined) return undefined;
  if (!isBefore(queued, matched) || !isBefore(matched, run)) return undefined;
  const otherwise = "had a worker been free before, the cancel would have killed it: Cancelled";
  return raceOf(facts, "cancelForgottenInQueue", [matched, run], otherwise);
};

export const cancelBeforeStart: Rule = (facts) => {
  const { matched, queued, started, end } = facts;
  if (matched === undefined || queued === undefined || end === undefined) return undefined;
  if (started !== undefined || !isBefore(queued, matched)) return undefined;
  const otherwise =
    facts.report === undefined
      ? "nobody answered for it; had a worker been free before, its process would have been killed"
      : "had a worker been free before, its process would have been killed: Cancelled, too";
  return raceOf(facts, "cancelBeforeStart", [matched, end], otherwise);
};

export const cancelDuringSpawn: Rule = (facts) => {
  const { matched, started, processStarted, end } = facts;
  if (matched === undefined || started === undefined || end === undefined) return undefined;
  if (processStarted !== undefined || textOf(end, "to") !== "Cancelled") return undefined;
  const otherwise = "had the process been up, it would have been killed: Cancelled, too";
  return raceOf(facts, "cancelDuringSpawn", [started, matched], otherwise);
};
