import type { TraceEvent } from "../../kernel/trace.ts";
import { listOf } from "../property/fact.ts";
import { Marks } from "../property/marks.ts";
import { Remembering } from "../property/remembering.ts";
import type { Situation } from "./situation.ts";

export const partialNodeList: Situation = {
  name: "partialNodeList",
  says: "A cancel named some of the nodes of its command, and not all.",
  sees: ["cancel.accepted", "command.accepted"],
  monitor: () => new PartialNodeList(),
};

class PartialNodeList extends Remembering {
  private targets = new Marks();

  see(event: TraceEvent): boolean {
    const { command = "", seq } = event;
    if (event.event === "command.accepted") {
      this.targets.set(command, listOf(event, "targets").length, seq);
    }
    const named = event.event === "cancel.accepted" ? listOf(event, "named").length : 0;
    return named > 0 && named < (this.targets.get(command)?.is ?? 0);
  }
}
