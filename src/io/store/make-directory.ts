/**
 * Makes a directory with all its parents.
 *
 * Node's own recursive mkdir goes round for ever where a parent takes no directories although it
 * is there (/proc on Linux).
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Makes a directory unless it is there. Errors: throws the file system's. */
export function makeDirectory(directory: string): void {
  const parent = dirname(directory);
  if (!existsSync(parent)) makeDirectory(parent);
  if (existsSync(directory) && statSync(directory).isDirectory()) return;
  mkdirSync(directory);
}
