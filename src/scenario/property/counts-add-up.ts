/**
 * TargetCount, CompletedCount, ErrorCount and DeliveryTimedOutCount, counted anew from the ends of
 * the invocations at every move of the command. Of a command that a dying controller may have
 * counted unseen nothing is judged.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { isControllerDeath, isEnd, isMove, listOf, numberOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const countsAddUp: Property = {
  name: "countsAddUp",
  judgedOn: "controller",
  says: "The counts of a command are those of its invocations.",
  sees: ["command.accepted", "fault.fired", "status.changed"],
  monitor: () => new CountsAddUp(),
};

class CountsAddUp extends PropertyMonitor {
  private targets = new Marks();
  private completed = new Marks();
  private errors = new Marks();
  private late = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const command = event.command ?? "";
    if (isControllerDeath(event)) this.targets.clear();
    if (event.event === "command.accepted") {
      this.targets.set(command, listOf(event, "targets").length, event.seq);
    }
    if (isEnd(event)) {
      count(this.completed, event);
      if (ERRORS.has(textOf(event, "details"))) count(this.errors, event);
      if (event["details"] === "DeliveryTimedOut") count(this.late, event);
    }
    const since = this.targets.get(command);
    if (event.event !== "status.changed" || isMove(event) || since === undefined) return NOTHING;
    const wrong = [
      differs(event, "targetCount", since.is),
      differs(event, "completedCount", this.completed.get(command)?.is ?? 0),
      differs(event, "errorCount", this.errors.get(command)?.is ?? 0),
      differs(event, "deliveryTimedOutCount", this.late.get(command)?.is ?? 0),
    ].filter((text) => text !== "");
    if (wrong.length === 0) return NOTHING;
    return violation(countsAddUp.name, { since: since.seq, event }, wrong.join(", "));
  }
}

function count(marks: Marks, { command = "", seq }: TraceEvent): void {
  marks.set(command, (marks.get(command)?.is ?? 0) + 1, seq);
}

function differs(event: TraceEvent, key: string, expected: number): string {
  const found = numberOf(event, key);
  return found === expected ? "" : `${key} is ${found} and should be ${expected}`;
}

const ERRORS: ReadonlySet<string> = new Set(["Failed", "ExecutionTimedOut"]);
