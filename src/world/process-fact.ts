/**
 * What the trace says of the news of a process.
 */
import type { TraceFact } from "../kernel/effect.ts";
import type { ProcessEvent } from "../process/process-event.ts";

/** Whose process it is. */
export interface ProcessOwner {
  readonly node: string;
  readonly command: string;
  readonly step: string;
}

/** The fact; undefined for what no reader of a trace needs, such as output. */
export function processFact(who: ProcessOwner, event: ProcessEvent): TraceFact | undefined {
  switch (event.type) {
    case "process.output":
    case "process.closed":
    case "process.survivors":
      return undefined;
    case "process.failed":
      return { event: "process.exited", ...who, problem: event.message };
    default: {
      const { type, ...details } = event;
      return { event: type, ...who, ...details };
    }
  }
}
