/**
 * What a virtual fleet holds at a moment, counted anew from its records.
 *
 * Timers of nodes and agents go on for ever and are no part of it.
 */
import type { Controller } from "../controller/controller.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Host } from "./host.ts";

export interface Inventory {
  readonly openInvocations: number;
  /** Of MaxConcurrency, that all commands together have given away. */
  readonly slots: number;
  readonly invocationTimers: number;
  /** Jobs and cancels that agents have. */
  readonly jobs: number;
  readonly documentWorkers: number;
  readonly workerTimers: number;
  /** Runs whose document worker is not done with them. */
  readonly runs: number;
  readonly processes: number;
}

export interface InventoryParts {
  readonly kernel: Kernel;
  /** The kernel's owner of the controller. */
  readonly owner: number;
  readonly controller: Controller;
  readonly host: Host;
}

export function takeInventory({ kernel, owner, controller, host }: InventoryParts): Inventory {
  let [slots, jobs, documentWorkers] = [0, 0, 0];
  for (const { busy } of controller.commands.values()) slots += busy;
  for (const { agent, workers } of host.nodes) {
    jobs += (agent?.jobs.length ?? 0) + (agent?.cancels.length ?? 0);
    for (const { worker } of workers.values()) documentWorkers += worker === undefined ? 0 : 1;
  }
  return {
    openInvocations: controller.openInvocations.size,
    slots,
    invocationTimers: kernel.countTimers(
      (one, subject) => one === owner && controller.nodeOfSerial(subject) === undefined,
    ),
    jobs,
    documentWorkers,
    workerTimers: kernel.countTimers((one) => host.ownsAsWorkers(one)),
    runs: host.runCount,
    processes: host.listProcesses().length,
  };
}
