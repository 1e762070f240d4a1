/** All that the page works out of its events, once. */
import { unpackEvents } from "../events/unpack-events.ts";
import type { PageData } from "../page-data.ts";
import { makeArrows } from "./arrow.ts";
import type { Arrow } from "./arrow.ts";
import { makeBars } from "./bar.ts";
import type { Bar } from "./bar.ts";
import { makeCounterparts } from "./counterpart.ts";
import type { Counterparts } from "./counterpart.ts";
import { makeEntries } from "./entry.ts";
import type { Entry } from "./entry.ts";
import { makeInvocations } from "./invocation.ts";
import type { Invocation } from "./invocation.ts";
import { makeNames } from "./names.ts";
import type { Names } from "./names.ts";

export interface Model {
  readonly entries: readonly Entry[];
  /** Places in `entries`, by `seq`. */
  readonly places: ReadonlyMap<number, number>;
  readonly arrows: readonly Arrow[];
  readonly bars: readonly Bar[];
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly counterparts: Counterparts;
  readonly names: Names;
  readonly readyMs: number;
}

export function makeModel({ events, story, nodes, commands, readyMs }: PageData): Model {
  const entries = makeEntries(unpackEvents(events), story);
  const arrows = makeArrows(entries);
  const bars = makeBars(entries);
  return {
    entries,
    places: new Map(entries.map(({ event }, index) => [event.seq, index])),
    arrows,
    bars,
    invocations: makeInvocations(entries),
    counterparts: makeCounterparts(entries, arrows, bars),
    names: makeNames(nodes, commands),
    readyMs,
  };
}
