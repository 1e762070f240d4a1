/**
 * Debian's browser, for the tests of the page; installed once where it is missing.
 */
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Two test runs must not install at once. */
const LOCK = join(tmpdir(), "fleetsim-chromium.lock");
const PATIENCE_MS = 180_000;

/** Errors: throws with what to install, when there is no browser and it can't be installed. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? found() ?? (await installed());
  // A sandbox needs a user that is not root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

function found(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}

async function installed(): Promise<string> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!lock()) {
    if (Date.now() > endMs) throw new Error(`expected ${LOCK} to go away; remove it`);
    await sleep(500);
  }
  try {
    return found() ?? install();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/** A lock that a killed test left behind is none. */
function lock(): boolean {
  try {
    closeSync(openSync(LOCK, "wx"));
    return true;
  } catch {
    const left = statSync(LOCK, { throwIfNoEntry: false });
    if (left !== undefined && Date.now() - left.mtimeMs > PATIENCE_MS)
      rmSync(LOCK, { force: true });
    return false;
  }
}

function install(): string {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...args: string[]) => spawnSync("apt-get", args, { env, encoding: "utf8" });
  run("update");
  const { error, stderr } = run("install", "-y", "--no-install-recommends", "chromium");
  const place = found();
  if (place !== undefined) return place;
  throw new Error(
    `expected a chromium in ${PLACES.join(", ")} or in $CHROMIUM, found none, and 'apt-get install ` +
      `chromium' did not help: ${error?.message ?? stderr}`,
  );
}
