/**
 * What counts as written before: up to the end of the leading process, or up to the millisecond
 * before the first signal. A step that a reboot starts anew is not judged, nor one whose document
 * worker was lost with all that it had heard.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { digestBytes, invocationOf, stepOf, textOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor, violation } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const outputNotLostNotInvented: Property = {
  name: "outputNotLostNotInvented",
  judgedOn: "agent",
  says: "A report has the beginning of what its step wrote, up to its limit, and all that was written before the end.",
  sees: [
    "job.ended",
    "process.exited",
    "process.signalled",
    "process.started",
    "process.wrote",
    "reboot.requested",
    "reply.sent",
  ],
  monitor: () => new OutputNotLostNotInvented(),
};

class OutputNotLostNotInvented extends PropertyMonitor {
  private started = new Marks();
  private excused = new Marks();
  /** By stream and digest: every place up to which a step is known to have written. */
  private places = new Marks();
  private written = new Marks();
  private before = new Marks();
  private wroteAt = new Deadlines();
  /** Steps of which some writes are not told. */
  private untold = new Marks();
  private owed = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const step = stepOf(event);
    switch (event.event) {
      case "process.started":
        if (this.started.has(step)) this.excused.set(step, 1, event.seq);
        this.started.setOnce(step, 1, event.seq);
        return NOTHING;
      case "process.wrote":
        this.write(event);
        return NOTHING;
      case "process.signalled":
      case "process.exited":
        for (const stream of STREAMS) this.owe(`${step}/${stream}`, event);
        return NOTHING;
      case "job.ended":
        if (event["reason"] === "workerLost") this.excused.set(invocationOf(event), 1, event.seq);
        return NOTHING;
      case "reboot.requested":
        this.owed.deleteUnder(event.node ?? "");
        return NOTHING;
      case "reply.sent":
        return STREAMS.flatMap((stream) => this.judge(event, stream));
      default:
        return NOTHING;
    }
  }

  private write(event: TraceEvent): void {
    const key = `${stepOf(event)}/${textOf(event, "stream")}`;
    const upTo = textOf(event, "upTo");
    const isSameMoment = this.wroteAt.get(key)?.is === event.atMs;
    if (!isSameMoment) this.before.set(key, this.written.get(key)?.is ?? 0, event.seq);
    this.wroteAt.set(key, event.atMs, event.seq);
    this.written.set(key, digestBytes(upTo), event.seq);
    this.places.set(`${key}/${upTo}`, 1, event.seq);
    if (event["last"] === true) this.untold.set(stepOf(event), 1, event.seq);
  }

  /** A kill is traced after the end that it brought about in the same moment. */
  private owe(key: string, event: TraceEvent): void {
    const isOwnEnd = event.event === "process.exited" && textOf(event, "signal") === "";
    const isHeard = isOwnEnd || this.wroteAt.get(key)?.is !== event.atMs;
    const bytes = (isHeard ? this.written : this.before).get(key)?.is ?? 0;
    if (bytes > 0) this.owed.setOnce(key, bytes, event.seq);
  }

  private judge(event: TraceEvent, stream: string): readonly Violation[] {
    const step = stepOf(event);
    const told = textOf(event, stream);
    const isExcused = this.excused.has(step) || this.excused.has(invocationOf(event));
    if (textOf(event, "step") === "" || told === "?" || isExcused) return NOTHING;
    const isCut = told.endsWith("+");
    const key = `${step}/${stream}`;
    const { is: bytes, seq: since } = this.written.get(key) ?? { is: 0, seq: event.seq };
    const isPlace = told === "" || this.places.has(`${key}/${isCut ? told.slice(0, -1) : told}`);
    const isUnknown = this.untold.has(step) && digestBytes(told) >= bytes;
    if (!isPlace && !isUnknown) {
      const says = `${stream} was reported that its step has not written`;
      return violation(outputNotLostNotInvented.name, { since, event }, says);
    }
    const owed = this.owed.get(key);
    if (owed === undefined || isCut || digestBytes(told) >= owed.is) return NOTHING;
    const says = `${stream} that was written before the end is not in the report`;
    return violation(outputNotLostNotInvented.name, { since: owed.seq, event }, says);
  }
}

const STREAMS = ["stdout", "stderr"];
