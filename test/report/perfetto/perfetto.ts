/** Perfetto's own engine, when `npm run perfetto-engine` has fetched it. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PerfettoReading {
  readonly slices: number;
  readonly flows: number;
  readonly processes: readonly string[];
  /** Names of what it counts as wrong with a file. */
  readonly errors: readonly string[];
}

const ENGINE = fileURLToPath(
  new URL("../../../.cache/perfetto-engine/package/assets/trace-processor", import.meta.url),
);
const SCRIPT = fileURLToPath(new URL("ask-perfetto.mjs", import.meta.url));

export const HAS_PERFETTO = existsSync(ENGINE);

export function readWithPerfetto(texts: readonly string[]): readonly PerfettoReading[] {
  const folder = mkdtempSync(join(tmpdir(), "perfetto-"));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, text);
      return file;
    });
    const options = { encoding: "utf8", timeout: 120_000 } as const;
    const answer = execFileSync(process.execPath, [SCRIPT, ENGINE, ...files], options);
    return JSON.parse(answer) as PerfettoReading[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
