/** The kinds of events that a person can ask for. */
import type { TraceEvent } from "../../kernel/trace.ts";

export const KINDS = {
  call: "API calls",
  message: "messages",
  job: "jobs",
  process: "processes",
  status: "statuses",
  node: "nodes and links",
  fault: "faults",
  other: "other",
} as const;

export type Kind = keyof typeof KINDS;

/** By the first word of its name; CancelCommand's own line belongs to the calls. */
export function kindOf({ event }: Pick<TraceEvent, "event">): Kind {
  if (event === "cancel.accepted") return "call";
  const [noun = ""] = event.split(".");
  return NOUNS[noun] ?? "other";
}

const NOUNS: Readonly<Record<string, Kind>> = {
  ...{ call: "call", command: "call", frame: "message", reply: "message" },
  ...{ job: "job", cancel: "job", store: "job", reboot: "job" },
  ...{ process: "process", status: "status", ping: "status", step: "status" },
  ...{ node: "node", agent: "node", link: "node", channel: "node", host: "node" },
  ...{ twin: "node", health: "node", fault: "fault" },
};
