/**
 * What a fault takes, in the words of files: `5s`, and not the milliseconds that it was read into.
 * A range that stands alone is written as other ranges of an explanation are.
 */
import { z } from "zod";
import type { Fault } from "../../faults/fault.ts";
import { isRange, rangeText } from "./event-text.ts";

/** `5s`, `50ms..400ms`, `{ process: agent, restart: 5s }`; "" for a fault that takes nothing. */
export function paramsText({ params: schema }: Pick<Fault, "params">, params: unknown): string {
  if (isRange(params)) return rangeText(params);
  const written = flowText(z.encode(schema, params));
  return written === "{}" ? "" : written;
}

/** YAML in one line. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value === "string") return PLAIN.test(value) ? value : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const fields = entries.map(([name, field]) => `${name}: ${flowText(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** Words that need no quotes, and that nobody takes for a number or for true. */
const PLAIN =
  /^(?!(?:true|false|null|yes|no|on|off)$)(?:[A-Za-z][\w-]*( [\w-]+)*|[\d.]+(?:ms|[smhd]))$/i;
