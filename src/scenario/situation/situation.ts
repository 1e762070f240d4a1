/**
 * What a situation is: something that a run must have shown, or its verdict proves nothing.
 *
 * Its monitor reads the same events as the monitors of properties do, under the same rules (see
 * ../property/monitor.ts), and answers true for an event by which the situation has come about.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

export interface Sighting {
  readonly situation: string;
  /** The `seq` of the event by which it has come about. */
  readonly seq: number;
}

export interface SituationMonitor {
  see(event: TraceEvent): boolean;
  clone(): SituationMonitor;
  encode(encoder: Encoder): void;
}

export interface Situation {
  readonly name: string;
  /** One sentence: what was seen. */
  readonly says: string;
  monitor(): SituationMonitor;
}

/** Every situation that a whole trace shows, with the first event by which it does. */
export function sightings(
  situations: readonly Situation[],
  events: readonly TraceEvent[],
): readonly Sighting[] {
  return situations.flatMap((situation) => {
    const watching = situation.monitor();
    const event = events.find((one) => watching.see(one));
    return event === undefined ? [] : [{ situation: situation.name, seq: event.seq }];
  });
}
