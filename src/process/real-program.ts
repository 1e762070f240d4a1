/**
 * A behaviour as a program of the system's own sh, for fleets whose processes are real.
 *
 * It is found by its name: a directory of such programs stands first in a script's PATH. So it can
 * be had when its commands begin with its `match`, and that is a plain name. Lengths are drawn anew
 * at each start, by the system's own random numbers. What an operating system gives no means to do,
 * such as to be late to die, is left to simulated processes.
 */
import { endsAtOnce } from "./behaviour.ts";
import type { Lifetime, MatchedBehaviour } from "./behaviour.ts";

export interface RealProgram {
  readonly name: string;
  /** Of the file. */
  readonly text: string;
}

/** Why a behaviour can't be had for real, given the scripts that are run; undefined when it can. */
export function realProgramRefusal(
  { match, ...fields }: MatchedBehaviour,
  scripts: readonly string[],
): string | undefined {
  const field = Object.keys(fields).find((name) => !FIELDS.has(name));
  if (field !== undefined) return `a real process can't be made to have ${field}`;
  if (!NAME.test(match) || SHELL_WORDS.has(match)) return "its match is no name of a program";
  const isMeant = scripts.every((script) => isOnlyCalled(script, match));
  return isMeant ? undefined : "a command holds its match and does not begin with it";
}

export function realProgram(behaviour: MatchedBehaviour): RealProgram {
  const { match: name, ignores = [], escapes, output, exitCode = 0 } = behaviour;
  const lines = [
    "#!/bin/sh",
    BEHIND_ITSELF,
    DRAW,
    ...(ignores.length === 0 ? [] : [`trap '' ${ignores.join(" ")}`]),
    ...(escapes === undefined ? [] : [`setsid sleep "${secondsOf(escapes)}" >/dev/null 2>&1 &`]),
    ...(output === undefined ? [] : [`printf %s '${output.replaceAll("'", "'\\''")}'`]),
    ...lifeOf(behaviour),
    `exit ${exitCode}`,
  ];
  return { name, text: `${lines.join("\n")}\n` };
}

/** What a real program is able to do. */
const FIELDS: ReadonlySet<string> = new Set(["lasts", "exitCode", "output", "ignores", "escapes"]);
const NAME = /^[A-Za-z][\w.-]*$/;
/** Words that the shell takes itself, whatever PATH says. */
const SHELL_WORDS: ReadonlySet<string> = new Set(
  (
    "alias bg break case cd command continue do done echo elif else esac eval exec exit export " +
    "false fg fi for getopts hash if in jobs kill local printf pwd read readonly return set shift " +
    "test then times trap true type ulimit umask unalias unset until wait while"
  ).split(" "),
);

/** Every place where a script holds the name is the beginning of a simple command. */
function isOnlyCalled(script: string, name: string): boolean {
  const pieces = script.split(name);
  const last = pieces.length - 1;
  // Between two places neither the script begins nor does it end.
  return pieces.every((piece, index) => {
    const isBegun = index === 0 || BEHIND_CALL.test(index === last ? piece : piece + name);
    return isBegun && (index === last || BEFORE_CALL.test(index === 0 ? piece : name + piece));
  });
}

const BEFORE_CALL = /(^|[\n;&|({]\s*|\b(?:exec|nohup|setsid|then|else|do)\s+)$/;
const BEHIND_CALL = /^($|[\s;&|)])/;

function lifeOf(behaviour: MatchedBehaviour): string[] {
  const { lasts = endsAtOnce(behaviour) ? undefined : true } = behaviour;
  return lasts === undefined ? [] : [`sleep "${secondsOf(lasts)}"`];
}

/** A shell's word for a length in seconds. */
function secondsOf(length: Lifetime): string {
  return length === true ? "infinity" : `$(draw ${length.minMs} ${length.maxMs})`;
}

/** What a program calls is the system's own, also one that has its very name. */
const BEHIND_ITSELF = `PATH=\${PATH#"\${0%/*}:"}`;

/** Writes a number of seconds between two numbers of milliseconds, both included. */
const DRAW = `draw() {
  ms=$(($1 + $(od -An -N4 -tu4 /dev/urandom) % ($2 - $1 + 1)))
  printf '%d.%03d' $((ms / 1000)) $((ms % 1000))
}`;
