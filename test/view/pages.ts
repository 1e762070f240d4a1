/**
 * Pages of scenarios: played for real, rendered with the view as its sources are now, as files.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readScenario } from "../../src/scenario/file/read-scenario.ts";
import { renderHtml } from "../../src/report/html/render-html.ts";
import type { ViewText } from "../../src/report/html/render-html.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { runScenario } from "../../src/scenario/run/run-scenario.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Pages {
  readonly view: ViewText;
  /** Writes the page of a result; its URL. */
  write(name: string, result: ScenarioResult): string;
  remove(): void;
}

/** Builds as `npm run build` does, in a directory of its own. */
export function makePages(): Pages {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-view-"));
  execFileSync("npm", ["run", "--silent", "build:view", "--", `--outdir=${directory}`], {
    cwd: ROOT,
  });
  const script = readFileSync(join(directory, "page.js"), "utf8").trim();
  const style = readFileSync(join(directory, "page.css"), "utf8").trim();
  const view = { script, scriptHash: hashOf(script), style, styleHash: hashOf(style) };
  return {
    view,
    write: (name, result) => {
      const file = join(directory, `${name}.html`);
      writeFileSync(file, renderHtml(result, view));
      return pathToFileURL(file).href;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** Of a file of the package, changed as text if asked for. */
export function playFile(
  name: string,
  { runs, change = (text) => text }: { runs?: number; change?: (text: string) => string } = {},
): ScenarioResult {
  const file = `scenarios/${name}.yaml`;
  const reading = readScenario(change(readFileSync(join(ROOT, file), "utf8")), file);
  if (!("scenario" in reading)) throw new Error(JSON.stringify(reading.problems));
  const { scenario } = reading;
  const options = { ...scenario.options, runs: runs ?? scenario.options.runs };
  const repeat = (seed: string) => `npx fleetsim run ${file} --seed ${seed} --runs 1`;
  const play = runScenario({
    ...{ scenario: { ...scenario, options }, file, repeat, checksItself: false },
  });
  for (;;) {
    const { done, value } = play.next();
    if (done === true) return value!;
  }
}
