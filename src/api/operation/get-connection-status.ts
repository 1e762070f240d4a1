/**
 * GetConnectionStatus: whether a node has its control channel.
 *
 * The real one speaks of Session Manager's channel, which is the same. Unknown targets are
 * `notconnected`, as no error is declared for them (our choice).
 */
import { NO_CHANNEL } from "../../controller/registered-node.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";

export function answerGetConnectionStatus(
  { controller }: StepContext,
  { Target }: InputOf<"GetConnectionStatus">,
): Outcome {
  const epoch = controller.nodes.get(Target)?.epoch ?? NO_CHANNEL;
  return answer({ Target, Status: epoch === NO_CHANNEL ? "notconnected" : "connected" });
}
