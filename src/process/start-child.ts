/** A child that does nothing but live for a while: what behaviours leave behind. */
import type { Lifetime } from "./behaviour.ts";
import { forkProcess } from "./fork-process.ts";
import type { Moment } from "./moment.ts";
import type { Process } from "./process-record.ts";

/** Forks it; undefined: there is no room for it. */
export function startChild(
  moment: Moment,
  parent: Process,
  lifetime: Lifetime,
): Process | undefined {
  const child = forkProcess(moment, parent);
  if (child === undefined) return undefined;
  child.shell = undefined;
  moment.sleep(child, lifetime === true ? undefined : lifetime);
  return child;
}
