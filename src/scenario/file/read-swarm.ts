/**
 * The mix of faults that runs draw from.
 */
import type { Swarm } from "../scenario.ts";
import type { Reading } from "./reading.ts";
import { SWARM_COUNT, SWARM_UNTIL_MS } from "./swarm-form.ts";
import type { SwarmForm } from "./swarm-form.ts";

export function readSwarm(
  form: SwarmForm | undefined,
  lastsMs: number | undefined,
  reading: Reading,
): Swarm | undefined {
  if (form === undefined) return undefined;
  const faults = [...new Set(form.faults ?? reading.faults.filter(isKept).map(({ name }) => name))];
  const count = form.count ?? SWARM_COUNT;
  const fromMs = form.from ?? 0;
  const untilMs = form.until ?? lastsMs ?? SWARM_UNTIL_MS;
  if (count.min > count.max) reading.refuse(["swarm", "count"], "the smaller number first");
  if (untilMs <= fromMs) {
    const at = form.until === undefined ? "from" : "until";
    reading.refuse(["swarm", at], "an end after the begin");
  }
  return { faults, count, fromMs, untilMs };
}

function isKept({ breaksPromises }: { readonly breaksPromises?: true }): boolean {
  return breaksPromises !== true;
}
