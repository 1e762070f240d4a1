/**
 * Events and times in words.
 */
import type { EventPattern } from "../../faults/plan.ts";
import { msText } from "../../kernel/duration.ts";
import type { MsRange } from "../../world/link.ts";

/** `the 2nd frame.sent on a2 with message agent_job_reply`. */
export function eventText({ event, node, command, message, where, count }: EventPattern): string {
  const facts = { ...(message === undefined ? {} : { message }), ...where };
  const named = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  return [
    `the ${ordinal(count)} ${event}`,
    ...(node === undefined ? [] : [`on ${node}`]),
    ...(command === undefined ? [] : [`of ${command}`]),
    ...(named.length === 0 ? [] : [`with ${named.join(" and ")}`]),
  ].join(" ");
}

/** `3s`, or `1s..3s`. */
export function rangeText({ minMs, maxMs }: MsRange): string {
  return minMs === maxMs ? msText(minMs) : `${msText(minMs)}..${msText(maxMs)}`;
}

/** A range as such, everything else as JSON. */
export function valueText(value: unknown): string {
  return isRange(value) ? rangeText(value) : JSON.stringify(value);
}

export function isRange(value: unknown): value is MsRange {
  return typeof value === "object" && value !== null && "minMs" in value && "maxMs" in value;
}

function ordinal(count: number): string {
  const isTeen = Math.floor((count % 100) / 10) === 1;
  const ending = isTeen ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${ending}`;
}
