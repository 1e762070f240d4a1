/**
 * Installs another Node version than the pinned one into .cache, for the replay test.
 *
 * It stays out of the dev dependencies, because a newcomer's `npm ci` should not fetch Node twice.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OTHER = "22";

const directory = fileURLToPath(new URL("../.cache/other-node/", import.meta.url));
mkdirSync(directory, { recursive: true });
const manifest = { private: true, allowScripts: { node: true } };
writeFileSync(`${directory}/package.json`, JSON.stringify(manifest));
execFileSync("npm", ["install", "--no-audit", "--no-fund", `node@${OTHER}`], {
  cwd: directory,
  stdio: "inherit",
});
