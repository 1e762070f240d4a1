/**
 * What a situation is: something that a run must have shown, or its verdict proves nothing.
 *
 * Its monitor reads the same events as the monitors of properties do, under the same rules (see
 * ../property/monitor.ts), and answers true for an event by which the situation has come about.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEventName } from "../../kernel/trace-event.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

export interface Sighting {
  readonly situation: string;
  /** The `seq` of the event by which it has come about. */
  readonly seq: number;
}

export interface SituationMonitor {
  see(event: TraceEvent): boolean;
  forget(command: string): void;
  clone(): SituationMonitor;
  encode(encoder: Encoder): void;
}

export interface Situation {
  readonly name: string;
  /** One sentence: what was seen. */
  readonly says: string;
  /** The events that its monitor is shown; no other one says anything to it. */
  readonly sees: readonly TraceEventName[];
  monitor(): SituationMonitor;
}
