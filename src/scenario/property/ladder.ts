/**
 * A step is asked to end before it is made to. An orphan is not: nobody is left to wait for it. The
 * grace that is judged by is the default of `graceMs`.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, textOf } from "./fact.ts";
import { Deadlines, Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const ladder: Property = {
  name: "ladder",
  judgedOn: "agent",
  says: "SIGKILL follows SIGTERM by at least the grace.",
  monitor: () => new Ladder(),
};

class Ladder implements Monitor {
  private asked = new Deadlines();
  private orphaned = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const key = `${textOf(event, "step")}/${invocationOf(event)}`;
    if (event.event === "process.started") this.asked.delete(key);
    const command = invocationOf(event);
    if (event.event === "process.escaped") this.orphaned.setOnce(command, 1, event.seq);
    if (event.event !== "process.signalled" || this.orphaned.has(command)) return NOTHING;
    const asked = this.asked.get(key);
    if (event["signal"] === "SIGTERM") this.asked.setOnce(key, event.atMs, event.seq);
    if (event["signal"] !== "SIGKILL") return NOTHING;
    if (asked !== undefined && event.atMs - asked.is >= GRACE_MS) return NOTHING;
    const says =
      asked === undefined ? "SIGKILL came with no SIGTERM before" : "SIGKILL came too soon";
    return violation(ladder.name, { since: asked?.seq ?? event.seq, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): Ladder {
    const copy = new Ladder();
    copy.asked = this.asked.clone();
    copy.orphaned = this.orphaned.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.asked.encode(encoder);
    this.orphaned.encode(encoder);
  }
}

/** Source: our choice, the default of the option `graceMs`. */
const GRACE_MS = 5000;
