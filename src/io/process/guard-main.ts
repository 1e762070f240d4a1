/**
 * What a guard does when its host is gone: it ends the processes that the ledger tells of.
 *
 * A program, not a module. Arguments: the directory, and whether to `remove` or to `keep` it. What
 * could not be ended stays in the ledger, for the next host with this directory.
 */
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Ledger } from "./ledger.ts";
import { sweepLeftBehind } from "./sweep.ts";

/** A host is not gone at once when its pipes are; longer than this it is a namesake's ledger. */
const LOOKS_MAX = 40;
const LOOK_AGAIN_MS = 50;
/** Whoever would read it is gone. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const [directory = "", word] = process.argv.slice(2);
const ledger = new Ledger(directory);
for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
  await sweepLeftBehind(ledger, SILENT);
  if (ledger.entries().length === 0) break;
  await delay(LOOK_AGAIN_MS);
}
if (word === "remove" && ledger.entries().length === 0) {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
