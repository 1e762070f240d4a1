/**
 * The last end of an invocation is the end of its command, in the same step. Two commands whose
 * invocations are in the same statuses, with the same limit of errors and cancelled or not alike,
 * have the same status. What a dying controller had still to write is missing from the trace, so
 * its death ends the judging of the commands that are open.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { INVOCATION_STATUS_DETAILS, COMMAND_STATUS_DETAILS } from "../../ssm/status.ts";
import {
  invocationOf,
  isControllerDeath,
  isMove,
  isTerminal,
  listOf,
  numberOf,
  textOf,
} from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const rollUpIsAFunction: Property = {
  name: "rollUpIsAFunction",
  judgedOn: "controller",
  says: "A command's status follows from those of its invocations alone; it has ended when, and only when, all of them have.",
  sees: ["command.accepted", "fault.fired", "status.changed"],
  monitor: () => new RollUpIsAFunction(),
};

class RollUpIsAFunction extends PropertyMonitor {
  private open = new Marks();
  private due = new Marks();
  private errorsMax = new Marks();
  /** The StatusDetails of each invocation. */
  private details = new Marks();
  /** The command's StatusDetails for each mix of invocations that was met. */
  private met = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    if (isControllerDeath(event)) {
      for (const marks of [this.open, this.due, this.details]) marks.clear();
    }
    if (event.event === "command.accepted") this.accept(event);
    const open = this.open.get(event.command ?? "");
    if (event.event !== "status.changed" || open === undefined) return NOTHING;
    if (!isMove(event)) return [...this.judgeEnd(event, open), ...this.judgeMix(event)];
    this.move(event, open.is);
    return NOTHING;
  }

  override end(): readonly Violation[] {
    const says = "every invocation has ended and the command has not";
    return [...this.due.entries()].map(([command, { seq }]) => ({
      property: rollUpIsAFunction.name,
      command,
      seqs: [seq, seq] as const,
      says,
    }));
  }

  private accept(event: TraceEvent): void {
    const { command = "", seq } = event;
    const targets = listOf(event, "targets");
    this.open.set(command, targets.length, seq);
    this.errorsMax.set(command, numberOf(event, "maxErrors"), seq);
    const pending = INVOCATION_WORDS.indexOf("Pending");
    for (const node of targets) this.details.set(`${command}/${node}`, pending, seq);
  }

  private move(event: TraceEvent, open: number): void {
    const { command = "", seq } = event;
    this.details.set(invocationOf(event), INVOCATION_WORDS.indexOf(textOf(event, "details")), seq);
    if (!isTerminal(textOf(event, "to"))) return;
    this.open.set(command, open - 1, seq);
    if (open === 1) this.due.set(command, 1, seq);
  }

  private judgeEnd(event: TraceEvent, open: { is: number; seq: number }): readonly Violation[] {
    if (!isTerminal(textOf(event, "to"))) return NOTHING;
    this.due.delete(event.command ?? "");
    if (open.is <= 0) return NOTHING;
    const says = "the command has ended and an invocation of it has not";
    return violation(rollUpIsAFunction.name, { since: open.seq, event }, says);
  }

  private judgeMix(event: TraceEvent): readonly Violation[] {
    const mix = this.mixOf(event);
    const details = COMMAND_WORDS.indexOf(textOf(event, "details"));
    const met = this.met.get(mix);
    if (this.met.countOf(MIX) >= MIXES_MAX) this.met.clear();
    this.met.setOnce(mix, details, event.seq);
    if (isTerminal(textOf(event, "to"))) this.open.delete(event.command ?? "");
    if (met === undefined || met.is === details) return NOTHING;
    const says = `with the same invocations another command was ${COMMAND_WORDS[met.is] ?? ""}`;
    return violation(rollUpIsAFunction.name, { since: met.seq, event }, says);
  }

  private mixOf(event: TraceEvent): string {
    const counts = INVOCATION_WORDS.map(() => 0);
    for (const { is } of this.details.of(event.command ?? "").values()) {
      counts[is] = (counts[is] ?? 0) + 1;
    }
    const errorsMax = this.errorsMax.get(event.command ?? "")?.is ?? 0;
    return `${MIX}/${counts.join(",")},${errorsMax},${String(event["cancelRequested"])}`;
  }
}

const MIX = "mix";
/** Mixes that are remembered at once. Source: our bound. */
const MIXES_MAX = 1000;

const INVOCATION_WORDS = Object.keys(INVOCATION_STATUS_DETAILS);
const COMMAND_WORDS = Object.keys(COMMAND_STATUS_DETAILS);
