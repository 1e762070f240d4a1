/**
 * Programs that are made for the scripts of one host, in a directory that stands first in their PATH.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RealProgram } from "../../process/real-program.ts";

const PATH_DEFAULT = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Writes them, of several with one name the first; answers the PATH of scripts, undefined when there
 * are none.
 */
export function writePrograms(
  directory: string,
  programs: readonly RealProgram[],
): string | undefined {
  if (programs.length === 0) return undefined;
  const folder = path.join(path.resolve(directory), ".fleetsim", "programs");
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of programs.toReversed()) {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
  return `${folder}:${process.env["PATH"] ?? PATH_DEFAULT}`;
}
