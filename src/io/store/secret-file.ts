/**
 * Files that hold a secret: made once, whole or not at all, and for their owner alone.
 */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";

export const OWNER_ONLY = 0o600;

/** A file's text; undefined when there is none. Errors: throws the file system's others. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

/**
 * Creates a file with its whole content, unless it is there already: of two processes that start
 * at once both find what the faster one wrote. Errors: throws the file system's.
 */
export function writeOnce(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: OWNER_ONLY, flag: "wx" });
  try {
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  } finally {
    unlinkSync(draft);
  }
}
