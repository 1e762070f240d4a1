/**
 * A run as a trace-event file, which Perfetto opens (ui.perfetto.dev, "Open trace file"): client,
 * controller and each node are processes, frames are arrows between their links.
 *
 * Entries stand in the order of time; at equal times in the order of the trace.
 */
import type { ScenarioResult } from "../../scenario/result.ts";
import { Names } from "../names.ts";
import { drawFrames } from "./frame-arrows.ts";
import { readEvent } from "./read-events.ts";
import type { TraceEntry } from "./trace-entry.ts";
import { TracePages } from "./trace-pages.ts";
import { Tracks } from "./tracks.ts";

type Shown = Pick<ScenarioResult, "scenario" | "shown">;

/** The file's text. */
export function renderPerfetto(result: Shown): string {
  return [...perfettoLines(result)].join("");
}

/** The file's text line by line, for one may be too long to be one string. */
export function* perfettoLines({ scenario, shown }: Shown): Generator<string, void> {
  const about = { scenario: scenario.name, seed: shown.run.seed };
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n`;
  let comma = "";
  for (const entry of traceEntries(shown)) {
    yield `${comma}${JSON.stringify(entry)}`;
    comma = ",\n";
  }
  yield "\n]}\n";
}

export function traceEntries({ run, trace }: ScenarioResult["shown"]): readonly TraceEntry[] {
  const names = new Names(run);
  const pen = { pages: new TracePages(), tracks: new Tracks(names), names };
  // Agents of a live fleet tell of what was a moment ago.
  const events = trace.toSorted((left, right) => left.atMs - right.atMs || left.seq - right.seq);
  for (const event of events) readEvent(event, pen);
  drawFrames(trace, pen);
  pen.pages.closeAll(Math.max(run.endMs, events.at(-1)?.atMs ?? 0));
  const entries = pen.pages.entries.toSorted((left, right) => left.ts - right.ts);
  return [...pen.tracks.entries(), ...entries];
}
