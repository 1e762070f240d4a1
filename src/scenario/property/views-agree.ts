/**
 * Every answer shows what holds at its moment, so no two of them contradict each other, and nobody
 * sees a status go back. What a dying controller had still to write is missing from the trace, so
 * behind its death the statuses are learnt anew.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { COMMAND_STATUS_DETAILS, INVOCATION_STATUS_DETAILS } from "../../ssm/status.ts";
import { invocationOf, isControllerDeath, isMove, listOf, textOf } from "./fact.ts";
import { Marks } from "./marks.ts";
import { NOTHING, PropertyMonitor } from "./monitor.ts";
import type { Property, Violation } from "./monitor.ts";

export const viewsAgree: Property = {
  name: "viewsAgree",
  judgedOn: "controller",
  says: "ListCommands, ListCommandInvocations and GetCommandInvocation show the status that holds.",
  sees: ["call.answered", "command.accepted", "fault.fired", "fleet.reset", "status.changed"],
  monitor: () => new ViewsAgree(),
};

class ViewsAgree extends PropertyMonitor {
  private holds = new Marks();

  see(event: TraceEvent): readonly Violation[] {
    const { command = "", seq } = event;
    if (isControllerDeath(event) || event.event === "fleet.reset") this.holds.clear();
    if (event.event === "command.accepted") {
      for (const node of ["", ...listOf(event, "targets")]) {
        this.holds.set(node === "" ? command : `${command}/${node}`, numberOfWord("Pending"), seq);
      }
    }
    if (event.event === "status.changed") {
      const key = isMove(event) ? invocationOf(event) : command;
      this.holds.set(key, numberOfWord(textOf(event, "details")), seq);
    }
    return event.event === "call.answered" ? this.judge(event) : NOTHING;
  }

  private judge(event: TraceEvent): readonly Violation[] {
    return listOf(event, "shows").flatMap((text) => {
      const [key = "", details = ""] = text.split(" ");
      const held = this.holds.get(key);
      if (held === undefined) this.holds.set(key, numberOfWord(details), event.seq);
      if (held === undefined || held.is === numberOfWord(details)) return [];
      const [command = "", node] = key.split("/");
      const says = `${textOf(event, "operation")} shows ${details}, and it is ${WORDS[held.is] ?? ""}`;
      const where = node === undefined ? { command } : { node, command };
      return [{ property: viewsAgree.name, ...where, seqs: [held.seq, event.seq], says }];
    });
  }
}

const WORDS: readonly string[] = [
  ...new Set([...Object.keys(INVOCATION_STATUS_DETAILS), ...Object.keys(COMMAND_STATUS_DETAILS)]),
];

function numberOfWord(details: string): number {
  return WORDS.indexOf(details);
}
