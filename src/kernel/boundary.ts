/**
 * The boundaries between effects: every place where a process can die.
 *
 * The stores of a step are one transaction; each other effect stands by itself. So a step has a
 * boundary before anything of it has happened, one behind its stores, and one behind each other
 * effect. Facts for the trace do not count: the boundaries are the same whether anybody reads it or
 * not. Whoever wants somebody to die at one (an explorer's choice, a test) sets `watch`: it is asked
 * at each, in order, and answers how the process dies, or undefined if it lives on. Faults are asked
 * after that; what they do they write into the trace themselves.
 */
import type { TraceFact, WriteTrace } from "./effect.ts";
import type { TraceEventName } from "./trace-event.ts";

export type Mortal = "agent" | "worker" | "controller";

export interface Boundary {
  readonly process: Mortal;
  /** Undefined for the controller. */
  readonly node: string | undefined;
  /** Whose document worker it is; undefined for the others. */
  readonly command: string | undefined;
  /** What was carried out last, such as `storeRecord` or `sendFrame agent_job_ack`. */
  readonly after: string;
  /** What would be carried out next. */
  readonly before: string;
}

export type Death =
  /**
   * The process alone. An agent and the controller are started again after so long, as a service
   * manager would; a document worker is not.
   */
  | { readonly kind: "crash"; readonly restartMs: number }
  /** The node, with all that runs on it; it boots again. For the controller the same as a crash. */
  | { readonly kind: "powerCut" };

export type BoundaryWatch = (boundary: Boundary) => Death | undefined;

/** The faults of a world, as far as boundaries go. */
export interface BoundaryFaults {
  /** Whether any of them may act at a boundary, now or later. */
  areOn(): boolean;
  readonly ask: BoundaryWatch;
}

/** Who is asked at the boundaries; one a world, shared by its host and its service. */
export class Boundaries {
  watch: BoundaryWatch | undefined = undefined;
  faults: BoundaryFaults | undefined = undefined;

  /** Whether anybody has to be asked. */
  get areWatched(): boolean {
    return this.watch !== undefined || this.faults?.areOn() === true;
  }

  /** How a process dies at a boundary, if it does; `write` is given what the trace has to say. */
  ask(boundary: Boundary, write: (fact: TraceFact) => void): Death | undefined {
    const death = this.watch?.(boundary);
    if (death === undefined) return this.faults?.ask(boundary);
    write(deathFact(boundary, death));
    return death;
  }
}

/** Whose step it is. */
export type Stepping = Pick<Boundary, "process" | "node" | "command">;

/** The place before any effect of a step. */
export const STEP_TAKEN = -1;
/** The place behind the stores of a step. */
export const STEP_STORED = -2;

interface AnyEffect {
  readonly type: string;
  readonly message?: unknown;
}

/** The boundary behind the effect at an index of a step's list, or at one of the places above. */
export function boundaryAt(
  who: Stepping,
  list: readonly AnyEffect[],
  at: number,
): Boundary | undefined {
  const hasStores = list.some(({ type }) => type === STORE);
  const next = list.find((effect, index) => index > at && standsAlone(effect));
  const before = next === undefined ? "the end of the step" : effectName(next);
  if (at === STEP_TAKEN) {
    if (!hasStores && next === undefined) return undefined;
    return { ...who, after: "the input", before: hasStores ? STORE : before };
  }
  if (at === STEP_STORED) return hasStores ? { ...who, after: STORE, before } : undefined;
  const done = list[at];
  if (done === undefined || !standsAlone(done)) return undefined;
  return { ...who, after: effectName(done), before };
}

/** Whether a step does anything at all; one that only writes into the trace has no boundaries. */
export function doesAnything(list: readonly AnyEffect[]): boolean {
  return list.some((effect) => effect.type === STORE || standsAlone(effect));
}

/**
 * What a step that dies at a place had still to say of its stores: they are done, and nothing but
 * the trace would ever tell.
 */
export function factsOfStores(list: readonly (AnyEffect | WriteTrace)[], at: number): TraceFact[] {
  if (at === STEP_TAKEN) return [];
  return list.flatMap((effect, index) =>
    index > at && isFact(effect) && OF_STORES.has(effect.event.event) ? [effect.event] : [],
  );
}

const OF_STORES: ReadonlySet<TraceEventName> = new Set([
  "command.accepted",
  "cancel.accepted",
  "status.changed",
  "job.ended",
]);

function isFact(effect: AnyEffect | WriteTrace): effect is WriteTrace {
  return effect.type === "writeTrace";
}

function deathFact({ process, node, command, after, before }: Boundary, death: Death) {
  return {
    event: "fault.fired",
    ...(node === undefined ? {} : { node }),
    ...(command === undefined ? {} : { command }),
    ...{ fault: death.kind, process, after, before },
  } as const satisfies TraceFact;
}

const STORE = "storeRecord";

function standsAlone({ type }: AnyEffect): boolean {
  return type !== STORE && type !== "writeTrace";
}

/** A frame is known by the type of its message: before an ack is another place than after it. */
function effectName({ type, message }: AnyEffect): string {
  const isTyped = typeof message === "object" && message !== null && "type" in message;
  return isTyped && typeof message.type === "string" ? `${type} ${message.type}` : type;
}
