/**
 * The files that a scenario's `documents` name, from where the scenario's own file is.
 */
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ReadFile } from "../scenario/file/read-documents.ts";
import { fileTrouble } from "./file-trouble.ts";

/** Far more than a document may have, which the service says itself. */
const BYTES_MAX = 1_000_000;

/** Errors: a problem: a file that is not there, too large, or none; never throws. */
export function documentFiles(scenarioFile: string): ReadFile {
  const folder = dirname(scenarioFile);
  return (path) => {
    try {
      const status = statSync(resolve(folder, path));
      if (!status.isFile()) return { problem: "something else" };
      if (status.size > BYTES_MAX) return { problem: `one of ${status.size} bytes` };
      return { text: readFileSync(resolve(folder, path), "utf8") };
    } catch (error) {
      return { problem: fileTrouble(error) };
    }
  };
}
