import { setup } from "xstate";

/** What befalls a process: its own doing, a signal whose action is kill, stop or continue, wait(). */
export type ProcessLifeEvent =
  | { type: "block" }
  | { type: "wake" }
  | { type: "exit" }
  | { type: "signal.kill" }
  | { type: "signal.stop" }
  | { type: "signal.cont" }
  | { type: "reap" };

/**
 * The life of one process on a node, in the words of ps(1) and wait(2).
 *
 * Only a running process can exit; one that sleeps (for a timer or a child) has to wake first. A
 * process that is stopped while it sleeps still wakes at its time, but runs only once continued:
 * so stopped is two states. Whether a signal kills, stops, is caught or is ignored depends on the
 * process's dispositions: whoever delivers it picks the event, and a caught or ignored signal is
 * none. A zombie is over but still has its pid; after `reap` the pid is free.
 */
export const processMachine = setup({
  types: { events: {} as ProcessLifeEvent },
}).createMachine({
  id: "process",
  initial: "alive",
  states: {
    alive: {
      initial: "running",
      on: { "signal.kill": "zombie" },
      states: {
        running: {
          on: { block: "sleeping", exit: "#process.zombie", "signal.stop": "stopped.runnable" },
        },
        sleeping: { on: { wake: "running", "signal.stop": "stopped.asleep" } },
        stopped: {
          initial: "runnable",
          states: {
            runnable: { on: { "signal.cont": "#process.alive.running" } },
            asleep: { on: { wake: "runnable", "signal.cont": "#process.alive.sleeping" } },
          },
        },
      },
    },
    zombie: { on: { reap: "reaped" } },
    reaped: { type: "final" },
  },
});
