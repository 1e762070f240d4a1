/**
 * The names of everything that can stand in a trace, each with what it says.
 *
 * The table in docs/trace.md is held equal to this one by a test. A name is `noun.pastTense`.
 */
export const TRACE_EVENTS = {
  "call.received": "A client's or an agent's API call has arrived.",
  "call.answered": "The answer to an API call has left.",
  "call.refused": "A request was turned away before an operation saw it; `code` says why.",
  "command.accepted": "SendCommand was accepted; its invocations exist.",
  "cancel.accepted": "CancelCommand was accepted for one invocation; `named`: the ids it names.",
  "frame.sent": "A control-channel frame has left its sender.",
  "frame.received": "A control-channel frame has reached its receiver.",
  "frame.dropped": "A frame was lost, or refused by its receiver; `reason` says why.",
  "job.acked": "The agent answered an agent_job; `cancels`: the command that it cancels.",
  "job.queued": "The agent took a job and it waits for a worker.",
  "job.started": "A document worker took the job up.",
  "job.skipped": "A worker came free for a cancelled job, and left it: no reply will follow.",
  "job.abandoned": "A cancelled job did not end in time; its worker slot was given back.",
  "job.reattached": "A restarted agent found a job that an earlier life had started.",
  "job.ended": "The agent is done with a job.",
  "reboot.requested": "An agent asked its node to reboot, for a step that ended with code 194.",
  "cancel.matched": "A cancel job found the job that it names.",
  "cancel.missed":
    "A cancel job found nothing; with `remembered` its command won't run when it comes.",
  "process.started": "A step's process runs.",
  "process.signalled": "`signal` was sent; `delivered` says whether anybody was there.",
  "process.exited": "A step's leading process ended.",
  "process.escaped": "A process outlived the end of its invocation.",
  "reply.sent": "The agent handed a reply to its channel.",
  "reply.stored": "A reply was not acknowledged in time and waits on disk.",
  "status.changed": "The controller moved an invocation or a command to another status.",
  "ping.changed": "The controller changed a node's PingStatus.",
  "event.ignored": "A machine was in a state that does not take the event.",
  "node.stateChanged": "A node moved to another state of its life-cycle.",
  "node.registered": "A node became known to the controller.",
  "node.removed": "A node was removed from the fleet.",
  "link.opened": "A control channel is open.",
  "link.closed": "A control channel is closed.",
  "link.refused":
    "A control channel was turned away, or ended for what came by it or did not: `reason`.",
  "channel.denied": "CreateControlChannel is refused to a node from now on, by order.",
  "channel.allowed": "CreateControlChannel is granted to a node again.",
  "link.cut": "A fault cut a link; `healed` is false.",
  "link.healed": "A cut link can carry frames again.",
  "fault.fired": "A fault took effect.",
  "agent.started": "An agent came up on its node.",
  "agent.stopped": "An agent ended, by order or by a crash.",
  "agent.restarted": "An agent came up again over the durable state of an earlier life.",
  "host.joined": "An operating-system process that carries agents joined the controller.",
  "host.left": "A host's channel closed; its nodes can't be ordered about any more.",
  "health.reported": "An agent reported its health (UpdateInstanceInformation).",
  "fleet.reset": "The fleet was put back into its start state.",
  "trace.dropped": "The trace's bounded ring dropped its oldest lines; `count` says how many.",
} as const;

export type TraceEventName = keyof typeof TRACE_EVENTS;
