/**
 * What an answer shows of commands and invocations, for the trace: a few of them, each with its
 * StatusDetails.
 */
import type { Outcome } from "./operation-handler.ts";

/** Entries of one answer that the trace names. Source: our bound. */
const SHOWN_MAX = 10;

/** The facts: `<command> <StatusDetails>`, or `<command>/<node> <StatusDetails>` of an invocation. */
export function shownFacts(operation: string, outcome: Outcome): { shows?: readonly string[] } {
  if (!outcome.ok) return NOTHING;
  switch (operation) {
    case "ListCommands":
      return facts(outcome.output["Commands"]);
    case "ListCommandInvocations":
      return facts(outcome.output["CommandInvocations"]);
    case "GetCommandInvocation":
      return facts([outcome.output]);
    default:
      return NOTHING;
  }
}

const NOTHING = {};

function facts(entries: unknown): { shows?: readonly string[] } {
  const shown = (entries as readonly Shown[]).slice(0, SHOWN_MAX);
  return shown.length === 0 ? NOTHING : { shows: shown.map(showText) };
}

function showText({ CommandId, InstanceId, StatusDetails }: Shown): string {
  const what = InstanceId === undefined ? CommandId : `${CommandId}/${InstanceId}`;
  return `${what} ${StatusDetails}`;
}

interface Shown {
  readonly CommandId: string;
  readonly InstanceId?: string;
  readonly StatusDetails: string;
}
