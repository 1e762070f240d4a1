/**
 * Puts the faults of a scenario on the board of a run's world, with ids for names.
 *
 * Their times count from the moment at which the fleet is ready. A fault that is about a command is
 * put at the moment at which that is accepted, before anything of it leaves the controller.
 */
import type { FaultScope } from "../../faults/plan.ts";
import type { FaultPlan } from "../../faults/plan.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { PlannedFault } from "../scenario.ts";
import type { Cast } from "./cast.ts";
import type { Scene } from "./scene.ts";

export interface FaultPlayParts {
  readonly faults: readonly PlannedFault[];
  readonly world: Scene;
  readonly cast: Cast;
}

export class FaultPlay {
  private readonly parts: FaultPlayParts;
  private startMs = 0;
  /** About commands that were not accepted yet. */
  private waiting: readonly PlannedFault[] = [];
  private isOver = false;

  constructor(parts: FaultPlayParts) {
    this.parts = parts;
  }

  /** The fleet is ready. */
  start(): void {
    this.startMs = this.parts.world.nowMs;
    this.waiting = this.parts.faults;
    this.putKnown();
  }

  see({ event }: TraceEvent): void {
    if (event === "command.accepted" && this.waiting.length > 0 && !this.isOver) this.putKnown();
  }

  /** When the last of them ends, or begins, whose time is known. */
  get timedMs(): number {
    const times = this.parts.faults.map(({ fromMs, untilMs }) => untilMs ?? fromMs);
    return this.startMs + times.reduce((one, other) => Math.max(one, other), 0);
  }

  /** Every fault ends now, and none begins. */
  heal(): void {
    this.isOver = true;
    this.parts.world.faults.healAll();
  }

  /** How often each has acted, by the name of the fault, in the order of the scenario. */
  get fired(): { readonly fault: string; readonly count: number }[] {
    const counts = new Map(this.parts.faults.map(({ fault }) => [fault.name, 0]));
    for (const { fault, fired } of this.parts.world.faults.list()) {
      counts.set(fault, (counts.get(fault) ?? 0) + fired);
    }
    return Array.from(counts, ([fault, count]) => ({ fault, count }));
  }

  private putKnown(): void {
    this.waiting = this.waiting.filter((fault) => !this.put(fault));
  }

  /** False as long as it is about a command that was not accepted. */
  private put(planned: PlannedFault): boolean {
    const { cast, world } = this.parts;
    const { on, ...plan } = planned;
    const scope = this.scope(plan.scope);
    const events = on === undefined ? [undefined] : cast.bind(on);
    if (scope === undefined || events === undefined) return false;
    const times = this.timesFromNow(plan);
    if (times === undefined) return true;
    for (const event of events) {
      world.faults.put({
        ...{ ...plan, ...times, scope },
        ...(event === undefined ? {} : { on: event }),
      });
    }
    return true;
  }

  private scope({ nodes, command, ...rest }: FaultScope): FaultScope | undefined {
    const { cast } = this.parts;
    const commandId = command === undefined ? undefined : cast.commandId(command);
    if (command !== undefined && commandId === undefined) return undefined;
    return {
      ...rest,
      ...(nodes === undefined ? {} : { nodes: cast.idsOfAll(nodes) }),
      ...(commandId === undefined ? {} : { command: commandId }),
    };
  }

  /** The board counts from when a plan is put; undefined when the plan's time is over. */
  private timesFromNow({ fromMs, untilMs }: Pick<FaultPlan, "fromMs" | "untilMs">) {
    const goneMs = this.parts.world.nowMs - this.startMs;
    if (untilMs === undefined) return { fromMs: Math.max(0, fromMs - goneMs) };
    if (untilMs <= goneMs && goneMs > 0) return undefined;
    return { fromMs: Math.max(0, fromMs - goneMs), untilMs: untilMs - goneMs };
  }
}
