/**
 * A plan in the words of a scenario file, with ids for names: what is shown of it, and how it is
 * handed to another process, which reads it by the same schema.
 */
import type { EventPattern, FaultPlan } from "./plan.ts";

/** The plan as an entry of `faults`; lengths of time are in milliseconds. */
export function planWords(plan: FaultPlan): Readonly<Record<string, unknown>> {
  const { fault, params, scope, fromMs, untilMs, on, forMs, chance, times } = plan;
  return withoutUndefined({
    [fault.name]: paramWords(params),
    nodes: scope.nodes,
    direction: scope.direction,
    messages: scope.messages,
    command: scope.command,
    operations: scope.operations,
    from: fromMs === 0 ? undefined : fromMs,
    until: untilMs,
    on: on && eventWords(on),
    for: forMs,
    chance: chance && `${chance.numerator}/${chance.denominator}`,
    times,
  });
}

/** What a fault takes, as its own schema reads it: a span is the shortest and the longest. */
export function paramWords(params: unknown): unknown {
  if (Array.isArray(params)) return params.map(paramWords);
  if (typeof params !== "object" || params === null) return params;
  if ("minMs" in params && "maxMs" in params) return [params.minMs, params.maxMs];
  const words = Object.entries(params).map(([word, value]) => [word, paramWords(value)] as const);
  return withoutUndefined(Object.fromEntries(words));
}

function eventWords(on: EventPattern): Readonly<Record<string, unknown>> {
  return withoutUndefined({ ...on });
}

function withoutUndefined(words: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}
