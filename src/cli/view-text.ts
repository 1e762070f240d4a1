/**
 * The built text of the view: the script and the style of the page, as `npm run build` leaves them in
 * `dist/view`. Sources that run without a build take it from there, too.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ViewText } from "../report/html/render-html.ts";
import { usageError } from "./exit.ts";
import { fileTrouble } from "./file-trouble.ts";

/** Errors: 64 when it was never built, with how to do so. */
export function viewText(): ViewText {
  const script = read("page.js");
  const style = read("page.css");
  return { script, scriptHash: hashOf(script), style, styleHash: hashOf(style) };
}

function read(name: string): string {
  const file = new URL(`../../dist/view/${name}`, import.meta.url);
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw usageError(
      `expected the built page at ${file.pathname}, found ${fileTrouble(cause)}; ` +
        "build it with 'npm run build', then run this again",
    );
  }
}

/** As a Content-Security-Policy names it. */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
