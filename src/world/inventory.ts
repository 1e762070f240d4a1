/**
 * What a fleet holds at a moment, counted anew from its records: the controller's part, and a host's.
 *
 * Timers of nodes and agents go on for ever and are no part of it.
 */
import type { Controller } from "../controller/controller.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Host } from "./host.ts";

export interface ControllerInventory {
  readonly openInvocations: number;
  /** Of MaxConcurrency, that all commands together have given away. */
  readonly slots: number;
  readonly invocationTimers: number;
}

export interface HostInventory {
  /** Jobs and cancels that agents have. */
  readonly jobs: number;
  readonly documentWorkers: number;
  readonly workerTimers: number;
  /** Runs whose document worker is not done with them. */
  readonly runs: number;
  /** Simulated ones. */
  readonly processes: number;
}

export interface ControllerParts {
  readonly kernel: Kernel;
  /** The kernel's owner of the controller. */
  readonly owner: number;
  readonly controller: Controller;
}

export function countController({ kernel, owner, controller }: ControllerParts) {
  let slots = 0;
  for (const { busy } of controller.commands.values()) slots += busy;
  return {
    openInvocations: controller.openInvocations.size,
    slots,
    invocationTimers: kernel.countTimers(
      (one, subject) => one === owner && controller.nodeOfSerial(subject) === undefined,
    ),
  } satisfies ControllerInventory;
}

export function countHost(kernel: Kernel, host: Host): HostInventory {
  let [jobs, documentWorkers] = [0, 0];
  for (const node of host.nodes) {
    jobs += (host.jobsOf(node) ?? 0) + (node.agent?.cancels.length ?? 0);
    for (const { worker } of node.workers.values()) documentWorkers += worker === undefined ? 0 : 1;
  }
  return {
    jobs,
    documentWorkers,
    workerTimers: kernel.countTimers((one) => host.places.isOfWorkers(one)),
    runs: host.runs.count,
    processes: host.listProcesses().length,
  };
}
