/**
 * CPU time of the main thread: what other programs do on the machine hardly moves it.
 *
 * Node before 23.9 knows only that of the whole process, in which the collector's helpers count
 * as well.
 */
import process from "node:process";

/** Seconds of CPU time since some fixed moment. */
export function cpuSeconds(): number {
  const { user, system } = usage();
  return (user + system) / 1e6;
}

/** Seconds of CPU time that some work takes. */
export function timed(work: () => void): number {
  const before = cpuSeconds();
  work();
  return cpuSeconds() - before;
}

const usage = (): NodeJS.CpuUsage =>
  "threadCpuUsage" in process ? process.threadCpuUsage() : (process as NodeJS.Process).cpuUsage();
