/**
 * How the `invocation` machine offers a cancel until its agent has taken it.
 *
 * It does so in two places, while the command is open and when it has expired: the transitions are
 * the same, `taken` is where each goes on.
 */
export function cancelOffer(taken: string) {
  return {
    unsent: { "link.opened": { target: "sent", actions: "sendCancel" } },
    sent: {
      "agent_job_ack.cancelCommand.200": taken,
      "agent_job_ack.cancelCommand.51402": "refused",
      "agent_job_ack.cancelCommand.refused": taken,
      "link.closed": "unsent",
    },
    refused: { "link.closed": "unsent" },
  } as const;
}

const CANCEL_AGAIN = { target: "sent", actions: "sendCancelAgain" } as const;
/** It was refused for now. */
export const OFFER_AGAIN = { offerRetryMs: CANCEL_AGAIN } as const;
/** It may be lost, or its ack. */
export const ASK_AGAIN = { ackWaitMs: { ...CANCEL_AGAIN, reenter: true } } as const;
