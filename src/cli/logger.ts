/** The logger of a command: JSON lines on stderr, or in a file. */
import { pino } from "pino";
import type { Logger } from "pino";
import type { CommonFlags } from "./fleet-flags.ts";

const STDERR = 2;

export function makeLogger({ logLevel, logFile }: CommonFlags): Logger {
  const destination = pino.destination({ dest: logFile ?? STDERR, sync: true, mkdir: true });
  return pino({ level: logLevel, base: null }, destination);
}
