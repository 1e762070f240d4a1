/**
 * What a process is made to do that its script does not say: what a scenario or a fault asks for.
 *
 * A scenario gives behaviours to commands: a command of a script that holds `match` is then a program
 * of its own, whatever its name, and lives as said. A fault gives one to the script's own process, or
 * to commands as well. Every field may be left out; docs/behaviours.md has a line for each.
 */
import { Encoder } from "../kernel/encoder.ts";

export interface MsSpan {
  readonly minMs: number;
  readonly maxMs: number;
}

/** For so long, or until somebody ends it: until the end of the fleet. */
export type Lifetime = MsSpan | true;

export interface Behaviour {
  /**
   * How long it runs, drawn for each start. @defaultValue it ends at once; with a field that is about
   * signals or about later (`endsAtOnce`) it runs until somebody ends it
   */
  readonly lasts?: Lifetime;
  /** What it ends with when nobody ends it. @defaultValue 0 */
  readonly exitCode?: number;
  /** What it writes at its start, as text. */
  readonly output?: string;
  /** Signals that it takes no notice of; SIGKILL can't be ignored. */
  readonly ignores?: readonly IgnorableSignal[];
  /** At SIGTERM it cleans up for so long, then ends with `trapExitCode`. */
  readonly traps?: MsSpan;
  /** @defaultValue 0 */
  readonly trapExitCode?: number;
  /** After a signal that ends it, it is gone only so much later. */
  readonly exitsLate?: MsSpan;
  /** It ends by itself, with this code, just before a signal from outside would end it. */
  readonly exitsWhileKilled?: number;
  /** A child in a session of its own, which the group's signals don't reach, for so long. */
  readonly escapes?: Lifetime;
  /** The same by two forks: its parent is gone at once. */
  readonly doubleForks?: Lifetime;
  /** A child of the group keeps the output pipe open for so long after the process's end. */
  readonly holdsPipe?: Lifetime;
  /** A child is started when a signal arrives that can be caught, and lives for so long. */
  readonly forksWhenSignalled?: Lifetime;
  /** Bytes written as fast as the pipe takes them, right after the start. */
  readonly floods?: number;
  /** Output holds bytes that are no UTF-8, one cut character at the end. */
  readonly brokenUtf8?: true;
  /** Killed by SIGKILL, as by the kernel's out-of-memory killer, after so long. */
  readonly outOfMemoryAfter?: MsSpan;
  /** Stopped (SIGSTOP) after so long; only SIGKILL or SIGCONT helps. */
  readonly stopsAfter?: MsSpan;
  /** No signal has an effect, SIGKILL included, until so long after the start. */
  readonly uninterruptible?: Lifetime;
  /** It can't be started at all; the system's word, such as `Cannot allocate memory`. */
  readonly spawnError?: string;
}

export type IgnorableSignal = "TERM" | "INT" | "HUP";

/** A behaviour and the commands that it is for: those whose words, joined by spaces, hold `match`. */
export interface MatchedBehaviour extends Behaviour {
  /** A part of a command, 1..1000 characters. */
  readonly match: string;
}

/** The first of a list that is for a command. */
export function behaviourOf(
  words: string,
  list: readonly MatchedBehaviour[],
): MatchedBehaviour | undefined {
  return list.find(({ match }) => words.includes(match));
}

/** Fields that only matter to a program that is still there when something comes. */
const ABOUT_LATER = [
  "ignores",
  "traps",
  "exitsLate",
  "exitsWhileKilled",
  "forksWhenSignalled",
  "outOfMemoryAfter",
  "stopsAfter",
] as const;

/** Whether a program of this behaviour, without `lasts`, is over as soon as it has begun. */
export function endsAtOnce(behaviour: Behaviour): boolean {
  return ABOUT_LATER.every((field) => behaviour[field] === undefined);
}

/** Of each behaviour that was ever hashed: most are, again and again, and none is changed. */
const HASHES = new WeakMap<Behaviour, number>();

/** Writes what a behaviour says. */
export function encodeBehaviour(encoder: Encoder, behaviour: Behaviour): void {
  let hash = HASHES.get(behaviour);
  if (hash === undefined) {
    const own = new Encoder(0);
    own.text(JSON.stringify(behaviour));
    hash = own.finish();
    HASHES.set(behaviour, hash);
  }
  encoder.int(Math.floor(hash / 0x1_0000_0000));
  encoder.int(hash | 0);
}
