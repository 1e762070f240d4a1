import { setup } from "xstate";

/** What happens to a job; the last word says the cause or the outcome. */
export type JobEvent =
  | { type: "slot.free" }
  | { type: "restart.current" }
  | { type: "cancel.matched" }
  | { type: "worker.attached.alive" }
  | { type: "worker.attached.gone" }
  /** There never was a worker: an earlier life of the agent ended just before it started one. */
  | { type: "worker.attached.unstarted" }
  | { type: "document.ended" }
  /** Its last step asks for a reboot, and will be run again after it. */
  | { type: "document.ended.SuccessAndReboot" };

/**
 * The agent's view of one send-command job, from acceptance to its last reply.
 *
 * The traps of the real agent are states here. A job that is cancelled while it waits is `skipped`
 * when its turn comes: no reply will ever follow, and its file stays where a restart finds it. A
 * cancelled one that does not end in time is `abandoned`: its slot is given back, but it still
 * replies if it ends. One whose document asks for a reboot is `rebooting`: another life of the agent
 * goes on with it. A worker that is gone is `lost`: after a while the job counts as failed. A
 * job that an earlier life of the agent had started is `attaching` until it is known whether its
 * worker lives; one whose worker never was is started now. A worker of an earlier life is nobody's
 * child: when it dies later nobody hears of it, and its job (`reattached`) fails after two days.
 * Slots and the queue are data of the record, which reads from the state what holds a slot.
 * Source: amazon-ssm-agent 3.3, measured; agent/framework/processor, agent/task/pool.go.
 */
export const jobMachine = setup({
  types: { events: {} as JobEvent },
  actions: {
    startWorker: () => {},
    attachWorker: () => {},
    cancelWorker: () => {},
    skip: () => {},
    abandon: () => {},
    report: () => {},
    reportReboot: () => {},
    reportLost: () => {},
  },
  delays: { abandonMs: 1, workerLostMs: 1, reattachedMs: 1 },
}).createMachine({
  id: "job",
  initial: "queued",
  states: {
    queued: {
      on: {
        "slot.free": { target: "running", actions: "startWorker" },
        "restart.current": { target: "attaching", actions: "attachWorker" },
        "cancel.matched": "queuedCancelled",
      },
    },
    queuedCancelled: { on: { "slot.free": { target: "skipped", actions: "skip" } } },
    attaching: {
      on: {
        "cancel.matched": "attachingCancelled",
        "worker.attached.alive": "reattached",
        "worker.attached.gone": "lost",
        "worker.attached.unstarted": { target: "running", actions: "startWorker" },
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    attachingCancelled: {
      on: {
        "worker.attached.alive": "cancelling",
        "worker.attached.gone": "#job.lost.cancelling",
        "worker.attached.unstarted": { target: "cancelling", actions: "startWorker" },
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    reattached: {
      after: { reattachedMs: "failed" },
      on: {
        "cancel.matched": "cancelling",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    running: {
      on: {
        "cancel.matched": "cancelling",
        "worker.attached.gone": "lost",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    cancelling: {
      entry: "cancelWorker",
      after: { abandonMs: "abandoned" },
      on: {
        "worker.attached.gone": "#job.lost.cancelling",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    abandoned: {
      entry: "abandon",
      on: {
        "worker.attached.gone": "#job.lost.abandoned",
        "document.ended": "ended",
        "document.ended.SuccessAndReboot": "rebooting",
      },
    },
    lost: {
      after: { workerLostMs: "failed" },
      on: { "document.ended": "ended", "document.ended.SuccessAndReboot": "rebooting" },
      initial: "waiting",
      states: {
        waiting: { on: { "cancel.matched": "cancelling" } },
        cancelling: { after: { abandonMs: "abandoned" } },
        abandoned: { entry: "abandon" },
      },
    },
    skipped: { type: "final" },
    ended: { type: "final", entry: "report" },
    rebooting: { type: "final", entry: "reportReboot" },
    failed: { type: "final", entry: "reportLost" },
  },
});
