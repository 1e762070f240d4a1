import type { TraceEvent } from "../../kernel/trace.ts";
import { cancelledBy, invocationOf, isControllerDeath, isEnd } from "../property/fact.ts";
import { Deadlines, Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const controllerRestartBetweenCancelAcceptAndCancelSend: Situation = {
  name: "controllerRestartBetweenCancelAcceptAndCancelSend",
  says: "The controller died with a cancel accepted and not yet sent.",
  sees: ["cancel.accepted", "fault.fired", "frame.sent", "status.changed"],
  monitor: () => new ControllerRestartBetweenCancelAcceptAndCancelSend(),
};

class ControllerRestartBetweenCancelAcceptAndCancelSend extends Remembering {
  private unsent = new Marks();
  /** When it died: what that step had stored is told behind it, at the same moment. */
  private died = new Deadlines();

  see(event: TraceEvent): boolean {
    const key = invocationOf(event);
    if (isControllerDeath(event)) this.died.set(CONTROLLER, event.atMs, event.seq);
    if (event.event === "cancel.accepted") this.unsent.set(key, 1, event.seq);
    if (isEnd(event)) this.unsent.delete(key);
    if (event.event === "frame.sent") this.unsent.delete(cancelledBy(event));
    const diedWithIt = this.died.get(CONTROLLER)?.is === event.atMs;
    return diedWithIt && !this.unsent.isEmpty;
  }
}

const CONTROLLER = "controller";
