/**
 * Two runs of the same seed are compared: one in which a command is cancelled once, and one in which
 * it is cancelled more often.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { invocationOf, isEnd, isFinalReply, textOf } from "./fact.ts";
import type { Comparison, Violation } from "./monitor.ts";

export const cancelIsIdempotent: Comparison = {
  name: "cancelIsIdempotent",
  judgedOn: "both",
  says: "Cancelled more than once, a command ends as when it is cancelled once, with the same signals and output.",
  compare: (once, often) => {
    const [ends, other] = [endsOf(once), endsOf(often)];
    return [...other].flatMap(([key, end]) => {
      const expected = ends.get(key);
      return expected === undefined || expected.text === end.text
        ? []
        : [differs(key, expected, end)];
    });
  },
};

/** How an invocation has ended, in words, and the line that says so. */
interface End {
  readonly text: string;
  readonly seq: number;
}

function endsOf(events: readonly TraceEvent[]): ReadonlyMap<string, End> {
  const ends = new Map<string, End>();
  const [signals, outputs] = [new Map<string, string>(), new Map<string, string>()];
  for (const event of events) {
    const key = invocationOf(event);
    if (event.event === "process.signalled") {
      signals.set(key, `${signals.get(key) ?? ""} ${textOf(event, "signal")}`);
    }
    if (isFinalReply(event))
      outputs.set(key, `${textOf(event, "stdout")} ${textOf(event, "stderr")}`);
    if (!isEnd(event)) continue;
    const parts = [textOf(event, "details"), signals.get(key) ?? "", outputs.get(key) ?? ""];
    ends.set(key, { text: parts.join(";"), seq: event.seq });
  }
  return ends;
}

function differs(key: string, once: End, often: End): Violation {
  const [command = "", node = ""] = key.split("/");
  const says = `cancelled once it ended as "${once.text}", cancelled again as "${often.text}"`;
  return { property: cancelIsIdempotent.name, node, command, seqs: [once.seq, often.seq], says };
}
