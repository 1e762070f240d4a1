/**
 * The ways of polls through the virtual network: over their nodes' links, each call on a connection
 * of its own, so that it holds nothing else back.
 */
import type { AgentInput } from "../agent/input.ts";
import { NO_CHANNEL } from "../controller/registered-node.ts";
import type { Direction } from "../faults/hands.ts";
import type { Prng } from "../kernel/prng.ts";
import { commandIdOfJob } from "../wire/job-id.ts";
import { CALL_MS, POLL_CALL_MS } from "./call-way.ts";
import type { CallWay } from "./call-way.ts";
import type { ManagedNode } from "./managed-node.ts";
import { NO_EPOCH } from "./parcel.ts";
import { parcelOf } from "./roads.ts";
import type { Roads } from "./roads.ts";
import { failureOf } from "./virtual-polls.ts";
import type { MessageCall, PollCarrier } from "./virtual-polls.ts";

export interface PollWays {
  readonly roads: Roads;
  readonly calls: CallWay;
  /** Of the polls alone: a draw of theirs shifts nothing else. */
  readonly prng: Prng;
}

export function carryPolls({ roads, calls, prng }: PollWays): PollCarrier {
  const { kernel } = roads;
  const tripMs = (node: ManagedNode, direction: Direction): number =>
    roads.link(node).tripMs(direction, kernel.chooser, prng);
  return {
    nowMs: () => kernel.nowMs,
    currentEpoch: (id) => roads.service().controller.nodes.get(id)?.epoch ?? NO_CHANNEL,
    takeEpoch: (id) => {
      const node = roads.host().node(id);
      if (node === undefined) return NO_CHANNEL;
      const link = roads.link(node);
      link.epoch = roads.takeEpoch(node);
      return link.epoch;
    },
    input: (input) => roads.service().input(input),
    write: (fact) => roads.write(fact),
    post: (node, call) => {
      const { index, boot } = node;
      const arrival = { type: "message.called", index, boot, call } as const;
      calls.send({
        node,
        operation: call.operation,
        command: commandOf(call),
        parcel: parcelOf("toController", boot, NO_EPOCH, { arrival }),
        spoilt: () =>
          parcelOf("toController", boot, NO_EPOCH, { arrival: { ...arrival, isSpoilt: true } }),
        failed: failureOf(call),
        timeoutMs: timeoutMs(call.operation),
        tripMs: () => tripMs(node, "toController"),
        body: () => JSON.stringify(call),
      });
    },
    postDue: (delayMs, arrival) => roads.post(delayMs, arrival),
    tell: (id, operation, input) => {
      const node = roads.host().node(id);
      if (node === undefined) return;
      const failed = failureBehind(input);
      calls.send({
        node,
        operation,
        command: undefined,
        parcel: parcelOf("toAgent", node.boot, NO_EPOCH, { input }),
        spoilt: () => parcelOf("toAgent", node.boot, NO_EPOCH, { input: failed }),
        failed,
        timeoutMs: timeoutMs(operation),
        tripMs: () => tripMs(node, "toAgent"),
        body: () => JSON.stringify(input),
      });
    },
  };
}

function timeoutMs(operation: MessageCall["operation"]): number {
  return operation === "GetMessages" ? POLL_CALL_MS : CALL_MS;
}

function commandOf(call: MessageCall): string | undefined {
  if (call.operation === "GetMessages") return undefined;
  return commandIdOfJob(call.operation === "SendReply" ? call.message.jobId : call.jobId);
}

/** What an agent hears in place of an answer that does not reach it. */
function failureBehind(input: AgentInput): AgentInput {
  if (input.type === "poll.answered") return { type: "poll.failed" };
  return input.type === "reply.answered" ? { ...input, accepted: false } : input;
}
