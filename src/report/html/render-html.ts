/**
 * One scenario as one HTML file that needs nothing else: the page's script, its style and its data
 * stand in it, and nothing is ever fetched.
 *
 * Names and outputs are what a file or a script says, so nothing of them becomes markup: the data is
 * JSON that no HTML parser can leave, the page writes text alone, and a policy names by their hashes
 * the one script and the one style that may act.
 */
import type { ScenarioResult } from "../../scenario/result.ts";
import { renderTerminal } from "../render-terminal.ts";
import { printable } from "../text.ts";
import { VERDICTS } from "../verdict.ts";
import { escapeHtml } from "./escape-html.ts";
import { makePageData } from "./make-page-data.ts";
import { scriptJson } from "./script-json.ts";

/** The built text of the view, and the hash of each as a policy has it: `sha256-...`. */
export interface ViewText {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
}

/** The whole file. The same result gives the same bytes. */
export function renderHtml(result: ScenarioResult, view: ViewText): string {
  const title = `${VERDICTS[result.exit].word}: ${printable(result.scenario.name)}`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(view)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)} - fleetsim</title>`,
    `<style>${view.style}</style>`,
    "</head>",
    "<body>",
    '<div id="page"></div>',
    `<noscript><pre>${escapeHtml(renderTerminal(result).join("\n"))}</pre></noscript>`,
    `<script type="application/json" id="data">${scriptJson(makePageData(result))}</script>`,
    `<script>${view.script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function policy({ scriptHash, styleHash }: ViewText): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
