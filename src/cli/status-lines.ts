/**
 * What a person sees while a fleet runs: one line for each change of status, as it happens.
 */
import type { TraceEvent } from "../kernel/trace.ts";

/** The line for an event that has just been traced; undefined for events not meant for people. */
export function statusLine(event: TraceEvent, now: Date): string | undefined {
  const text = describe(event);
  return text === undefined ? undefined : `${now.toISOString().slice(11, 23)}  ${text}`;
}

function describe(event: TraceEvent): string | undefined {
  const node = event.node ?? "(command)          ";
  const command = (event.command ?? "").slice(0, 8);
  switch (event.event) {
    case "status.changed": {
      const details = event["details"] === event["to"] ? "" : ` (${text(event["details"])})`;
      return `${node}  ${command}  ${text(event["from"])} -> ${text(event["to"])}${details}`;
    }
    case "ping.changed":
      return `${node}  ping      ${text(event["from"] ?? "-")} -> ${text(event["to"])}`;
    case "node.stateChanged":
      return `${node}  node      ${text(event["from"])} -> ${text(event["to"])}`;
    case "process.escaped":
      return `${node}  ${command}  escaped: ${text(event["pids"])} lives on`;
    case "cancel.missed":
      return `${node}  ${command}  a cancel found nothing to cancel`;
    case "job.skipped":
      return `${node}  ${command}  cancelled while queued: never answered, runs after a restart`;
    default:
      return undefined;
  }
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
