/** A child that does nothing but live for a while: what behaviours leave behind. */
import type { MsSpan } from "./behaviour.ts";
import { forkProcess } from "./fork-process.ts";
import type { Moment } from "./moment.ts";
import type { Process } from "./process-record.ts";

/** Forks it; with no span it lives until it is told otherwise. undefined: there is no room for it. */
export function startChild(
  moment: Moment,
  parent: Process,
  span: MsSpan | undefined,
): Process | undefined {
  const child = forkProcess(moment, parent);
  if (child === undefined) return undefined;
  child.shell = undefined;
  moment.sleep(child, span);
  return child;
}
