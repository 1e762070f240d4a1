/**
 * Every state of the machines of an agent that keeps its promises, and the way to each.
 *
 * The lists are the paths of the machine alone; its record forbids some, as it does with those of
 * the other profile.
 */
import { expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { compileMachine } from "../../src/kernel/machine-runtime.ts";
import { idealJobMachine } from "../../src/machines/ideal-job.ts";
import { idealWorkerMachine } from "../../src/machines/ideal-worker.ts";
import { jobMachine } from "../../src/machines/job.ts";
import { workerMachine } from "../../src/machines/worker.ts";
import { declaredLeaves, shortestPaths } from "../machines/shortest-paths.ts";

test.each([
  ["ideal-job", idealJobMachine as AnyStateMachine],
  ["ideal-worker", idealWorkerMachine as AnyStateMachine],
])("every leaf that %s declares is reached", (_, machine) => {
  const reached = shortestPaths(machine).map((path) => path.split(":")[0]);
  expect([...reached].sort()).toEqual([...declaredLeaves(machine)].sort());
  expect([...reached].sort()).toEqual([...compileMachine(machine).states].sort());
});

test("both profiles' machines stand on one list of events", () => {
  const events = (machine: AnyStateMachine) =>
    (machine.events as string[]).filter((event) => !event.startsWith("xstate.")).sort();
  expect(events(idealJobMachine)).toEqual(events(jobMachine));
  const verdicts = ["step.alive", "step.gone"];
  expect(events(idealWorkerMachine)).toEqual([...events(workerMachine), ...verdicts].sort());
});

test("the shortest ways through a job", () => {
  expect(shortestPaths(idealJobMachine)).toMatchInlineSnapshot(`
    [
      "queued: ",
      "running: slot.free",
      "attaching: restart.current",
      "cancelled: cancel.matched",
      "cancelling: slot.free, cancel.matched",
      "failed: slot.free, worker.attached.gone",
      "ended: slot.free, document.ended",
      "rebooting: slot.free, document.ended.SuccessAndReboot",
      "attachingCancelled: restart.current, cancel.matched",
    ]
  `);
});

test("the shortest ways through a worker", () => {
  expect(shortestPaths(idealWorkerMachine)).toMatchInlineSnapshot(`
    [
      "created: ",
      "starting: worker.start",
      "startingCancelled: worker.start, worker.cancel",
      "step.launching: worker.start, after spawnMs",
      "stepOver.cancelled: worker.start, worker.cancel, after wakeMs",
      "step.launchingCancelled: worker.start, after spawnMs, worker.cancel",
      "overrun.terminating.askedLate: worker.start, after spawnMs, after timeoutMs",
      "step.running: worker.start, after spawnMs, process.started",
      "stepOver.ordinary: worker.start, after spawnMs, process.failed",
      "Success: worker.start, worker.cancel, after wakeMs, document.ended.Success",
      "SuccessAndReboot: worker.start, worker.cancel, after wakeMs, document.ended.SuccessAndReboot",
      "Failed: worker.start, worker.cancel, after wakeMs, document.ended.Failed",
      "TimedOut: worker.start, worker.cancel, after wakeMs, document.ended.TimedOut",
      "Cancelled: worker.start, worker.cancel, after wakeMs, document.ended.Cancelled",
      "stopping.terminating.asked: worker.start, after spawnMs, worker.cancel, process.started",
      "overrun.terminating.looking: worker.start, after spawnMs, after timeoutMs, process.signalled.delivered",
      "unmet.looking: worker.start, after spawnMs, after timeoutMs, process.signalled.missed",
      "overrun.killing.asked: worker.start, after spawnMs, after timeoutMs, after graceMs",
      "step.draining: worker.start, after spawnMs, process.started, process.exited",
      "stopping.killing.asked: worker.start, after spawnMs, worker.cancel, process.started, after graceMs",
      "stopping.terminating.looking: worker.start, after spawnMs, worker.cancel, process.started, process.signalled.delivered",
      "overrun.terminating.waiting: worker.start, after spawnMs, after timeoutMs, process.signalled.delivered, step.alive",
      "unmet.waiting: worker.start, after spawnMs, after timeoutMs, process.signalled.missed, step.alive",
      "overrun.killing.looking: worker.start, after spawnMs, after timeoutMs, after graceMs, process.signalled.delivered",
      "stopping.terminating.askedLate: worker.start, after spawnMs, process.started, process.exited, worker.cancel",
      "stopping.killing.looking: worker.start, after spawnMs, worker.cancel, process.started, after graceMs, process.signalled.delivered",
      "stopping.terminating.waiting: worker.start, after spawnMs, worker.cancel, process.started, process.signalled.delivered, step.alive",
      "overrun.killing.waiting: worker.start, after spawnMs, after timeoutMs, after graceMs, process.signalled.delivered, step.alive",
      "stopping.killing.waiting: worker.start, after spawnMs, worker.cancel, process.started, after graceMs, process.signalled.delivered, step.alive",
    ]
  `);
});
