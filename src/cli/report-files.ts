/**
 * Files of reports: what their names are made of, and how they are written.
 *
 * A file that can't be written is wrong usage, whenever that is found out.
 */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { usageError } from "./exit.ts";
import { fileTrouble } from "./file-trouble.ts";

/** Lines that are written at once. */
const LINES = 10_000;

/** Refuses a file that can't be written before anything is done; a name to be filled in is not tried. */
export function checkReportFile(flag: string, file: string | undefined): void {
  if (file === undefined || /\{(scenario|seed)\}/.test(file)) return;
  attempt(flag, file, () => closeSync(openSync(file, "a")));
}

/** What a file system may not like in a name is a hyphen. */
export function fileName(pattern: string, scenario: string, seed: string): string {
  const plain = (text: string) => text.replaceAll(/[^\w.-]+/g, "-");
  return pattern.replaceAll("{scenario}", plain(scenario)).replaceAll("{seed}", plain(seed));
}

export function writeText(flag: string, file: string, text: string): void {
  attempt(flag, file, () => writeFileSync(file, text));
}

/** Pieces of a text that may be too long for one string. All of each is written, or it is an error. */
export function writePieces(flag: string, file: string, pieces: Iterable<string>): void {
  attempt(flag, file, () => {
    const handle = openSync(file, "w");
    try {
      let waiting: string[] = [];
      for (const piece of pieces) {
        if (waiting.push(piece) < LINES) continue;
        writeFileSync(handle, waiting.join(""));
        waiting = [];
      }
      writeFileSync(handle, waiting.join(""));
    } finally {
      closeSync(handle);
    }
  });
}

function attempt(flag: string, file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw usageError(
      `${flag}: expected a file that can be written, found ${file}: ${fileTrouble(cause)}`,
    );
  }
}
