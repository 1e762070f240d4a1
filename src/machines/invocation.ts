import { setup } from "xstate";
import { ASK_AGAIN, cancelOffer, OFFER_AGAIN } from "./invocation/cancel-offer.ts";
import type { InvocationEvent } from "./invocation/invocation-event.ts";

const EXPIRED = "xstate.after.expiresMs.invocation.open";
const CANCELLED = "#invocation.Cancelled.cancelled";
const UNDELIVERABLE = "#invocation.Failed.undeliverable";
const DELIVERY_TIMED_OUT = "#invocation.TimedOut.delivery";

/** The agent has the job; what it answered is kept. */
const TAKEN = { target: "#invocation.open.InProgress", actions: "noteTaken" } as const;
const REPORTED = { target: "#invocation.open.InProgress", actions: "noteReport" } as const;

/** A final reply is believed wherever the agent may have the job. */
const FINAL_REPLIES = {
  "agent_job_reply.Success": { target: "#invocation.Success", actions: "noteReport" },
  "agent_job_reply.Failed": { target: "#invocation.Failed.failed", actions: "noteReport" },
  "agent_job_reply.Cancelled": { target: CANCELLED, actions: "noteReport" },
  "agent_job_reply.TimedOut": { target: "#invocation.TimedOut.execution", actions: "noteReport" },
} as const;

/** Signs that the agent has taken the job, in states that did not know it yet. */
const SIGNS_OF_THE_AGENT = {
  "agent_job_ack.200": TAKEN,
  "agent_job_ack.51405": TAKEN,
  "agent_job_ack.51408": TAKEN,
  "agent_job_reply.InProgress": REPORTED,
  "agent_job_reply.SuccessAndReboot": REPORTED,
  ...FINAL_REPLIES,
} as const;

/** The agent does not have the job, and it is not offered again: it never ran. */
const REFUSED_WHILE_CANCELLING = { target: CANCELLED, actions: "noteTaken" } as const;

/** Where a command expires whose agent may not have heard of its cancel. */
const UNHEARD = "#invocation.TimedOut.unheard";

const WHILE_OPEN = cancelOffer("acked");
const WHEN_OVER = cancelOffer(DELIVERY_TIMED_OUT);

/**
 * The life of an invocation (one command on one node) as the controller sees it.
 *
 * The states say where the job is: `waiting` (surely not with the agent, so that a cancel wins at
 * once), `offered` (handed over, not acknowledged), `InProgress` (the agent has it), `Cancelling`
 * (a cancel job is on its way or answered; only a final reply, or ExpiresAfter, ends it). One
 * segment of each path is AWS's status. `late` and `overdue`: TimeoutSeconds has passed, so it is
 * not handed over any more; the status stays until ExpiresAfter. What is not acknowledged in time is
 * handed over again, and a job is Delayed then. A refusal for now makes it sure that the agent does
 * not have the job only if every earlier offer was answered too: one that a poll has fetched may wait
 * there for room. A job keeps its JobId when it is offered again; a cancel goes under a new id after a
 * reconnect, because an agent answers a known id without acting on it. A terminal state takes no
 * report: late ones change nothing. One of them, `unheard`, is not the machine's end: its command has
 * expired, and the cancel that was accepted before is offered on until the agent has taken it, so that
 * a job that waits there does not start.
 * Source: API reference, CancelCommand and SendCommand; user guide, "Understanding command
 * statuses"; what is not documented there is our choice, see docs/decisions/0010, 0067 and 0068.
 * All its states stand in this file, so that editors of machines can open it (docs/decisions/0081).
 */
export const invocationMachine = setup({
  types: { events: {} as InvocationEvent },
  actions: {
    sendJob: () => {},
    /** Under a new id. */
    sendCancel: () => {},
    /** Under the id that was refused, or is not acknowledged. */
    sendCancelAgain: () => {},
    /** The answer to an offer is late, or its channel is gone and it will not come. */
    noteUnanswered: () => {},
    noteTaken: () => {},
    noteReport: () => {},
  },
  delays: { expiresMs: 1, deliveryMs: 1, offerRetryMs: 1, ackWaitMs: 1 },
}).createMachine({
  id: "invocation",
  initial: "open",
  states: {
    open: {
      initial: "waiting",
      after: { expiresMs: DELIVERY_TIMED_OUT },
      states: {
        waiting: {
          initial: "Pending",
          on: {
            cancel: CANCELLED,
            "node.terminated": UNDELIVERABLE,
            "node.terminated.failFast": UNDELIVERABLE,
            "node.unreachable": UNDELIVERABLE,
            "platform.unsupported": "#invocation.Failed.invalidPlatform",
            "errors.exceeded": "#invocation.Cancelled.terminated",
          },
          states: {
            Pending: {
              initial: "unsent",
              after: { deliveryMs: ".late" },
              states: {
                unsent: {
                  on: {
                    "link.opened": "#invocation.open.offered.Pending",
                    "link.closed": "#invocation.open.waiting.Delayed",
                  },
                },
                refused: {
                  on: {
                    ...SIGNS_OF_THE_AGENT,
                    "link.closed": "#invocation.open.waiting.Delayed",
                  },
                  after: { offerRetryMs: "#invocation.open.offered.Pending" },
                },
                late: { on: SIGNS_OF_THE_AGENT },
              },
            },
            Delayed: {
              initial: "unsent",
              after: { deliveryMs: ".late" },
              states: {
                unsent: { on: { "link.opened": "#invocation.open.offered.Delayed" } },
                refused: {
                  on: { ...SIGNS_OF_THE_AGENT, "link.closed": "unsent" },
                  after: { offerRetryMs: "#invocation.open.offered.Delayed" },
                },
                late: { on: SIGNS_OF_THE_AGENT },
              },
            },
          },
        },
        offered: {
          initial: "Pending",
          on: {
            ...SIGNS_OF_THE_AGENT,
            "agent_job_ack.refused": { target: UNDELIVERABLE, actions: "noteTaken" },
            cancel: "#invocation.open.Cancelling",
            "node.terminated.failFast": DELIVERY_TIMED_OUT,
          },
          states: {
            Pending: {
              initial: "sent",
              after: { deliveryMs: ".overdue" },
              states: {
                sent: {
                  entry: "sendJob",
                  on: {
                    "agent_job_ack.51401": "#invocation.open.waiting.Pending.refused",
                    "agent_job_ack.51499": "#invocation.open.waiting.Pending.refused",
                    "agent_job_ack.51402": "#invocation.open.waiting.Pending.refused",
                    "link.closed": {
                      target: "#invocation.open.offered.Delayed.unconfirmed",
                      actions: "noteUnanswered",
                    },
                  },
                  after: {
                    ackWaitMs: {
                      target: "#invocation.open.offered.Delayed.sent",
                      actions: "noteUnanswered",
                    },
                  },
                },
                overdue: {
                  on: {
                    "agent_job_ack.51401": "#invocation.open.waiting.Pending.late",
                    "agent_job_ack.51499": "#invocation.open.waiting.Pending.late",
                    "agent_job_ack.51402": "#invocation.open.waiting.Pending.late",
                  },
                },
              },
            },
            Delayed: {
              initial: "sent",
              after: { deliveryMs: ".overdue" },
              states: {
                sent: {
                  entry: "sendJob",
                  on: {
                    "agent_job_ack.51401": "#invocation.open.waiting.Delayed.refused",
                    "agent_job_ack.51499": "#invocation.open.waiting.Delayed.refused",
                    "agent_job_ack.51402": "#invocation.open.waiting.Delayed.refused",
                    "agent_job_ack.earlierUnanswered": "refused",
                    "link.closed": { target: "unconfirmed", actions: "noteUnanswered" },
                  },
                  after: {
                    ackWaitMs: { target: "sent", reenter: true, actions: "noteUnanswered" },
                  },
                },
                unconfirmed: { on: { "link.opened": "sent" } },
                refused: {
                  on: { "link.closed": "unconfirmed" },
                  after: { offerRetryMs: "sent" },
                },
                overdue: {
                  on: {
                    "agent_job_ack.51401": "#invocation.open.waiting.Delayed.late",
                    "agent_job_ack.51499": "#invocation.open.waiting.Delayed.late",
                    "agent_job_ack.51402": "#invocation.open.waiting.Delayed.late",
                  },
                },
              },
            },
          },
        },
        InProgress: {
          on: {
            ...FINAL_REPLIES,
            "agent_job_ack.200": { actions: "noteTaken" },
            "agent_job_ack.51405": { actions: "noteTaken" },
            "agent_job_reply.InProgress": { actions: "noteReport" },
            "agent_job_reply.SuccessAndReboot": { actions: "noteReport" },
            cancel: "#invocation.open.Cancelling",
            "node.terminated.failFast": DELIVERY_TIMED_OUT,
          },
        },
        Cancelling: {
          initial: "unsent",
          on: {
            ...FINAL_REPLIES,
            "agent_job_ack.200": { actions: "noteTaken" },
            "agent_job_ack.51405": { actions: "noteTaken" },
            "agent_job_ack.51408": { actions: "noteTaken" },
            "agent_job_ack.51402": REFUSED_WHILE_CANCELLING,
            "agent_job_ack.refused": REFUSED_WHILE_CANCELLING,
            "agent_job_reply.cancelCommand.Failed": REFUSED_WHILE_CANCELLING,
            "agent_job_reply.InProgress": { actions: "noteReport" },
            "agent_job_reply.SuccessAndReboot": { actions: "noteReport" },
            "node.terminated": ".orphaned",
            "node.terminated.failFast": DELIVERY_TIMED_OUT,
          },
          states: {
            unsent: { on: { ...WHILE_OPEN.unsent, [EXPIRED]: `${UNHEARD}.unsent` } },
            sent: {
              on: { ...WHILE_OPEN.sent, [EXPIRED]: `${UNHEARD}.sent` },
              after: ASK_AGAIN,
            },
            refused: {
              on: { ...WHILE_OPEN.refused, [EXPIRED]: `${UNHEARD}.refused` },
              after: OFFER_AGAIN,
            },
            acked: {
              on: {
                cancel: { target: "sent", actions: "sendCancel" },
                "link.closed": "unsent",
              },
            },
            /** There is no agent any more to offer it to. */
            orphaned: {},
          },
        },
      },
    },
    Success: { type: "final" },
    Failed: {
      initial: "failed",
      states: {
        failed: { type: "final" },
        undeliverable: { type: "final" },
        invalidPlatform: { type: "final" },
      },
    },
    TimedOut: {
      initial: "execution",
      states: {
        execution: { type: "final" },
        delivery: { type: "final" },
        unheard: {
          initial: "unsent",
          on: {
            "node.terminated": DELIVERY_TIMED_OUT,
            "node.terminated.failFast": DELIVERY_TIMED_OUT,
            "command.forgotten": DELIVERY_TIMED_OUT,
          },
          states: {
            unsent: { on: WHEN_OVER.unsent },
            sent: { on: WHEN_OVER.sent, after: ASK_AGAIN },
            refused: { on: WHEN_OVER.refused, after: OFFER_AGAIN },
          },
        },
      },
    },
    Cancelled: {
      initial: "cancelled",
      states: { cancelled: { type: "final" }, terminated: { type: "final" } },
    },
  },
});
