/**
 * Doctors a trace as a faulty controller or agent would have it: facts left out, doubled, moved or
 * changed. The lines are numbered anew.
 */
import type { TraceEvent } from "../../src/kernel/trace.ts";

export type Events = readonly TraceEvent[];
/** What is looked for: the facts that an event must have. */
export type Facts = Readonly<Record<string, unknown>>;

export function without(events: Events, facts: Facts): Events {
  find(events, facts);
  return numbered(events.filter((event) => !fits(event, facts)));
}

/** Every event with these facts gets others. */
export function changed(events: Events, facts: Facts, patch: Facts): Events {
  find(events, facts);
  return numbered(events.map((event) => (fits(event, facts) ? { ...event, ...patch } : event)));
}

/** The first event with these facts comes twice. */
export function doubled(events: Events, facts: Facts): Events {
  const at = find(events, facts);
  return numbered([...events.slice(0, at + 1), ...events.slice(at)]);
}

/** The first event with these facts is put in front of the first one with others. */
export function moved(events: Events, facts: Facts, before: Facts): Events {
  const at = find(events, facts);
  const event = events[at]!;
  return inserted(
    events.filter((one) => one !== event),
    before,
    event,
  );
}

/** An event more, in front of the first one with these facts and at its time. */
export function inserted(events: Events, before: Facts, event: Facts): Events {
  const at = find(events, before);
  const { atMs } = events[at]!;
  const added = { source: "agent", ...event, atMs } as unknown as TraceEvent;
  return numbered([...events.slice(0, at), added, ...events.slice(at)]);
}

/** An event more at the end, so long after it. */
export function appended(events: Events, event: Facts, afterMs = 0): Events {
  const atMs = (events.at(-1)?.atMs ?? 0) + afterMs;
  return numbered([...events, { source: "agent", ...event, atMs } as unknown as TraceEvent]);
}

function find(events: Events, facts: Facts): number {
  const at = events.findIndex((event) => fits(event, facts));
  if (at < 0) throw new Error(`the trace has no event with ${JSON.stringify(facts)}`);
  return at;
}

function fits(event: TraceEvent, facts: Facts): boolean {
  return Object.entries(facts).every(([key, value]) => event[key] === value);
}

function numbered(events: Events): Events {
  return events.map((event, seq) => ({ ...event, seq }));
}
