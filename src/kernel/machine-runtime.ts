/**
 * Runs an xstate machine of finite control as a table: asked once, at start, then looked up.
 *
 * xstate stays the only definition. The runtime walks every reachable (state, event) pair through
 * xstate's own `transition` and keeps the next state, the names of the actions and the timers to
 * start and stop, in order. A machine with context, guards on data, or any action but a named one
 * and `after` is refused, because its step would depend on more than the pair.
 */
import { initialTransition, transition } from "xstate";
import type { AnyMachineSnapshot, AnyStateMachine } from "xstate";

/** One thing a transition asks for, in the order in which xstate gives it. */
export type MachineEffect =
  | { readonly type: "action"; readonly name: string }
  /** `timer` is the index in `MachineRuntime.timers`, the timer's key for the kernel. */
  | { readonly type: "startDelay"; readonly timer: number; readonly delay: string }
  | { readonly type: "stopDelay"; readonly timer: number };

export interface MachineTimer {
  /** xstate's event when it fires: `xstate.after.<delay>.<state>`. */
  readonly event: string;
  /** The delay's name; its length comes from the record. */
  readonly delay: string;
}

/** What a pair leads to: `target` is the number of a state. */
export interface MachineTransition {
  readonly target: number;
  readonly effects: readonly MachineEffect[];
}

export interface MachineRuntime {
  readonly id: string;
  /** Paths of the leaf states, such as `open.Pending.unsent`; a state's number is its index. */
  readonly states: readonly string[];
  readonly events: readonly string[];
  readonly timers: readonly MachineTimer[];
  readonly initial: MachineTransition;
  /** The number of an event; throws for a name that the machine does not know (a defect). */
  event(name: string): number;
  /** The number of the event of a timer that fired. */
  timerEvent(timer: number): number;
  /** The number of a leaf state by its path; throws when there is none (a defect). */
  state(path: string): number;
  /** What the pair leads to; undefined when the state ignores the event. */
  step(state: number, event: number): MachineTransition | undefined;
  /** Whether a state's path has this segment: `is(state, "Cancelling")`. */
  is(state: number, segment: string): boolean;
  /** Whether nothing can follow: the leaf is final. */
  isFinal(state: number): boolean;
}

/**
 * Compiles a machine of finite control.
 *
 * Errors: throws (a defect of the machine) on context, on an action without a name, on a delay
 *         whose name has a dot, on more than 16 timers, and on anything else a table can't hold.
 *
 * @example
 * const runtime = compileMachine(nodeMachine);
 * const step = runtime.step(runtime.initial.target, runtime.event("launch"));
 */
export function compileMachine(machine: AnyStateMachine): MachineRuntime {
  const walk = new Walk(machine);
  const table = walk.run();
  const states = walk.paths;
  const width = walk.events.length;
  const eventNumbers = new Map(walk.events.map((name, index) => [name, index]));
  const stateNumbers = new Map(states.map((path, index) => [path, index]));
  const segments = states.map((path) => new Set(path.split(".")));
  return {
    id: machine.id,
    states,
    events: walk.events,
    timers: walk.timers,
    initial: walk.initial,
    event: (name) => numberOf(eventNumbers, name, `machine ${machine.id}: event`),
    timerEvent: (timer) =>
      numberOf(eventNumbers, walk.timers[timer]?.event ?? "?", `machine ${machine.id}: timer`),
    state: (path) => numberOf(stateNumbers, path, `machine ${machine.id}: state`),
    step: (state, event) => table[state * width + event],
    is: (state, segment) => segments[state]?.has(segment) ?? false,
    isFinal: (state) => walk.final[state] ?? false,
  };
}

function numberOf(numbers: ReadonlyMap<string, number>, name: string, what: string): number {
  const found = numbers.get(name);
  if (found === undefined) throw new Error(`${what} "${name}" does not exist`);
  return found;
}

/** The walk over all reachable pairs of one machine. */
class Walk {
  readonly events: readonly string[];
  readonly timers: MachineTimer[] = [];
  readonly paths: string[] = [];
  readonly final: boolean[] = [];
  readonly initial: MachineTransition;
  private readonly machine: AnyStateMachine;
  private readonly snapshots: AnyMachineSnapshot[] = [];

  constructor(machine: AnyStateMachine) {
    this.machine = machine;
    this.events = [...(machine.events as string[])].sort();
    for (const event of this.events) this.addTimer(event);
    if (this.timers.length > 16) throw this.defect("more than 16 timers");
    const [snapshot, actions] = initialTransition(machine);
    if (Object.keys(snapshot.context as object).length > 0) throw this.defect("has context");
    this.initial = { target: this.number(snapshot), effects: this.effects(actions) };
  }

  /** Visits every state once, in order of discovery. */
  run(): (MachineTransition | undefined)[] {
    const table: (MachineTransition | undefined)[] = [];
    // The list grows while it is walked: a state is added when a transition first reaches it.
    for (const snapshot of this.snapshots) {
      for (const type of this.events) table.push(this.transition(snapshot, type));
    }
    return table;
  }

  private transition(snapshot: AnyMachineSnapshot, type: string): MachineTransition | undefined {
    // The same snapshot coming back proves nothing: a targetless transition returns it too.
    if (!snapshot.can({ type })) return undefined;
    const [next, actions] = transition(this.machine, snapshot, { type });
    return { target: this.number(next as AnyMachineSnapshot), effects: this.effects(actions) };
  }

  private number(snapshot: AnyMachineSnapshot): number {
    const path = leafPath(snapshot.value);
    const known = this.paths.indexOf(path);
    if (known >= 0) return known;
    this.paths.push(path);
    this.snapshots.push(snapshot);
    this.final.push(this.events.every((type) => !snapshot.can({ type })));
    return this.paths.length - 1;
  }

  private effects(actions: readonly { type: string; params?: unknown }[]): MachineEffect[] {
    return actions.map((action) => this.effect(action));
  }

  private effect(action: { type: string; params?: unknown }): MachineEffect {
    const params = action.params as { id?: string; sendId?: string; delay?: number } | undefined;
    if (action.type === "xstate.raise" && params?.id !== undefined && params.delay !== undefined) {
      const timer = this.timerOf(params.id);
      return { type: "startDelay", timer, delay: this.timers[timer]?.delay ?? "" };
    }
    if (action.type === "xstate.cancel" && params?.sendId !== undefined) {
      return { type: "stopDelay", timer: this.timerOf(params.sendId) };
    }
    if (action.type.startsWith("xstate.")) throw this.defect(`can't run ${action.type}`);
    return { type: "action", name: action.type };
  }

  private addTimer(event: string): void {
    const parts = event.split(".");
    if (parts[0] !== "xstate") return;
    const delay = parts[2] ?? "";
    if (parts[1] !== "after" || !(delay in this.machine.implementations.delays)) {
      throw this.defect(`the event ${event} is not an after with a named delay without dots`);
    }
    this.timers.push({ event, delay });
  }

  private timerOf(event: string): number {
    const timer = this.timers.findIndex((known) => known.event === event);
    if (timer < 0) throw this.defect(`unknown timer ${event}`);
    return timer;
  }

  private defect(why: string): Error {
    return new Error(`machine ${this.machine.id} is not finite control: ${why}`);
  }
}

function leafPath(value: unknown): string {
  if (typeof value === "string") return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined)
    throw new Error("parallel states are not supported");
  return `${only[0]}.${leafPath(only[1])}`;
}
