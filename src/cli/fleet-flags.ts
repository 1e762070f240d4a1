/**
 * The flags that several commands share, each read and checked in one place.
 */
import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { PROFILES } from "../agent/profile.ts";
import type { ProfileName } from "../agent/profile.ts";
import { LIVE_DEFAULTS, setOption } from "../world/fleet-options.ts";
import type { FleetOptions } from "../world/fleet-options.ts";

export type ProcessesWord = "simulated" | "real";

/** Where a controller listens. */
export interface ListenFlags {
  readonly port: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly tlsPort?: number;
}

/** The options that the command line sets, over the defaults; and what it sets, by name. */
export interface SetOptions extends FleetOptions {
  readonly given: Readonly<Record<string, string>>;
}

/** What every long-running command takes. */
export interface CommonFlags {
  readonly json?: true;
  readonly seed?: string;
  readonly data?: string;
  readonly set: SetOptions;
  readonly logLevel: string;
  readonly logFile?: string;
}

/** What every command takes that carries agents. */
export interface AgentFlags {
  readonly processes: ProcessesWord;
  readonly profile: ProfileName;
}

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

export function addCommonFlags(command: Command): Command {
  command
    .option("--data <dir>", "keep accepted commands, node ids and jobs in this directory")
    .option("--seed <seed>", "an integer or any text; ids and delays are drawn from it", readSeed)
    .addOption(
      new Option("--set <name=value>", "set an option of docs/defaults.md (repeatable)")
        .default({ ...LIVE_DEFAULTS, given: {} }, "none")
        .argParser(readSet),
    )
    .option("--json", "print one JSON line when ready");
  return addLogFlags(command);
}

export function addLogFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--log-level <level>", "logs go to stderr").choices(LOG_LEVELS).default("warn"),
    )
    .option("--log-file <file>", "write logs to this file instead");
}

export function addListenFlags(command: Command): Command {
  return command
    .option("--port <port>", "0 takes any free one", readInteger(0, 65_535), 4590)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(
      new Option("--allow-host <name...>", "further names and addresses that it is reached by")
        .default([], "none")
        .argParser(readHostName),
    )
    .option("--auth <file>", 'JSON file {"keys":[{"id","secret"}],"adminToken"}: verify SigV4')
    .option("--trace <file>", "write the trace to this file")
    .option("--tls-port <port>", "the same over TLS, for real agents", readInteger(0, 65_535));
}

export function addAgentFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--processes <kind>", "what a script runs in")
        .choices(["simulated", "real"])
        .default("simulated"),
    )
    .addOption(
      new Option("--profile <name>", `how the agents behave: ${PROFILES.join(" or ")}`)
        .default("amazon-ssm-agent")
        .argParser(readProfile),
    );
}

/** Takes one more name; a file is none, though it may look like one. */
function readHostName(text: string, before: readonly string[]): readonly string[] {
  if (existsSync(text)) {
    const hint = "a SCENARIO stands before --allow-host, or after another flag";
    throw new InvalidArgumentError(`Expected the name of a host, found the file ${text}; ${hint}.`);
  }
  if (/^[\w.-]{1,253}$/.test(text) || isIPv6(text)) return [...before, text];
  throw new InvalidArgumentError(`Expected the name of a host, found "${text}".`);
}

/** A reader of whole numbers for commander, with bounds. */
export function readInteger(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`Expected a whole number ${min}..${max}, found "${text}".`);
    }
    return value;
  };
}

/**
 * Tags as `key=value,key=value`.
 *
 * Errors: a pair without `=`, an empty key, one key twice.
 */
export function readTags(text: string): Readonly<Record<string, string>> {
  const tags = new Map<string, string>();
  for (const pair of text.split(",")) {
    const at = pair.indexOf("=");
    if (at < 1) throw new InvalidArgumentError(`Expected key=value, found "${pair}".`);
    const key = pair.slice(0, at);
    if (tags.has(key))
      throw new InvalidArgumentError(`Expected each key once, found "${key}" twice.`);
    tags.set(key, pair.slice(at + 1));
  }
  return Object.fromEntries(tags);
}

const SEED_LENGTH_MAX = 256;

export function readSeed(text: string): string {
  if (text.length === 0 || text.length > SEED_LENGTH_MAX) {
    throw new InvalidArgumentError(`Expected 1..${SEED_LENGTH_MAX} characters.`);
  }
  if (/^\d+$/.test(text) && !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError(
      `Expected an integer 0..2^53-1 or any other text, found ${text}.`,
    );
  }
  // 007 and 7 are the same integer, and so the same seed.
  return /^\d+$/.test(text) ? String(Number(text)) : text;
}

function readProfile(text: string): ProfileName {
  const profile = PROFILES.find((name) => name === text);
  if (profile !== undefined) return profile;
  throw new InvalidArgumentError(`Expected ${PROFILES.join(" or ")}, found "${text}".`);
}

function readSet(text: string, before: SetOptions): SetOptions {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError(`Expected NAME=VALUE, found "${text}".`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const result = setOption(before, name, value);
  if ("problem" in result) throw new InvalidArgumentError(`${result.problem}.`);
  return { ...result, given: { ...before.given, [name]: value } };
}
