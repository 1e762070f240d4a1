/**
 * Which faults a live fleet can have, and why it can't have the others.
 *
 * Faults of links, attempts and calls act in the service, so they need nothing of a node but that it
 * talks to us. The others are carried out by the node's host, with what an operating system can do
 * to processes that are real.
 */
import type { Fault } from "./fault.ts";

/** What the nodes of a fleet are made of. */
export interface LiveGround {
  readonly processes: "real" | "simulated";
  /** Where agents run: in their host's process, or each in one of its own. */
  readonly agents: "inside" | "processes";
}

/** Why a fault can't be carried out on a live fleet; undefined when it can. */
export function liveRefusal(fault: Fault, params: unknown, on: LiveGround): string | undefined {
  return refusals(fault, params).find(({ isSo }) => isSo(on))?.reason;
}

/** Who has to be there for a fault: the service alone, or the host of each node as well. */
export function needsHost(fault: Fault): boolean {
  if (fault.seam === "boundary" || fault.seam === "process") return true;
  return fault.seam === "state" && fault.ofController !== true && !OF_LINKS.has(fault.name);
}

interface Refusal {
  readonly isSo: (on: LiveGround) => boolean;
  readonly reason: string;
}

const ALWAYS = (): boolean => true;
const WITH_REAL_PROCESSES = ({ processes }: LiveGround): boolean => processes === "real";

const REAL_SCRIPT: Refusal = {
  isSo: WITH_REAL_PROCESSES,
  reason:
    "a real script does what it does; the operating system can signal it (killProcesses, " +
    "stopProcesses), and nothing else",
};

const TWIN: Refusal = {
  isSo: ALWAYS,
  reason: "a live host keeps one disk and one set of processes for an id: a twin would share both",
};

const CONTROLLER_PLACE: Refusal = {
  isSo: ALWAYS,
  reason:
    "the live controller commits the records of many steps in one go, so it can't end between two " +
    "effects of one of them; controllerRestart ends it between two steps",
};

/** The states that the service carries out at its own end of the links. */
const OF_LINKS: ReadonlySet<string> = new Set([
  ...["bandwidth", "halfOpen", "reset", "closeWithCode", "pingLost", "partition", "flapping"],
]);

function refusals(fault: Fault, params: unknown): readonly Refusal[] {
  if (fault.seam === "process") return [REAL_SCRIPT];
  if (fault.name === "twoAgents") return [TWIN];
  return isAtController(params) ? [CONTROLLER_PLACE] : [];
}

function isAtController(params: unknown): boolean {
  if (typeof params !== "object" || params === null) return false;
  return "process" in params && params.process === "controller";
}
