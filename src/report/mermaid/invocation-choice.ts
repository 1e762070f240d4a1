/**
 * Which invocation is drawn: the one that is asked for, or the one that a reader wants to see first.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { listOf } from "../../scenario/property/fact.ts";
import type { ScenarioResult } from "../../scenario/result.ts";
import { evidenceOf, mainComplaint } from "../evidence.ts";
import type { Race } from "../race/race.ts";

/** By ids. */
export interface Invocation {
  readonly command: string;
  readonly node: string;
}

type Shown = Pick<ScenarioResult, "complaints" | "runs" | "shown">;

/** In the order in which they were accepted. */
export function invocationsOf(trace: readonly TraceEvent[]): readonly Invocation[] {
  const accepted = trace.filter(({ event }) => event === "command.accepted");
  return accepted.flatMap((event) =>
    listOf(event, "targets").map((node) => ({ command: event.command ?? "", node })),
  );
}

/** `COMMAND@NODE`, each by its name or its id; undefined when there is none such. */
export function invocationNamed({ shown }: Shown, asked: string): Invocation | undefined {
  const { commandIds, nodeIds } = shown.run;
  return invocationsOf(shown.trace).find(({ command, node }) =>
    wordsFor(commandIds, command).some((one) =>
      wordsFor(nodeIds, node).some((other) => `${one}@${other}` === asked),
    ),
  );
}

/**
 * What the complaint is about, else the first whose end a race decided, else the first finding, else
 * the first that was cancelled, else the first; undefined in a run without commands.
 */
export function invocationToShow(result: Shown): Invocation | undefined {
  const { run, trace } = result.shown;
  const all = invocationsOf(trace);
  const evidence = evidenceOf(result, mainComplaint(result));
  const races = evidenceOf(result, undefined).races;
  const wanted: readonly Partial<Invocation>[] = [
    ...(evidence.command === undefined && evidence.node === undefined ? [] : [placeOf(evidence)]),
    ...races.filter((race): race is Race => race.kind !== "none").slice(0, 1),
    ...run.violations.filter(({ command }) => command !== undefined).map(placeOf),
    ...races.slice(0, 1),
    {},
  ];
  for (const one of wanted) {
    const found = all.find((other) => fits(one, other));
    if (found !== undefined) return found;
  }
  return undefined;
}

function placeOf({ command, node }: PartlyKnown): Partial<Invocation> {
  return { ...(command === undefined ? {} : { command }), ...(node === undefined ? {} : { node }) };
}

interface PartlyKnown {
  readonly command?: string | undefined;
  readonly node?: string | undefined;
}

function fits(wanted: Partial<Invocation>, { command, node }: Invocation): boolean {
  return (wanted.command ?? command) === command && (wanted.node ?? node) === node;
}

function wordsFor(ids: Readonly<Record<string, string>>, id: string): readonly string[] {
  return [id, ...Object.keys(ids).filter((name) => ids[name] === id)];
}
