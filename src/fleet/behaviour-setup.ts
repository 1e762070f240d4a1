/**
 * What commands do, as a user writes it: the fields of docs/behaviours.md, with written lengths of
 * time where the processes have milliseconds.
 */
import type { MatchedBehaviour, MsSpan } from "../process/behaviour.ts";
import type { Duration } from "./duration.ts";

/** A length of time, or the shortest and the longest, between which one is drawn for each start. */
export type Span = Duration | readonly [Duration, Duration];

type Written<Value> = Value extends MsSpan ? Span : Value;

/** A behaviour, and the commands that it is for. */
export type BehaviourSetup = {
  readonly [Field in keyof MatchedBehaviour]: Written<MatchedBehaviour[Field]>;
};
