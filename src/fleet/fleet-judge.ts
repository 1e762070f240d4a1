/**
 * The properties of a fleet: each event goes to every monitor from the first one on, so that nothing
 * is missed when the trace drops its oldest lines. Who never asks does not pay for it: events wait
 * until somebody does, or until many have come.
 */
import type { TraceEvent } from "../kernel/trace.ts";
import { Judge } from "../scenario/property/judge.ts";
import { PROPERTIES } from "../scenario/property/properties.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import { nearest } from "../world/nearest.ts";
import { FleetError, shown } from "./fleet-error.ts";
import type { TraceLog } from "../kernel/trace-log.ts";

/** A place where a property did not hold. */
export interface FleetViolation {
  /** The property's name, a word of docs/properties.md. */
  readonly property: string;
  /** What it claims, as a sentence. */
  readonly claim: string;
  /** What happened and should not have, as a sentence. */
  readonly says: string;
  /** The node's name. */
  readonly node?: string;
  readonly nodeId?: string;
  /** The command's id. */
  readonly command?: string;
  /** The two lines of the trace that decide it; fewer when the trace keeps them no longer. */
  readonly events: readonly TraceEvent[];
}

export interface PropertyOptions {
  /** Names of properties that need not hold. @defaultValue none */
  readonly except?: readonly string[];
}

export interface JudgedFleet {
  readonly nowMs: number;
  readonly log: TraceLog;
  /** Names of nodes by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** How many events may wait for the judge. Source: our choice; the trace keeps ten times as many. */
const WAITING_MAX = 100_000;
const NAMES = PROPERTIES.map(({ name }) => name);
const CLAIMS = new Map(PROPERTIES.map(({ name, says }) => [name, says]));

export class FleetJudge {
  private readonly judge: Judge;
  private waiting: TraceEvent[] = [];

  /** By the options of the fleet; without any, by the defaults. */
  constructor(options?: FleetOptions) {
    this.judge = Judge.of(PROPERTIES, options);
  }

  see(event: TraceEvent): void {
    this.waiting.push(event);
    if (this.waiting.length >= WAITING_MAX) this.catchUp();
  }

  /**
   * What has been broken by now; what is late by now counts as well.
   *
   * Errors: throws FleetError for a name that no property has.
   */
  violations({ except = [] }: PropertyOptions, fleet: JudgedFleet): readonly FleetViolation[] {
    for (const name of except) checkName(name);
    this.catchUp();
    // Nothing has ended: more may happen, and be asked for, afterwards.
    const found = this.judge.clone().end(fleet.nowMs);
    return found
      .filter(({ property }) => !except.includes(property))
      .map(({ property, command, node, seqs, says }) => ({
        property,
        claim: CLAIMS.get(property) ?? "",
        says,
        ...(node === undefined ? {} : { node: fleet.names.get(node) ?? node, nodeId: node }),
        ...(command === undefined ? {} : { command }),
        events: [...new Set(seqs)].flatMap((seq) => fleet.log.at(seq) ?? []),
      }));
  }

  private catchUp(): void {
    for (const event of this.waiting) this.judge.see(event);
    this.waiting = [];
  }
}

function checkName(name: unknown): void {
  if (NAMES.some((known) => known === name)) return;
  const near = typeof name === "string" ? ` (the nearest is ${nearest(name, NAMES)})` : "";
  throw new FleetError(
    `except: expected names of properties${near}; found ${shown(name)}; nothing was judged`,
  );
}
