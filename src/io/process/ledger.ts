/**
 * The ledger of containers: what a later host needs to find processes this one left behind.
 *
 * One JSON file an entry under `<directory>/.fleetsim/ledger`, written before the processes in
 * question can run and erased after the last of them is gone. Files are renamed into place, so a
 * reader never sees half an entry. They are not flushed to the disk: they have to outlive a
 * `kill -9` of this host, which the page cache does; a machine that goes down takes the processes
 * with it, and the boot id tells.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive, readBootId, readProcess, type ProcessIdentity } from "./process-table.ts";

/** One container or group of processes that may outlive its host. */
export type LedgerEntry =
  | { readonly kind: "pid-namespace"; readonly init: ProcessIdentity }
  | { readonly kind: "cgroup"; readonly path: string }
  | { readonly kind: "marker"; readonly token: string; readonly pipes: string }
  | { readonly kind: "group"; readonly leader: ProcessIdentity };

interface StoredEntry {
  readonly bootId: string;
  readonly host: ProcessIdentity;
  readonly entry: LedgerEntry;
}

export class Ledger {
  readonly #folder: string;
  readonly #host: ProcessIdentity;
  readonly #bootId = readBootId();

  constructor(directory: string) {
    this.#folder = path.join(directory, ".fleetsim", "ledger");
    this.#host = { pid: process.pid, startTicks: readProcess(process.pid)?.startTicks ?? 0 };
  }

  write(name: string, entry: LedgerEntry): void {
    const stored: StoredEntry = { bootId: this.#bootId, host: this.#host, entry };
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#file(name);
    writeFileSync(`${file}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Never throws: an entry that stays is harmless, as nothing that it names is left. */
  erase(name: string): void {
    try {
      rmSync(this.#file(name), { force: true });
    } catch {
      // Expected: the directory is not ours to write to, so nothing was written either.
    }
  }

  /** What is in it. */
  entries(): readonly LedgerEntry[] {
    return this.#names().flatMap((name) => this.#read(name)?.entry ?? []);
  }

  /**
   * Calls `end` for each entry of a host that is gone, and erases it afterwards.
   *
   * Entries of another boot, and files that are none of ours, are erased without a call. An entry
   * whose `end` throws stays for the next sweep, and the error is handed to `failed`.
   */
  async takeOver(
    end: (entry: LedgerEntry) => Promise<void>,
    failed: (error: unknown) => void,
  ): Promise<void> {
    for (const name of this.#names()) {
      const stored = this.#read(name);
      if (stored !== undefined && isAlive(stored.host)) continue;
      try {
        if (stored?.bootId === this.#bootId) await end(stored.entry);
        this.erase(name);
      } catch (error) {
        failed(error);
      }
    }
  }

  #names(): string[] {
    try {
      const files = readdirSync(this.#folder);
      return files.flatMap((file) =>
        file.endsWith(".json") ? [path.basename(file, ".json")] : [],
      );
    } catch {
      return []; // Expected: nothing was ever started with this directory.
    }
  }

  #read(name: string): StoredEntry | undefined {
    try {
      const stored = JSON.parse(readFileSync(this.#file(name), "utf8")) as StoredEntry;
      return isStoredEntry(stored) ? stored : undefined;
    } catch {
      return undefined; // Expected: not JSON, so not written by us.
    }
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name}.json`);
  }
}

function isStoredEntry(stored: StoredEntry): boolean {
  if (typeof stored.bootId !== "string" || !isIdentity(stored.host)) return false;
  const { entry } = stored;
  switch (entry.kind) {
    case "pid-namespace":
      return isIdentity(entry.init);
    case "group":
      return isIdentity(entry.leader);
    case "cgroup":
      return path.basename(entry.path).startsWith("fleetsim-");
    case "marker":
      return /^[0-9a-f]{16}$/.test(entry.token) && path.isAbsolute(entry.pipes);
    default:
      return false;
  }
}

/** Pid 1 is nobody's to end, whatever a file says. */
function isIdentity(value: ProcessIdentity): boolean {
  return Number.isInteger(value.pid) && value.pid > 1 && Number.isInteger(value.startTicks);
}
