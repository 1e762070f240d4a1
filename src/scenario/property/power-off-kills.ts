/**
 * No process of a node that was stopped starts, ends or is signalled, and its agent says nothing
 * more.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, violation } from "./monitor.ts";
import type { Monitor, Property, Violation } from "./monitor.ts";

export const powerOffKills: Property = {
  name: "powerOffKills",
  judgedOn: "agent",
  says: "Once a node goes down nothing of it acts or speaks until it is up again.",
  monitor: () => new PowerOffKills(),
};

class PowerOffKills implements Monitor {
  private down = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const node = event.node ?? "";
    if (event.event === "node.stateChanged") {
      if (DOWN.has(textOf(event, "to"))) this.down.setOnce(node, 1, event.seq);
      else this.down.delete(node);
    }
    const since = this.down.get(node)?.seq;
    const isAlive = event.source === "process" || event.event === "reply.sent";
    if (since === undefined || !isAlive) return NOTHING;
    const says = `${event.event} on a node without power`;
    return violation(powerOffKills.name, { since, event }, says);
  }

  end(): readonly Violation[] {
    return NOTHING;
  }

  clone(): PowerOffKills {
    const copy = new PowerOffKills();
    copy.down = this.down.clone();
    return copy;
  }

  encode(encoder: Encoder): void {
    this.down.encode(encoder);
  }
}

const DOWN: ReadonlySet<string> = new Set(["Stopping", "Stopped", "Shutting-down", "Terminated"]);
