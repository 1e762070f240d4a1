/**
 * What the gate of a live service is made of: everything of the service that a fault may touch.
 */
import type { FaultSeams } from "../../faults/seams.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { LiveCore } from "../server/live-core.ts";

/** The kernel's owners of what faults have put under way. */
export const FAULTS_OWNER = 1;
export const GATE_OWNER = 2;

export interface GateParts {
  readonly core: () => LiveCore;
  readonly seams: () => FaultSeams;
  /** Tells the plans of an event that is no line of this service's trace. */
  readonly show: (event: TraceEvent) => void;
}
