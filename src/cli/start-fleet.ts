/** Starts the two halves of a live fleet, and turns what goes wrong into exit codes. */
import { closeSync, openSync } from "node:fs";
import type { Logger } from "pino";
import { HostStartError, startHost } from "../io/live-host.ts";
import type { HostOptions, LiveHost } from "../io/live-host.ts";
import { startService } from "../io/live-service.ts";
import type { LiveService } from "../io/live-service.ts";
import { refuseBind } from "../io/server/bind-guard.ts";
import type { TlsOptions } from "../io/server/listeners.ts";
import { StartError } from "../io/server/start-error.ts";
import { makeDirectory } from "../io/store/make-directory.ts";
import { defaultCaDirectory } from "../io/tls/private-ca.ts";
import type { Auth } from "./auth-file.ts";
import { readAuthFile } from "./auth-file.ts";
import type { FleetOptions } from "../world/fleet-options.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import { fileTrouble } from "./file-trouble.ts";
import type { CommonFlags, ListenFlags, ProcessesWord } from "./fleet-flags.ts";

export interface ServiceFlags extends CommonFlags, ListenFlags {
  readonly auth?: string;
  readonly trace?: string;
}

export interface StartedService {
  readonly service: LiveService;
  readonly auth: Auth | undefined;
}

/**
 * A controller that listens.
 *
 * Errors: 64 for flags that don't go together or files that can't be read, 69 when it can't listen
 *         or its data directory is in use.
 */
export async function beginService(
  flags: ServiceFlags,
  parts: {
    readonly seed: string;
    readonly log: Logger;
    readonly processes: ProcessesWord;
    readonly options: FleetOptions;
  },
): Promise<StartedService> {
  const auth = flags.auth === undefined ? undefined : readAuthFile(flags.auth);
  const refusal = refuseBind({
    host: flags.host,
    processes: parts.processes,
    hasAuth: auth !== undefined,
  });
  if (refusal !== undefined) throw usageError(refusal);
  if (flags.trace !== undefined) checkTraceFile(flags.trace);
  if (flags.data !== undefined) makeDataDirectory(flags.data);
  try {
    const service = await startService({
      host: flags.host,
      port: flags.port,
      allowHosts: flags.allowHost,
      seed: parts.seed,
      controller: parts.options.controller,
      log: parts.log,
      ...(flags.data === undefined ? {} : { dataDirectory: flags.data }),
      ...(flags.tlsPort === undefined ? {} : { tls: tlsOptions(flags.tlsPort, flags.data) }),
      ...(auth === undefined ? {} : { auth }),
      ...(flags.trace === undefined ? {} : { trace: { file: flags.trace } }),
    });
    return { service, auth };
  } catch (cause) {
    throw startFailure(cause);
  }
}

/** The CA lies with the other data, or with the user's where there is none. */
function tlsOptions(port: number, data: string | undefined): TlsOptions {
  return { port, caDirectory: data ?? defaultCaDirectory() };
}

/** A host that has joined its controller. Errors: as for a service. */
export async function beginHost(options: HostOptions): Promise<LiveHost> {
  if (options.dataDirectory !== undefined) makeDataDirectory(options.dataDirectory);
  try {
    return await startHost(options);
  } catch (cause) {
    throw startFailure(cause);
  }
}

/** Refuses a file that can't be written before anything has started. */
function checkTraceFile(file: string): void {
  try {
    closeSync(openSync(file, "a"));
  } catch (cause) {
    throw usageError(
      `--trace: expected a file that can be written, found ${file}: ${fileTrouble(cause)}`,
    );
  }
}

/** What is wrong with the directory itself is said of the flag, not of the first file in it. */
function makeDataDirectory(directory: string): void {
  try {
    makeDirectory(directory);
  } catch (cause) {
    const message = `--data: expected a directory, or a place for one, found ${directory}`;
    throw new CommandError(EXIT.unavailable, `${message}: ${String(cause)}`, { cause });
  }
}

/** 64 or 69 for what keeps a service or a host from starting; anything else as it is. */
export function startFailure(cause: unknown): unknown {
  const isUsage = cause instanceof HostStartError && USAGE_CODES.has(cause.code);
  if (isUsage) return usageError(cause.message);
  if (cause instanceof StartError || cause instanceof HostStartError) {
    return new CommandError(EXIT.unavailable, cause.message, { cause });
  }
  return cause;
}

const USAGE_CODES: ReadonlySet<HostStartError["code"]> = new Set([
  "InvalidControllerUrl",
  "TooManyAgents",
]);
