/**
 * A fault in words: what it does, where, when and how often.
 */
import { msText } from "../../kernel/duration.ts";
import { placeWords } from "../file/fault-form.ts";
import type { PlannedFault, ScenarioNode } from "../scenario.ts";
import { eventText } from "./event-text.ts";
import { scopeText } from "./nodes-text.ts";
import { paramsText } from "./params-text.ts";

export function explainFault(planned: PlannedFault, nodes: readonly ScenarioNode[]): string {
  const { fault, params } = planned;
  const what = `${fault.name} ${paramsText(fault, params)}`.trimEnd();
  return `${what}: ${[placeText(planned, nodes), timeText(planned), oftenText(planned)].join("; ")}`;
}

function placeText({ fault, scope, on }: PlannedFault, nodes: readonly ScenarioNode[]): string {
  if (fault.seam === "call") {
    return `on calls of ${scope.operations?.join(" or ") ?? "every operation"}`;
  }
  if (!placeWords(fault).includes("node")) return "on the controller";
  const isOfEvent = on !== undefined && scope.nodes === undefined;
  const where = isOfEvent ? "the node of that event" : scopeText(scope.nodes, nodes);
  return [
    `on ${where}`,
    ...(scope.direction === undefined ? [] : [scope.direction]),
    ...(scope.messages === undefined ? [] : [`messages ${scope.messages.join(" or ")}`]),
    ...(scope.command === undefined ? [] : [`about ${scope.command}`]),
  ].join(", ");
}

function timeText({ fromMs, untilMs, forMs, on }: PlannedFault): string {
  const end = untilMs === undefined ? "until the healing at the end" : `until ${msText(untilMs)}`;
  if (on === undefined) return `from ${msText(fromMs)} ${end}`;
  const length = forMs === undefined ? end : `for ${msText(forMs)}`;
  const earliest = fromMs === 0 ? "" : ` (${msText(fromMs)} at the earliest)`;
  return `from ${eventText(on)}${earliest} ${length}`;
}

/** Without a number one that begins by an event and has no length acts once. */
function oftenText({ fault, chance, times, on, forMs }: PlannedFault): string {
  const isOnce = fault.seam === "state" || (on !== undefined && forMs === undefined);
  const most = times ?? (isOnce ? 1 : undefined);
  const count = most === undefined ? "each time" : `at most ${most} time${most === 1 ? "" : "s"}`;
  return chance === undefined
    ? count
    : `in ${chance.numerator} of ${chance.denominator} cases, ${count}`;
}
