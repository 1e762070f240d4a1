/**
 * Sends signals, and only to those they are meant for.
 *
 * A pid that was given up may already belong to a stranger, so every target is looked at, pid and
 * start time, right before the signal. Pids and groups up to 1 are refused: 0 and -1 would mean
 * our own group and everybody, 1 the machine's init.
 */
import { isAlive, type ProcessIdentity } from "./process-table.ts";

/** Signals one process; false when that very process does not live any more. */
export function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals): boolean {
  return isAlive(target) && sendSignal(target.pid, signal, 1);
}

/**
 * Signals the process group that has this number; the caller has seen a member of it live.
 *
 * Errors: false when nobody was there (ESRCH), or nobody whom we may signal (EPERM).
 */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return sendSignal(group, signal, -1);
}

function sendSignal(pid: number, signal: NodeJS.Signals, sign: 1 | -1): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) throw new Error(`refused to signal pid ${pid}`);
  try {
    process.kill(sign * pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}
