/**
 * What a race is: the two events whose order decided how a cancelled invocation ended.
 */
import { distance } from "../../kernel/time-text.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { wordsOf } from "../event-words.ts";
import type { CancelFacts } from "./cancel-facts.ts";

export const RACE_KINDS = [
  "cancelAfterEnd",
  "cancelBeforeDelivery",
  "cancelBeforeCommand",
  "cancelBeforeStart",
  "cancelForgottenInQueue",
  "cancelDuringSpawn",
  "cancelBeforeExit",
  "exitBeforeCancel",
  "exitBeforeSignal",
  "cancelCrossesReport",
  "cancelUnsent",
  "cancelRefused",
  "controllerDiesBeforeSend",
  "nodeStops",
  "agentDiesBeforeReport",
  "timeoutBeforeCancel",
  "survivorEscapes",
] as const;
export type RaceKind = (typeof RACE_KINDS)[number];

export interface Race {
  readonly kind: RaceKind;
  readonly command: string;
  readonly node: string;
  readonly first: TraceEvent;
  readonly second: TraceEvent;
  readonly apartMs: number;
  /** One sentence: which came first, and by how much. */
  readonly says: string;
  /** One sentence: what the other order would have given. */
  readonly otherwise: string;
}

/** No order of two events decided. */
export interface NoRace {
  readonly kind: "none";
  readonly command: string;
  readonly node: string;
  /** One sentence: what did, if anything. */
  readonly says: string;
}

/** One way in which a cancel goes; undefined when the invocation went another one. */
export type Rule = (facts: CancelFacts) => Race | undefined;

/** The race of two events, in whichever order they came. */
export function raceOf(
  { command, node }: CancelFacts,
  kind: RaceKind,
  [one, other]: readonly [TraceEvent, TraceEvent],
  otherwise: string,
): Race {
  const [first, second] = one.seq < other.seq ? [one, other] : [other, one];
  const apartMs = second.atMs - first.atMs;
  const says = `'${shortWords(first)}' came ${before(apartMs, shortWords(second))}`;
  return { kind, command, node, first, second, apartMs, says, otherwise };
}

/** An event in a sentence. */
export function shortWords(event: TraceEvent): string {
  const words = (wordsOf(event) ?? event.event).replaceAll("-->", "").trim();
  return words.replace(/^(job|cancel): (\d+)$/, "$1 refused with $2");
}

/** Whether the first is known and came before the second, or the second never came. */
export function isBefore(one: TraceEvent | undefined, other: TraceEvent | undefined): boolean {
  return one !== undefined && (other === undefined || one.seq < other.seq);
}

function before(apartMs: number, other: string): string {
  if (apartMs === 0) return `in the same millisecond as '${other}', and before it`;
  return `${distance(apartMs)} before '${other}'`;
}
