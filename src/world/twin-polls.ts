/**
 * ec2messages for agents of twins: they get nothing by it.
 *
 * A service hands a message to whoever asks first for a node; which of two machines that is would be
 * another race. Here a twin's poll waits in vain and fails as one that is cut off, so that it comes
 * by its control channel alone.
 */
import type { Host } from "./host.ts";
import type { MessagePort } from "./host-ports.ts";
import { POLL_MS } from "./polled-ports.ts";

export function withoutTwins(port: MessagePort, host: () => Host): MessagePort {
  return {
    get: (node, purpose) => {
      if (!host().places.isTwin(node)) port.get(node, purpose);
      else host().postToAgent(node, { type: "poll.failed" }, POLL_MS);
    },
    limit: (node, untilMs) => {
      if (!host().places.isTwin(node)) port.limit(node, untilMs);
    },
    drop: (node) => {
      if (!host().places.isTwin(node)) port.drop(node);
    },
    acknowledge: (node, jobId) => port.acknowledge(node, jobId),
    fail: (node, jobId, failure) => port.fail(node, jobId, failure),
    reply: (node, message) => port.reply(node, message),
  };
}
