/**
 * The controller in its place: takes calls and inputs, and carries out what the controller asks for.
 *
 * Like a host it serves both worlds; how a frame leaves and where records become durable is behind
 * the ports. The `storeRecord` effects of a step are one transaction and come first; an answer to a
 * call leaves after them.
 */
import { handleCall } from "../api/handle-call.ts";
import type { ApiRequest, ApiResponse } from "../api/handle-call.ts";
import { admitsChannel } from "../controller/channel.ts";
import type { Controller } from "../controller/controller.ts";
import type { ControllerEffect, ControllerInput, HealthReport } from "../controller/input.ts";
import { reportHealth } from "../controller/ping.ts";
import { stepController } from "../controller/step-controller.ts";
import { Effects } from "../kernel/effect.ts";
import type { WriteTrace } from "../kernel/effect.ts";
import { timerIndex, timerSubject } from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Prng } from "../kernel/prng.ts";
import type { Due } from "../kernel/queue.ts";
import type { Trace } from "../kernel/trace.ts";
import type { Message } from "../wire/message.ts";

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
}

export class Service {
  readonly controller: Controller;
  private readonly kernel: Kernel;
  private readonly trace: Trace;
  private readonly prng: Prng;
  private readonly owner: number;
  private readonly ports: ServicePorts;

  constructor(parts: ServiceParts, ports: ServicePorts) {
    this.controller = parts.controller;
    this.kernel = parts.kernel;
    this.trace = parts.trace;
    this.prng = parts.prng;
    this.owner = parts.owner;
    this.ports = ports;
  }

  /** Something has happened. */
  input(input: ControllerInput): void {
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
    const effects = new Effects<ControllerEffect>(this.trace.enabled);
    const accepted = reportHealth(this.controller, node, report, this.kernel.nowMs, effects);
    this.carryOut(effects.list, undefined);
    return accepted;
  }

  /** Whether a node may open a control channel now. */
  admits(node: string): boolean {
    return admitsChannel(this.controller, node);
  }

  /** An API call; `answer` is called when what it changed is durable. */
  call(request: ApiRequest, answer: (response: ApiResponse) => void): void {
    const effects = new Effects<ControllerEffect>(this.trace.enabled);
    const response = handleCall(this.controller, request, this.kernel.nowMs, effects);
    this.carryOut(effects.list, () => answer(response));
  }

  /** A service that goes on exactly like this one, on a kernel and ports of its own. */
  clone(kernel: Kernel, trace: Trace, ports: ServicePorts): Service {
    const controller = this.controller.clone();
    const { owner } = this;
    return new Service({ kernel, trace, prng: this.prng.clone(), owner, controller }, ports);
  }

  private carryOut(
    list: readonly (ControllerEffect | WriteTrace)[],
    then: (() => void) | undefined,
  ): void {
    const { durable } = this.ports;
    if (durable === undefined) this.release(list, then);
    else if (list.length > 0 || then !== undefined) {
      durable.commit(records(list), () => this.release(list, then));
    }
  }

  private release(
    list: readonly (ControllerEffect | WriteTrace)[],
    then: (() => void) | undefined,
  ): void {
    for (const effect of list) this.perform(effect);
    then?.();
  }

  private perform(effect: ControllerEffect | WriteTrace): void {
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

function records(list: readonly (ControllerEffect | WriteTrace)[]): StoreRecord[] {
  return list.filter((effect) => effect.type === "storeRecord");
}
