/**
 * Statuses of commands, invocations and nodes move along declared edges, each from where the last
 * move ended. What a dying controller had still to write is missing from the trace, so behind its
 * death the next move may begin anywhere.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isControllerDeath, isMove, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const legalMovesOnly: Property = {
  name: "legalMovesOnly",
  judgedOn: "controller",
  says: "Every change of a status is a declared one, goes on from the last, and Cancelling follows a cancel.",
  sees: [
    "cancel.accepted",
    "fault.fired",
    "node.registered",
    "node.stateChanged",
    "status.changed",
  ],
  monitor: () => new LegalMovesOnly(),
};

class LegalMovesOnly extends PropertyMonitor {
  private last = new Marks();
  private cancelled = new Marks();
  private nodes = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (event.event === "cancel.accepted")
      this.cancelled.setOnce(invocationOf(event), 1, event.seq);
    if (isControllerDeath(event)) this.last.clear();
    if (event.event === "node.registered") {
      this.nodes.setOnce(invocationOf(event), WORDS.indexOf(textOf(event, "state")), event.seq);
    }
    if (event.event === "node.stateChanged") return this.judge(this.nodes, event, NODE_MOVES);
    if (event.event !== "status.changed") return NOTHING;
    const isUnasked = isMove(event) && event["to"] === "Cancelling";
    if (isUnasked && !this.cancelled.has(invocationOf(event))) {
      const says = "it became Cancelling and no cancel of it had been accepted";
      return violation(legalMovesOnly.name, { since: event.seq, event }, says);
    }
    return this.judge(this.last, event, STATUS_MOVES);
  }

  private judge(marks: Marks, event: TraceEvent, moves: Moves): readonly Violation[] {
    const [from, to] = [textOf(event, "from"), textOf(event, "to")];
    const last = marks.get(invocationOf(event));
    marks.set(invocationOf(event), WORDS.indexOf(to), event.seq);
    const goesOn = last === undefined || WORDS[last.is] === from;
    if (goesOn && moves[from]?.includes(to) === true) return NOTHING;
    const was = last === undefined ? from : (WORDS[last.is] ?? "");
    const says = `it was ${was}, and the move from ${from} to ${to} is none of its`;
    return violation(legalMovesOnly.name, { since: last?.seq ?? event.seq, event }, says);
  }
}

type Moves = Readonly<Record<string, readonly string[]>>;

const ENDS = ["Success", "Failed", "TimedOut", "Cancelled"];

/** Of commands and invocations; a terminal word has no row. */
const STATUS_MOVES: Moves = {
  Pending: ["Delayed", "InProgress", "Cancelling", ...ENDS],
  Delayed: ["Pending", "InProgress", "Cancelling", ...ENDS],
  InProgress: ["Cancelling", ...ENDS],
  Cancelling: ENDS,
};

const NODE_MOVES: Moves = {
  Pending: ["Running", "Shutting-down"],
  Running: ["Stopping", "Shutting-down"],
  Stopping: ["Stopped", "Shutting-down"],
  Stopped: ["Pending", "Terminated"],
  "Shutting-down": ["Terminated"],
};

const WORDS = [...Object.keys(STATUS_MOVES), ...ENDS, ...Object.keys(NODE_MOVES), "Terminated"];
