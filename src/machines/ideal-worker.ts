import { setup } from "xstate";
import type { WorkerEvent } from "./worker.ts";

/** Besides the events of the `worker` machine: the record's verdicts after a look at what is left. */
export type IdealWorkerEvent = WorkerEvent | { type: "step.gone" } | { type: "step.alive" };

const CANCELLED = "#ideal-worker.stepOver.cancelled";
const ORDINARY = "#ideal-worker.stepOver.ordinary";
const STOPPING = "#ideal-worker.stopping.terminating";
const OVERRUNNING = "#ideal-worker.overrun.terminating";
const UNMET = "#ideal-worker.unmet.looking";
const STOPPED = { target: CANCELLED, actions: "endStopped" } as const;
const OVERRUN = { target: ORDINARY, actions: "endOverrun" } as const;
const EXITED = { target: ORDINARY, actions: "endExited" } as const;
const UNLAUNCHED = { target: ORDINARY, actions: "endUnlaunched" } as const;
const NOTE_CANCEL = { "worker.cancel": { actions: "noteCancel" } } as const;
const NOTES = {
  "process.exited": { actions: "keepExit" },
  "process.closed": { actions: "noteClosed" },
} as const;

type End = typeof STOPPED | typeof OVERRUN | typeof EXITED;

/** The two states that wait for the end of a step: one looks for what is left, one rests. */
function watching(at: string, end: End) {
  const looking = `${at}.looking`;
  return {
    looking: {
      entry: "look",
      on: { ...NOTES, "step.gone": end, "step.alive": `${at}.waiting` },
    },
    waiting: {
      after: { lookMs: looking },
      on: {
        "process.exited": { target: looking, actions: "keepExit" },
        "process.closed": { target: looking, actions: "noteClosed" },
      },
    },
  } as const;
}

/** A signal is under way: its answer says whether it met anybody. */
function asking(at: string, missed: string) {
  return {
    on: {
      ...NOTES,
      "process.signalled.delivered": `${at}.looking`,
      "process.signalled.missed": missed,
    },
  } as const;
}

/** After SIGKILL, the last step of a ladder. */
function killing(at: string, end: End) {
  return {
    entry: "killTree",
    after: { killMs: end },
    initial: "asked",
    states: { asked: asking(at, `${at}.looking`), ...watching(at, end) },
  } as const;
}

/**
 * The document worker of an agent that keeps its promises.
 *
 * Up to the first signal it lives as the `worker` machine does. Then it climbs a ladder: SIGTERM to
 * all that the command has started, after `graceMs` SIGKILL, and in between it looks what is left,
 * until nothing lives and the output is closed; `killMs` after SIGKILL what lives still has escaped.
 * `stopping` is for a cancel, `overrun` for the time limit: the first reason stays, and neither
 * begins again. A signal that meets nobody, where the step may have been over before it, leads to
 * `unmet`, and the step ends as it had ended by itself. Whether a cancel came (`noteCancel`) is data
 * of the record, which passes the other steps over then.
 */
export const idealWorkerMachine = setup({
  types: { events: {} as IdealWorkerEvent },
  actions: {
    startProcess: () => {},
    keepExit: () => {},
    noteClosed: () => {},
    noteCancel: () => {},
    terminateTree: () => {},
    killTree: () => {},
    look: () => {},
    endUnstarted: () => {},
    endUnlaunched: () => {},
    endRefused: () => {},
    endExited: () => {},
    endStopped: () => {},
    endOverrun: () => {},
    endDocument: () => {},
  },
  delays: { spawnMs: 1, wakeMs: 1, timeoutMs: 1, graceMs: 1, killMs: 1, lookMs: 1 },
}).createMachine({
  id: "ideal-worker",
  initial: "created",
  states: {
    created: { on: { "worker.start": "starting" } },
    starting: { after: { spawnMs: "step" }, on: { "worker.cancel": "startingCancelled" } },
    startingCancelled: { after: { wakeMs: { target: CANCELLED, actions: "endUnstarted" } } },
    step: {
      after: { timeoutMs: "#ideal-worker.overrun" },
      initial: "launching",
      states: {
        launching: {
          entry: "startProcess",
          on: {
            "process.started": "running",
            "process.failed": UNLAUNCHED,
            "step.refused": { target: ORDINARY, actions: "endRefused" },
            "worker.cancel": { target: "launchingCancelled", actions: "noteCancel" },
          },
        },
        launchingCancelled: {
          on: {
            "process.started": "#ideal-worker.stopping",
            "process.failed": { target: CANCELLED, actions: "endUnlaunched" },
          },
        },
        running: {
          on: {
            "process.exited": { target: "draining", actions: "keepExit" },
            "worker.cancel": { target: "#ideal-worker.stopping", actions: "noteCancel" },
          },
        },
        draining: {
          on: {
            "process.closed": { target: ORDINARY, actions: "endExited" },
            "worker.cancel": {
              target: "#ideal-worker.stopping.terminating.askedLate",
              actions: "noteCancel",
            },
          },
        },
      },
    },
    stopping: {
      initial: "terminating",
      states: {
        terminating: {
          entry: "terminateTree",
          after: { graceMs: "killing" },
          initial: "asked",
          states: {
            /** The step was running: whatever ends it from here on, the signal came first. */
            asked: asking(STOPPING, `${STOPPING}.looking`),
            /** It may have been over: a signal that meets nobody came too late. */
            askedLate: asking(STOPPING, UNMET),
            ...watching(STOPPING, STOPPED),
          },
        },
        killing: killing("#ideal-worker.stopping.killing", STOPPED),
      },
    },
    overrun: {
      on: { ...NOTE_CANCEL, "process.failed": UNLAUNCHED },
      initial: "terminating",
      states: {
        terminating: {
          entry: "terminateTree",
          after: { graceMs: "killing" },
          initial: "askedLate",
          states: { askedLate: asking(OVERRUNNING, UNMET), ...watching(OVERRUNNING, OVERRUN) },
        },
        killing: killing("#ideal-worker.overrun.killing", OVERRUN),
      },
    },
    unmet: {
      on: NOTE_CANCEL,
      after: { killMs: EXITED },
      initial: "looking",
      states: watching("#ideal-worker.unmet", EXITED),
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
      states: { ordinary: { on: { "step.next": "#ideal-worker.step" } }, cancelled: {} },
    },
    Success: { type: "final", entry: "endDocument" },
    SuccessAndReboot: { type: "final", entry: "endDocument" },
    Failed: { type: "final", entry: "endDocument" },
    TimedOut: { type: "final", entry: "endDocument" },
    Cancelled: { type: "final", entry: "endDocument" },
  },
});
