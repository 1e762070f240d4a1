/** When the fleet of a run was ready: the moment from which a scenario counts its times. */
import type { TraceEvent } from "../kernel/trace.ts";

/** The first moment at which every node that had joined as Running was Online; 0 if there is none. */
export function readyMs(events: readonly TraceEvent[]): number {
  const waiting = new Set<string>();
  for (const event of events) {
    const { node = "" } = event;
    if (event.event === "node.registered" && event["state"] === "Running") waiting.add(node);
    if (event.event === "ping.changed" && event["to"] === "Online" && waiting.delete(node)) {
      if (waiting.size === 0) return event.atMs;
    }
  }
  return 0;
}
