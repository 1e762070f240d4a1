/** What runs on this machine, whoever has started it. */
import { readFileSync, readdirSync } from "node:fs";

/** Processes of this machine that carry a mark in their arguments. */
export function pidsWith(mark: string): number[] {
  return readdirSync("/proc")
    .filter(isPid)
    .map(Number)
    .filter((pid) => argsOf(pid).includes(mark));
}

/** A sleep that no other test and nobody else on the machine sleeps. */
export function uniqueSleep(): string {
  return `sleep 3${String(process.pid).padStart(7, "0")}.${Math.trunc(performance.now())}`;
}

function isPid(name: string): boolean {
  return /^\d+$/.test(name);
}

function argsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It has ended between the listing and the look.
    return "";
  }
}
