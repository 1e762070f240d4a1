/**
 * Every state of the agent's machines can be reached, and the way to each is one that we can tell.
 *
 * The lists are the paths of the machine alone. Its record forbids some: it sends `slot.free` only
 * to one that waits, and asks for a worker's life (`worker.attached.*`) only after a restart or
 * when a worker has died. Of a poll that is answered it says at once what comes next.
 */
import { expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { compileMachine } from "../../src/kernel/machine-runtime.ts";
import { controlChannelMachine } from "../../src/machines/control-channel.ts";
import { messagePollMachine } from "../../src/machines/message-poll.ts";
import { jobMachine } from "../../src/machines/job.ts";
import { workerMachine } from "../../src/machines/worker.ts";
import { declaredLeaves, shortestPaths } from "../machines/shortest-paths.ts";

test.each([
  ["control-channel", controlChannelMachine as AnyStateMachine],
  ["job", jobMachine as AnyStateMachine],
  ["message-poll", messagePollMachine as AnyStateMachine],
  ["worker", workerMachine as AnyStateMachine],
])("every leaf that %s declares is reached", (_, machine) => {
  const reached = shortestPaths(machine).map((path) => path.split(":")[0]);
  expect([...reached].sort()).toEqual([...declaredLeaves(machine)].sort());
  expect([...reached].sort()).toEqual([...compileMachine(machine).states].sort());
});

test("the shortest ways through a job", () => {
  expect(shortestPaths(jobMachine as AnyStateMachine)).toMatchInlineSnapshot(`
    [
      "queued: ",
      "running: slot.free",
      "attaching: restart.current",
      "queuedCancelled: cancel.matched",
      "cancelling: slot.free, cancel.matched",
      "lost.waiting: slot.free, worker.attached.gone",
      "ended: slot.free, document.ended",
      "rebooting: slot.free, document.ended.SuccessAndReboot",
      "attachingCancelled: restart.current, cancel.matched",
      "reattached: restart.current, worker.attached.alive",
      "skipped: cancel.matched, slot.free",
      "lost.cancelling: slot.free, cancel.matched, worker.attached.gone",
      "abandoned: slot.free, cancel.matched, after abandonMs",
      "failed: slot.free, worker.attached.gone, after workerLostMs",
      "lost.abandoned: slot.free, cancel.matched, worker.attached.gone, after abandonMs",
    ]
  `);
});

test("the shortest ways through a polling", () => {
  expect(shortestPaths(messagePollMachine as AnyStateMachine)).toMatchInlineSnapshot(`
    [
      "polling.asking: ",
      "ended: agent.stop",
      "polling.choosing: poll.answered",
      "polling.replying: poll.answered, message.taken",
      "polling.acknowledging: poll.answered, message.known",
      "polling.failing: poll.answered, message.unreadable",
      "polling.blocked: poll.answered, message.blocked",
      "polling.resting: poll.answered, poll.over.quick",
      "polling.suspended: poll.answered, poll.over.errors",
    ]
  `);
});

test("the shortest ways through a worker", () => {
  expect(shortestPaths(workerMachine as AnyStateMachine)).toMatchInlineSnapshot(`
    [
      "created: ",
      "starting: worker.start",
      "startingCancelled: worker.start, worker.cancel",
      "step.launching: worker.start, after spawnMs",
      "stepOver.cancelled: worker.start, worker.cancel, after wakeMs",
      "step.launchingCancelled: worker.start, after spawnMs, worker.cancel",
      "timeoutKilling.ordinary: worker.start, after spawnMs, after timeoutMs",
      "step.running: worker.start, after spawnMs, process.started",
      "stepOver.ordinary: worker.start, after spawnMs, process.failed",
      "Success: worker.start, worker.cancel, after wakeMs, document.ended.Success",
      "SuccessAndReboot: worker.start, worker.cancel, after wakeMs, document.ended.SuccessAndReboot",
      "Failed: worker.start, worker.cancel, after wakeMs, document.ended.Failed",
      "TimedOut: worker.start, worker.cancel, after wakeMs, document.ended.TimedOut",
      "Cancelled: worker.start, worker.cancel, after wakeMs, document.ended.Cancelled",
      "cancelKilling: worker.start, after spawnMs, worker.cancel, process.started",
      "timeoutKilling.cancelled: worker.start, after spawnMs, after timeoutMs, worker.cancel",
      "step.draining: worker.start, after spawnMs, process.started, process.exited",
    ]
  `);
});
