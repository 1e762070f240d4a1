/**
 * The scratch directory of a step, laid out as the agent does it:
 * `<directory>/<node>/<commandId>/<stepName>/_script.sh`.
 *
 * Names come from documents and API calls, so every segment is made harmless first: letters,
 * digits, `.`, `_`, `-`, no leading dot, at most 100 characters. A name that had to be changed
 * gets a part of its hash, so that two names never share a directory. Two runs of one step share
 * it, as they do in the agent; they are not to be started at the same time. Nothing is removed
 * here: what a script left can be looked at until the owner of `directory` clears it.
 */
import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Run } from "./run.ts";

const SEGMENT_LENGTH_MAX = 100;

export interface Scratch {
  readonly folder: string;
  readonly script: string;
}

/** Writes the run's script, mode 0700; a script that still runs under this name keeps its text. */
export function writeScript(directory: string, run: Run): Scratch {
  const { node, commandId, stepName, script } = run.spec;
  const folder = path.join(directory, ...[node, commandId, stepName].map(harmlessSegment));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, "_script.sh");
  writeFileSync(`${file}.${run.number}`, script, { mode: 0o700 });
  renameSync(`${file}.${run.number}`, file);
  return { folder, script: file };
}

/** A name as one segment of a path that leads nowhere else. */
export function harmlessSegment(name: string): string {
  const harmless = name
    .replaceAll(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^\./, "_")
    .slice(0, SEGMENT_LENGTH_MAX);
  if (harmless === name && name !== "") return name;
  return `${harmless}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
