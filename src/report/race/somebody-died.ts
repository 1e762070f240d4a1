/** Races in which a node, an agent or the controller went away in the midst of a cancel. */
import { textOf } from "../../scenario/property/fact.ts";
import { isBefore, raceOf } from "./race.ts";
import type { Rule } from "./race.ts";

export const controllerDiesBeforeSend: Rule = (facts) => {
  const { controllerDied, exited, cancelTaken } = facts;
  if (controllerDied === undefined || exited === undefined) return undefined;
  if (!isBefore(exited, cancelTaken) || textOf(exited, "signal") !== "") return undefined;
  const otherwise =
    "the controller died with the cancel accepted and not sent; had it been sent first, " +
    "the process would have been killed: Cancelled";
  return raceOf(facts, "controllerDiesBeforeSend", [controllerDied, exited], otherwise);
};

/** The node went down before the cancel was carried out and reported. */
export const nodeStops: Rule = (facts) => {
  const { cancel, cancelTaken, signalled, nodeDown } = facts;
  if (cancel === undefined || nodeDown === undefined || !isBefore(cancel, nodeDown))
    return undefined;
  const reached = signalled ?? cancelTaken;
  const otherwise =
    reached === undefined
      ? "the cancel never reached the agent; had it come first, the agent would have killed: Cancelled"
      : "the agent's report was lost with the node; had it left first, the command would be Cancelled";
  return raceOf(facts, "nodeStops", [reached ?? cancel, nodeDown], otherwise);
};

export const agentDiesBeforeReport: Rule = (facts) => {
  const { matched, signalled, agentDied } = facts;
  if (matched === undefined || signalled === undefined || agentDied === undefined) return undefined;
  const otherwise = "had the agent reported first, the controller would have known at once";
  return raceOf(facts, "agentDiesBeforeReport", [signalled, agentDied], otherwise);
};
