/** The logger of a command: JSON lines on stderr, or in a file. */
import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";
import { usageError } from "./exit.ts";
import { fileTrouble } from "./file-trouble.ts";
import type { CommonFlags } from "./fleet-flags.ts";

export type LogFlags = Pick<CommonFlags, "logLevel" | "logFile">;

const STDERR = 2;

/** Errors: a usage error for a file that can't be written. */
export function makeLogger({ logLevel, logFile }: LogFlags): Logger {
  return pino({ level: logLevel, base: null }, openDestination(logFile));
}

function openDestination(logFile: string | undefined): DestinationStream {
  try {
    return pino.destination({ dest: logFile ?? STDERR, sync: true, mkdir: true });
  } catch (cause) {
    throw usageError(
      `--log-file: expected a file that can be written, found ${String(logFile)}: ${fileTrouble(cause)}`,
    );
  }
}
