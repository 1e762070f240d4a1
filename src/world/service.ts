/**
 * The controller in its place: takes calls and inputs, and carries out what the controller asks for.
 *
 * Like a host it serves both worlds; how a frame leaves and where records become durable is behind
 * the ports. The `storeRecord` effects of a step are one transaction and come first; an answer to a
 * call leaves after all of them. A controller that has died takes nothing in until its next life.
 */
import { handleCall } from "../api/handle-call.ts";
import type { ApiRequest, ApiResponse } from "../api/handle-call.ts";
import { admitsAgent, deniesChannel } from "../controller/channel.ts";
import type { Controller } from "../controller/controller.ts";
import type { ControllerEffect, ControllerInput, HealthReport } from "../controller/input.ts";
import { reportHealth } from "../controller/ping.ts";
import { stepController } from "../controller/step-controller.ts";
import { Effects } from "../kernel/effect.ts";
import type { TraceFact, WriteTrace } from "../kernel/effect.ts";
import { timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { Message } from "../wire/message.ts";
import {
  boundaryAt,
  factsOfStores,
  doesAnything,
  STEP_STORED,
  STEP_TAKEN,
} from "../kernel/boundary.ts";
import { Boundaries } from "../kernel/boundary.ts";
import type { Death } from "../kernel/boundary.ts";

export interface ServicePorts {
  sendFrame(node: string, epoch: number, message: Message): void;
  closeChannel(node: string, epoch: number): void;
  /** Where records become durable; without it memory is all there is. */
  readonly durable?: ServiceDurablePort;
}

export type StoreRecord = Extract<ControllerEffect, { type: "storeRecord" }>;

export interface ServiceDurablePort {
  /** Writes the records of one step, then calls `release`; releases come in order of commits. */
  commit(records: readonly StoreRecord[], release: () => void): void;
}

/** What a service is made of; `owner` is the kernel's number of the controller. */
export interface ServiceParts {
  readonly kernel: Kernel;
  readonly trace: Trace;
  readonly prng: Prng;
  readonly owner: number;
  readonly controller: Controller;
  /** Where the controller may be made to die; without it it does not. */
  readonly boundaries?: Boundaries;
}

type Listed = ControllerEffect | WriteTrace;

/** The last thing that a step does for a call: an effect of the service's own. */
const ANSWER = { type: "answerCall" } as const;

export class Service {
  /** That of the present life; between two lives that of the last one. */
  controller: Controller;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly prng: Prng;
  private readonly owner: number;
  private readonly ports: ServicePorts;
  private readonly boundaries: Boundaries;
  /** Told of a death at a boundary, when it has happened. */
  private readonly died: (death: Death) => void;
  private alive = true;

  constructor(
    parts: ServiceParts,
    ports: ServicePorts,
    died: (death: Death) => void = () => undefined,
  ) {
    this.controller = parts.controller;
    this.boundaries = parts.boundaries ?? new Boundaries();
    this.died = died;
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.prng = parts.prng;
    this.owner = parts.owner;
    this.ports = ports;
  }

  /** False between the death of a controller and its next life. */
  get isAlive(): boolean {
    return this.alive;
  }

  /** The controller's process ends, with its timers: what it had not stored never was. */
  crash(): void {
    this.alive = false;
    this.kernel.stopTimers(this.owner);
  }

  /** Another life of the controller begins; `controller` is what the rows have made of it. */
  restart(controller: Controller): void {
    this.controller = controller;
    this.alive = true;
    this.input({ type: "controller.start" });
  }

  /** Something has happened. */
  input(input: ControllerInput): void {
    if (!this.alive) return;
    const effects = new Effects<ControllerEffect>(this.trace.enabled);
    stepController(this.controller, input, this.kernel.nowMs, effects);
    this.carryOut(effects.list, undefined);
  }

  /** A timer of the controller's has fired. */
  timer(due: Due): void {
    this.input({ type: "timer", subject: timerSubject(due), timer: timerIndex(due) });
  }

  /** An agent's UpdateInstanceInformation that did not come as an API call. */
  health(node: string, report: HealthReport): boolean {
    if (!this.alive) return false;
    const effects = new Effects<ControllerEffect>(this.trace.enabled);
    const accepted = reportHealth(this.controller, node, report, this.kernel.nowMs, effects);
    this.carryOut(effects.list, undefined);
    return accepted;
  }

  /** Whether a node may talk to the service now. */
  admits(node: string): boolean {
    return this.alive && admitsAgent(this.controller, node);
  }

  /** Whether CreateControlChannel is granted to a node now. */
  admitsChannel(node: string): boolean {
    return this.admits(node) && !deniesChannel(this.controller, node);
  }

  /**
   * An API call; `answer` is called when what it changed is durable. It never is when the
   * controller dies before, and then the call may or may not have had its effect.
   */
  call(request: ApiRequest, answer: (response: ApiResponse) => void): void {
    if (!this.alive) return;
    const effects = new Effects<ControllerEffect>(this.trace.enabled);
    const response = handleCall(this.controller, request, this.kernel.nowMs, effects);
    this.carryOut(effects.list, () => answer(response));
  }

  /** A fact that the controller is the source of, outside of its steps. */
  write(fact: TraceFact, source: "controller" | "fault" = "controller"): void {
    if (this.trace.enabled) this.trace.write(this.kernel.nowMs, source, fact);
  }

  /** A service that goes on exactly like this one, on a kernel and ports of its own. */
  clone(
    parts: Omit<ServiceParts, "prng" | "owner" | "controller">,
    ports: ServicePorts,
    died?: (death: Death) => void,
  ): Service {
    const controller = this.controller.clone();
    const own = { prng: this.prng.clone(), owner: this.owner, controller };
    const copy = new Service({ ...parts, ...own }, ports, died);
    copy.alive = this.alive;
    return copy;
  }

  private carryOut(list: readonly Listed[], answer: (() => void) | undefined): void {
    if (this.diesAt(list, answer, STEP_TAKEN)) return;
    const { durable } = this.ports;
    if (durable === undefined) this.release(list, answer);
    else if (list.length > 0 || answer !== undefined) {
      durable.commit(records(list), () => this.release(list, answer));
    }
  }

  private release(list: readonly Listed[], answer: (() => void) | undefined): void {
    if (this.diesAt(list, answer, STEP_STORED)) return;
    for (let at = 0; at < list.length; at += 1) {
      const effect = list[at];
      if (effect !== undefined) this.perform(effect);
      if (!this.alive || this.diesAt(list, answer, at)) return;
    }
    answer?.();
  }

  /** Whether the controller dies at this place of its step; if so, it is dead now. */
  private diesAt(list: readonly Listed[], answer: (() => void) | undefined, at: number): boolean {
    const { boundaries } = this;
    // A call that changes nothing has no boundaries: whoever asks once more is told the same.
    if (!boundaries.areWatched || !doesAnything(list)) return false;
    const all = answer === undefined ? list : [...list, ANSWER];
    const who = { process: "controller", node: undefined, command: undefined } as const;
    const boundary = boundaryAt(who, all, at);
    const death = boundary && boundaries.ask(boundary, (fact) => this.write(fact, "fault"));
    if (death === undefined) return false;
    for (const fact of factsOfStores(list, at)) this.write(fact, "controller");
    this.crash();
    this.died(death);
    return true;
  }

  private perform(effect: Listed): void {
    switch (effect.type) {
      case "startTimer":
        this.kernel.startTimer(this.owner, effect, this.prng);
        return;
      case "stopTimer":
        this.kernel.stopTimer(this.owner, effect);
        return;
      case "writeTrace":
        this.trace.write(this.kernel.nowMs, "controller", effect.event);
        return;
      case "storeRecord":
        return;
      case "sendFrame":
        this.ports.sendFrame(effect.node, effect.epoch, effect.message);
        return;
      case "closeChannel":
        this.ports.closeChannel(effect.node, effect.epoch);
    }
  }
}

function records(list: readonly Listed[]): StoreRecord[] {
  return list.filter((effect) => effect.type === "storeRecord");
}
