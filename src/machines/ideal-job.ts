import { setup } from "xstate";
import type { JobEvent } from "./job.ts";

/**
 * The job of an agent that keeps its promises, on the events of the `job` machine.
 *
 * A command that is cancelled while it waits is `cancelled` at once, and that is told. There is no
 * `abandoned`: a cancelled command keeps its slot until it has ended, which the worker's ladder of
 * signals bounds. There is no `lost`: when a worker is gone its command has failed, and that is
 * told at once. One whose worker never was waits as if it had just come.
 */
export const idealJobMachine = setup({
  types: { events: {} as JobEvent },
  actions: {
    startWorker: () => {},
    attachWorker: () => {},
    cancelWorker: () => {},
    report: () => {},
    reportReboot: () => {},
    reportUnstarted: () => {},
    reportLost: () => {},
  },
}).createMachine({
  id: "ideal-job",
  initial: "queued",
  states: {
    queued: {
      on: {
        "slot.free": { target: "running", actions: "startWorker" },
        "restart.current": { target: "attaching", actions: "attachWorker" },
        "cancel.matched": "cancelled",
      },
    },
    attaching: {
      on: {
        "cancel.matched": "attachingCancelled",
        "worker.attached.alive": "running",
        "worker.attached.unstarted": "queued",
        "worker.attached.gone": "failed",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    attachingCancelled: {
      on: {
        "worker.attached.alive": "cancelling",
        "worker.attached.unstarted": "cancelled",
        "worker.attached.gone": "failed",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    running: {
      on: {
        "cancel.matched": "cancelling",
        "worker.attached.gone": "failed",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    cancelling: {
      entry: "cancelWorker",
      on: {
        "worker.attached.gone": "failed",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    cancelled: { type: "final", entry: "reportUnstarted" },
    ended: { type: "final", entry: "report" },
    rebooting: { type: "final", entry: "reportReboot" },
    failed: { type: "final", entry: "reportLost" },
  },
});
