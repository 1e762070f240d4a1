import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf, isControllerDeath, isEnd } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import type { Situation, SituationMonitor } from "./situation.ts";

export const controllerRestartBetweenCancelAcceptAndCancelSend: Situation = {
  name: "controllerRestartBetweenCancelAcceptAndCancelSend",
  says: "The controller died with a cancel accepted and not yet sent.",
  monitor: () => new ControllerRestartBetweenCancelAcceptAndCancelSend(),
};

class ControllerRestartBetweenCancelAcceptAndCancelSend implements SituationMonitor {
  private unsent = new Marks();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (event.event === "cancel.accepted") this.unsent.set(key, 1, event.seq);
    if (isEnd(event)) this.unsent.delete(key);
    if (event.event === "frame.sent") this.unsent.delete(cancelledBy(event));
    return isControllerDeath(event) && this.unsent.size > 0;
  }

  clone(): ControllerRestartBetweenCancelAcceptAndCancelSend {
    const copy = new ControllerRestartBetweenCancelAcceptAndCancelSend();
    copy.unsent = this.unsent.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.unsent.encode(encoder);
  }
}
