import { setup } from "xstate";

/** What happens to a document worker; `step.*` and `document.ended.*` are its record's verdicts. */
export type WorkerEvent =
  | { type: "worker.start" }
  | { type: "worker.cancel" }
  | { type: "process.started" }
  | { type: "process.failed" }
  | { type: "process.exited" }
  | { type: "process.closed" }
  | { type: "process.signalled.delivered" }
  | { type: "process.signalled.missed" }
  | { type: "step.refused" }
  | { type: "step.next" }
  | { type: "document.ended.Success" }
  | { type: "document.ended.SuccessAndReboot" }
  | { type: "document.ended.Failed" }
  | { type: "document.ended.TimedOut" }
  | { type: "document.ended.Cancelled" };

/**
 * The life of one document worker: it comes up, runs step after step, says how each ended, ends.
 *
 * Killing is SIGKILL to the process group, at once and with no warning: what counts is whether the
 * signal met anybody (`delivered`) or not (`missed`); neither the exit nor the pipes are waited
 * for. (A leader whose end the worker has not heard of is a zombie to it at least, so that a kill
 * which misses it counts as one that hit: the record tells the two apart.) A step whose leader ended while its output pipes are held is `draining`, and can still be
 * cancelled or time out. `stepOver` lasts no time: the record at once says what is next.
 * Source: amazon-ssm-agent 3.3, measured; agent/executers/executers.go.
 */
export const workerMachine = setup({
  types: { events: {} as WorkerEvent },
  actions: {
    startProcess: () => {},
    keepExit: () => {},
    killGroup: () => {},
    endUnstarted: () => {},
    endUnlaunched: () => {},
    endRefused: () => {},
    endExited: () => {},
    endCancelled: () => {},
    endTimedOut: () => {},
    endCancelMissed: () => {},
    endTimeoutMissed: () => {},
    endDocument: () => {},
  },
  delays: { spawnMs: 1, wakeMs: 1, timeoutMs: 1 },
}).createMachine({
  id: "worker",
  initial: "created",
  states: {
    created: { on: { "worker.start": "starting" } },
    starting: {
      after: { spawnMs: "step" },
      on: { "worker.cancel": "startingCancelled" },
    },
    startingCancelled: {
      after: { wakeMs: { target: "#worker.stepOver.cancelled", actions: "endUnstarted" } },
    },
    step: {
      after: { timeoutMs: "timeoutKilling" },
      initial: "launching",
      states: {
        launching: {
          entry: "startProcess",
          on: {
            "process.started": "running",
            "process.failed": { target: "#worker.stepOver.ordinary", actions: "endUnlaunched" },
            "step.refused": { target: "#worker.stepOver.ordinary", actions: "endRefused" },
            "worker.cancel": "launchingCancelled",
          },
        },
        launchingCancelled: {
          on: {
            "process.started": "#worker.cancelKilling",
            "process.failed": { target: "#worker.stepOver.cancelled", actions: "endUnlaunched" },
          },
        },
        running: {
          on: {
            "process.exited": { target: "draining", actions: "keepExit" },
            "worker.cancel": "#worker.cancelKilling",
          },
        },
        draining: {
          on: {
            "process.closed": { target: "#worker.stepOver.ordinary", actions: "endExited" },
            "worker.cancel": "#worker.cancelKilling",
          },
        },
      },
    },
    cancelKilling: {
      entry: "killGroup",
      on: {
        "process.signalled.delivered": { target: "stepOver.cancelled", actions: "endCancelled" },
        "process.signalled.missed": { target: "stepOver.cancelled", actions: "endCancelMissed" },
      },
    },
    timeoutKilling: {
      entry: "killGroup",
      initial: "ordinary",
      states: {
        ordinary: {
          on: {
            "worker.cancel": "cancelled",
            "process.signalled.delivered": {
              target: "#worker.stepOver.ordinary",
              actions: "endTimedOut",
            },
            "process.signalled.missed": {
              target: "#worker.stepOver.ordinary",
              actions: "endTimeoutMissed",
            },
          },
        },
        cancelled: {
          on: {
            "process.signalled.delivered": {
              target: "#worker.stepOver.cancelled",
              actions: "endTimedOut",
            },
            "process.signalled.missed": {
              target: "#worker.stepOver.cancelled",
              actions: "endTimeoutMissed",
            },
          },
        },
      },
    },
    stepOver: {
      initial: "ordinary",
      on: {
        "document.ended.Success": "Success",
        "document.ended.SuccessAndReboot": "SuccessAndReboot",
        "document.ended.Failed": "Failed",
        "document.ended.TimedOut": "TimedOut",
        "document.ended.Cancelled": "Cancelled",
      },
      states: { ordinary: { on: { "step.next": "#worker.step" } }, cancelled: {} },
    },
    Success: { type: "final", entry: "endDocument" },
    SuccessAndReboot: { type: "final", entry: "endDocument" },
    Failed: { type: "final", entry: "endDocument" },
    TimedOut: { type: "final", entry: "endDocument" },
    Cancelled: { type: "final", entry: "endDocument" },
  },
});
